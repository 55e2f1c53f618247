import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { expect, test } from '@jest/globals';
import { RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { SERVERS, startGraphql, type ServerName } from './graphql-app.js';

const opened = closeAfterEach();

@Resolver('Order')
class OrdersResolver {
  @Query('orders')
  orders(): object[] {
    return [{ id: '1' }];
  }

  @RequireScope('orders/prices')
  @ResolveField('price')
  price(): string {
    return 'guarded';
  }
}

const TYPES = 'type Order { id: String  price: String } type Query { orders: [Order!] }';
const LOADERS = { Order: { price: async (queries: readonly unknown[]) => queries.map(() => 'loaded') } };
const RESOLVERS = { Order: { price: () => 'open' } };

/** The error that stops the start, or what a token without the scope gets. */
async function outcome(server: ServerName, module: Readonly<Record<string, unknown>>): Promise<string> {
  const starting = startGraphql({ server, typeDefs: TYPES, providers: [OrdersResolver], module });
  const app = await starting.then(opened, String);
  if (typeof app === 'string') return app;
  return (await app.ask('{ orders { price } }', app.issuer.token())).text;
}

test.each<[ServerName, string, Record<string, unknown>]>([
  ...SERVERS.map((server) => [server, 'resolvers', { resolvers: RESOLVERS }] as [ServerName, string, object]),
  ['mercurius on fastify', 'loaders', { loaders: LOADERS }],
] as [ServerName, string, Record<string, unknown>][])(
  'with %s, %s that take the place of a decorated resolver stop the start',
  async (server, option, module) => {
    expect(await outcome(server, module)).toContain(
      `OrdersResolver.price: is replaced by the same field in ${option} of GraphQLModule`,
    );
  },
);
