import type { DiscoveredHandler, HandlerKind } from '../transports/index.js';

/** The metadata that the decorators of @nestjs/graphql write. Nest has no public names for its keys. */
const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const FIELD_NAME = 'graphql:resolve_property';

/** The kinds of handlers that are resolvers. */
export const RESOLVER_KINDS: readonly HandlerKind[] = Object.freeze<HandlerKind[]>([
  'query',
  'mutation',
  'subscription',
  'field-resolver',
  'reference-resolver',
]);

const ROOT_TYPES = new Map<HandlerKind, string>([
  ['query', 'Query'],
  ['mutation', 'Mutation'],
  ['subscription', 'Subscription'],
]);

/** The part of a name behind the class: `list` of `OrdersResolver.list`. */
function methodOf({ at }: DiscoveredHandler): string {
  return at.slice(at.lastIndexOf('.') + 1);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The fields that a resolver serves: `Query.orders`, `Order.total`. A reference resolver serves `Order.__resolveReference`. */
export function resolverOperations(found: DiscoveredHandler): readonly string[] {
  const { kind, handler, owner } = found;
  const root = ROOT_TYPES.get(kind);
  const type = root ?? textOf(owner && Reflect.getMetadata(RESOLVER_TYPE, owner)) ?? '*';
  if (kind === 'reference-resolver') return [`${type}.__resolveReference`];
  const name =
    textOf(Reflect.getMetadata(RESOLVER_NAME, handler)) ??
    textOf(Reflect.getMetadata(FIELD_NAME, handler)) ??
    methodOf(found);
  return [`${type}.${name}`];
}
