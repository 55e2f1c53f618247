/** An operation of the orders, as the call command knows it. */
export interface Operation {
  /** Its method in `orders.proto`. */
  readonly rpc: 'List' | 'Create';
  /** The scope that it demands, and that a token is asked for. */
  readonly scope: string;
  /** Whether an order is sent with it. */
  readonly takesOrder: boolean;
}

/** The operations of the orders, by the pattern of their messages. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['orders.list', { rpc: 'List', scope: 'mule-api/api_read', takesOrder: false }],
  ['orders.create', { rpc: 'Create', scope: 'mule-api/api_write', takesOrder: true }],
]);
