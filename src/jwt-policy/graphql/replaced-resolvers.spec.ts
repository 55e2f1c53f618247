import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { expect, test } from '@jest/globals';
import type { DiscoveredHandler, HandlerKind } from '../transports/index.js';
import { replacedResolvers } from './replaced-resolvers.js';

@Resolver('Order')
class Orders {
  @Query('orders')
  list(): void {}

  @ResolveField()
  price(): void {}
}

class Untyped {
  @ResolveField()
  price(): void {}
}

function found(
  owner: { readonly name: string; readonly prototype: object },
  method: string,
  kind: HandlerKind,
): DiscoveredHandler {
  const handler = Reflect.get(owner.prototype, method) as object;
  const unused = { isDeclared: false, patterns: [], guardedElsewhere: [] };
  return { kind, at: `${owner.name}.${method}`, handler, owner, ...unused };
}

const HANDLERS = [
  found(Orders, 'list', 'query'),
  found(Orders, 'price', 'field-resolver'),
  found(Untyped, 'price', 'field-resolver'),
  found(Untyped, 'price', 'message-handler'),
];

test.each<[string, readonly unknown[], readonly string[]]>([
  ['no tables', [{}, undefined, { resolvers: undefined, loaders: null }], []],
  ['other fields', [{ loaders: { Order: { id: 1 }, Item: { count: 1 } }, resolvers: { Query: {} } }], []],
  ['a loader', [{}, { loaders: { Order: { price: 1 } } }], ['Orders.price', 'Untyped.price']],
  ['a loader of another type', [{ loaders: { Item: { price: 1 } } }], ['Untyped.price']],
  ['a resolver', [{ resolvers: { Query: { orders: 1 } } }], ['Orders.list']],
  ['a list of resolvers', [{ resolvers: [{ Item: {} }, { Query: { orders: 1 } }] }], ['Orders.list']],
  [
    'both, in two modules',
    [{ loaders: { Query: { orders: 1 } } }, { resolvers: { Query: { orders: 1 } } }],
    ['Orders.list'],
  ],
  ['names of every object', [{ loaders: { Order: 'price' }, resolvers: 'constructor' }], []],
])('the options of GraphQLModule with %s replace these resolvers', (_what, options, expected) => {
  const app = { handlers: HANDLERS, instancesOf: () => options };
  expect([...replacedResolvers(app)].map(({ at }) => at)).toEqual(expected);
});

test('the problem names the option', () => {
  const app = { handlers: HANDLERS, instancesOf: () => [{ loaders: { Query: { orders: 1 } } }] };
  expect([...replacedResolvers(app)]).toEqual([
    {
      at: 'Orders.list',
      message:
        'is replaced by the same field in loaders of GraphQLModule, and Nest does not ask the guard about that one. Remove one of them.',
    },
  ]);
});
