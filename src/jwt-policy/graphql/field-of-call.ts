/** The part of graphql-js' `info` that is read: it is one object for each field that is resolved. */
export interface ResolveInfo {
  readonly fieldName: string;
  readonly parentType: { readonly name: string };
  readonly fieldNodes: unknown;
  /** One object for each operation that is run; a context can be shared by several. */
  readonly variableValues: object;
  readonly schema: { getSubscriptionType(): { readonly name: string } | null | undefined };
}

/** The field that a resolver is called for. */
export interface CalledField {
  readonly info: ResolveInfo;
  readonly context: unknown;
  /** `Query.orders`; of a reference resolver `Order.__resolveReference`. */
  readonly name: string;
}

function isInfo(value: unknown): value is ResolveInfo {
  if (typeof value !== 'object' || value === null || !('variableValues' in value)) return false;
  const { variableValues } = value;
  const hasOperation = typeof variableValues === 'object' && variableValues !== null;
  return hasOperation && 'fieldNodes' in value && 'parentType' in value;
}

/** The member by which a federated gateway says of which type a reference is: it picks the resolver. */
const TYPE_NAME = '__typename';

function typeOf(reference: unknown): string {
  const name: unknown =
    typeof reference === 'object' && reference !== null && TYPE_NAME in reference
      ? reference[TYPE_NAME]
      : undefined;
  return typeof name === 'string' ? name : '';
}

/** A resolver gets the parent, the arguments, the context and `info`; a reference resolver no arguments. */
export function fieldOfCall(args: readonly unknown[]): CalledField | undefined {
  const info = args.at(-1);
  if (!isInfo(info)) return undefined;
  if (args.length === 3) return { info, context: args[1], name: `${typeOf(args[0])}.__resolveReference` };
  return { info, context: args[2], name: `${info.parentType.name}.${info.fieldName}` };
}
