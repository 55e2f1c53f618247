/** An order as callers see it. */
export interface Order {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
}
