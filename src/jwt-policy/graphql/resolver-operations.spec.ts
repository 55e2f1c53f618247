import { Mutation, Query, ResolveField, ResolveReference, Resolver, Subscription } from '@nestjs/graphql';
import { expect, test } from '@jest/globals';
import type { DiscoveredHandler, HandlerKind } from '../transports/index.js';
import { resolverOperations } from './resolver-operations.js';

@Resolver('Order')
class Orders {
  @Query()
  orders(): void {}

  @Query('orderById')
  byId(): void {}

  @Mutation('place')
  place(): void {}

  @Subscription('placed')
  placed(): void {}

  @ResolveField('total')
  sum(): void {}

  @ResolveField()
  items(): void {}

  @ResolveReference()
  reference(): void {}
}

class Untyped {
  @ResolveField('total')
  total(): void {}
}

function found(
  owner: { readonly prototype: object } | undefined,
  method: string,
  kind: HandlerKind,
): DiscoveredHandler {
  const handler: unknown = owner ? Reflect.get(owner.prototype, method) : (): void => {};
  const given = { kind, at: `Orders.${method}`, handler: handler as object, owner };
  return { ...given, isDeclared: false, patterns: [], guardedElsewhere: [] };
}

test.each<[string, HandlerKind, string]>([
  ['orders', 'query', 'Query.orders'],
  ['byId', 'query', 'Query.orderById'],
  ['place', 'mutation', 'Mutation.place'],
  ['placed', 'subscription', 'Subscription.placed'],
  ['sum', 'field-resolver', 'Order.total'],
  ['items', 'field-resolver', 'Order.items'],
  ['reference', 'reference-resolver', 'Order.__resolveReference'],
])('%s, a %s, serves %s', (method, kind, operation) => {
  expect(resolverOperations(found(Orders, method, kind))).toEqual([operation]);
});

test('a field of a type that is not known serves it of every type', () => {
  expect(resolverOperations(found(Untyped, 'total', 'field-resolver'))).toEqual(['*.total']);
  expect(resolverOperations(found(undefined, 'total', 'field-resolver'))).toEqual(['*.total']);
});
