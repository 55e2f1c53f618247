import { Mutation, Query, ResolveField, ResolveReference, Resolver, Subscription } from '@nestjs/graphql';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { JwtPolicyExplainer, JwtPolicyRoutes, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { policyTable } from '../../src/jwt-policy/testing/index.js';
import { closeAfterAll } from '../support/closing.js';
import { startGraphql, type GraphqlApp } from './graphql-app.js';

@Resolver('Order')
@RequireScope('orders')
class OrdersResolver {
  @RequireScope('orders/read')
  @Query('orders')
  list(): object[] {
    return [];
  }

  @Mutation('placeOrder')
  place(): string {
    return '';
  }

  @ResolveField('price')
  price(): string {
    return '';
  }

  @ResolveReference()
  reference(): object {
    return {};
  }

  @Subscription('placed')
  placed(): AsyncIterable<object> {
    throw new Error('nobody subscribes');
  }
}

@Resolver()
class VersionResolver {
  @Public()
  @Query('version')
  version(): string {
    return '1';
  }
}

const TYPES = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Order @key(fields: "id") { id: ID!  price: String }
  type Query { orders: [Order!]  version: String }
  type Mutation { placeOrder: String }
  type Subscription { placed: Order }
`;

describe('of resolvers', () => {
  const opened = closeAfterAll();
  const state = {} as { app: GraphqlApp };

  beforeAll(async () => {
    const providers = [OrdersResolver, VersionResolver];
    state.app = opened(await startGraphql({ server: 'subgraph on express', typeDefs: TYPES, providers }));
  });

  test('the route table has each with the field that it serves and its demands', () => {
    const { routes, findings } = state.app.app.get(JwtPolicyRoutes).table();
    expect(findings).toEqual([]);
    expect(
      routes.map(({ kind, transport, operation, access, scopes }) => [
        kind,
        `${transport} ${operation}`,
        access,
        scopes.all.join(' '),
      ]),
    ).toEqual([
      ['query', 'graphql Query.orders', 'required', 'orders orders/read'],
      ['mutation', 'graphql Mutation.placeOrder', 'required', 'orders'],
      ['field-resolver', 'graphql Order.price', 'required', 'orders'],
      ['reference-resolver', 'graphql Order.__resolveReference', 'required', 'orders'],
      ['subscription', 'graphql Subscription.placed', 'required', 'orders'],
      ['query', 'graphql Query.version', 'public', ''],
    ]);
  });

  test('the table for snapshots has each', () => {
    const table = policyTable(state.app.app);
    for (const name of ['Query.orders', 'Mutation.placeOrder', 'Order.__resolveReference', 'Query.version'])
      expect(table).toContain(`graphql ${name}`);
    expect(table).toContain('scope orders/read');
  });

  test.each<[string, Record<string, unknown> | undefined, string]>([
    ['Query.orders', undefined, 'TOKEN_MISSING'],
    ['Query.orders', { scope: 'orders' }, 'SCOPE_MISSING'],
    ['Query.orders', { scope: 'orders orders/read' }, 'granted'],
    ['Order.__resolveReference', {}, 'SCOPE_MISSING'],
    ['Subscription.placed', { scope: 'orders' }, 'granted'],
  ])(
    'an explanation of %s with the claims %j is what the guard decides: %s',
    async (name, claims, outcome) => {
      const { app, issuer } = state.app;
      const token = claims && issuer.token({ claims });
      const explained = await app
        .get(JwtPolicyExplainer)
        .explain({ operation: `graphql ${name}`, ...(token !== undefined && { token }) });
      expect(JSON.stringify(explained)).toContain(outcome);
      expect(explained.outcome).toBe(outcome === 'granted' ? 'granted' : 'refused');
    },
  );
});
