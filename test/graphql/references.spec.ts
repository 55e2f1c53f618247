import { Parent, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import { describe, expect, test } from '@jest/globals';
import {
  Claims,
  RequireScope,
  type DecisionEvent,
  type DecisionObserver,
} from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startGraphql, type GraphqlApp } from './graphql-app.js';

const opened = closeAfterEach();

@Resolver('Order')
class OrdersResolver {
  @Query('zero')
  zero(): number {
    return 0;
  }

  @RequireScope('orders/read')
  @ResolveReference()
  order(@Parent() { id }: { readonly id: string }, @Claims('sub') sub?: string): object {
    return { id, owner: sub ?? 'nobody' };
  }
}

const TYPES = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Order @key(fields: "id") { id: ID!  owner: String }
  type Query { zero: Int }
`;

const ENTITIES = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { id owner } } }';

async function start(
  module: Record<string, unknown> = {},
  observers: readonly DecisionObserver[] = [],
): Promise<GraphqlApp> {
  const parts = { server: 'subgraph on express', typeDefs: TYPES, providers: [OrdersResolver] } as const;
  return opened(await startGraphql({ ...parts, module, options: { observers } }));
}

async function entities(
  app: GraphqlApp,
  count: number,
  token?: string,
): Promise<{ data: unknown; errors?: unknown[] }> {
  const of = Array.from({ length: count }, (_none, id) => ({ __typename: 'Order', id: String(id) }));
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await app.post({ query: ENTITIES, variables: { of } }, headers);
  return (await response.json()) as { data: unknown; errors?: unknown[] };
}

describe('a federated subgraph', () => {
  test('decides references, a thousand of one request once', async () => {
    const events: DecisionEvent[] = [];
    const app = await start({}, [{ decided: (event) => void events.push(event) }]);
    const refused = await entities(app, 1);
    expect(refused.errors).toMatchObject([{ extensions: { reason: 'TOKEN_MISSING' } }]);
    const token = app.issuer.token({ claims: { scope: 'orders/read' } });
    expect((await entities(app, 1_000, token)).errors).toBeUndefined();
    expect(events.map(({ outcome }) => outcome)).toEqual(['refused', 'granted']);
  });

  test('stops the start where Nest does not ask the guard about references', async () => {
    await expect(start({ fieldResolverEnhancers: [] })).rejects.toThrow(
      /OrdersResolver\.order: needs fieldResolverEnhancers/,
    );
  });
});
