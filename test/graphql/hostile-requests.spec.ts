import { createHash } from 'node:crypto';
import { Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { describe, expect, test } from '@jest/globals';
import mercurius from 'mercurius';
import { Claims, Public, RequireScope, type DecisionEvent } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import {
  SERVERS,
  startGraphql,
  type AnsweredError,
  type GraphqlApp,
  type GraphqlAppParts,
  type ServerName,
} from './graphql-app.js';

const opened = closeAfterEach();

@Resolver('Order')
class OrdersResolver {
  @Query('caller')
  caller(@Claims('sub') sub: string): string {
    return sub;
  }

  @RequireScope('orders/read')
  @Query('orders')
  orders(): object[] {
    return [{ id: '1' }];
  }

  @RequireScope('orders/prices')
  @ResolveField('price')
  price(@Parent() { id }: { readonly id: string }): string {
    return `price of ${id}`;
  }

  @ResolveField('same')
  same(@Parent() order: object): object {
    return order;
  }

  @Public()
  @Query('version')
  version(): string {
    return '1';
  }
}

const TYPES = `
  type Order { id: String  price: String  same: Order }
  type Query { caller: String  orders: [Order!]  version: String }
`;

async function start(server: ServerName, parts: Partial<GraphqlAppParts> = {}): Promise<GraphqlApp> {
  return opened(await startGraphql({ server, typeDefs: TYPES, providers: [OrdersResolver], ...parts }));
}

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly AnsweredError[];
}

function reasonsOf({ errors = [] }: Body): unknown[] {
  return errors.map(({ extensions }) => extensions?.['reason']);
}

describe.each(SERVERS)('%s', (server) => {
  const isApollo = server.startsWith('apollo');

  test('a persisted operation that one caller has registered is decided for the next', async () => {
    const module = isApollo ? {} : { persistedQueryProvider: mercurius.persistedQueryDefaults.automatic() };
    const { post, issuer } = await start(server, { module });
    const query = '{ caller }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const ask = async (body: object, claims?: Record<string, unknown>): Promise<Body> => {
      const headers = claims && { authorization: `Bearer ${issuer.token({ claims })}` };
      return (await (await post(body, headers)).json()) as Body;
    };
    // Whoever registers an operation needs no token, and gets nothing by it.
    expect(reasonsOf(await ask({ query, extensions }))).toEqual(['TOKEN_MISSING']);
    expect((await ask({ extensions }, { sub: 'bob' })).data).toEqual({ caller: 'bob' });
    expect(reasonsOf(await ask({ extensions }))).toEqual(['TOKEN_MISSING']);
    expect((await ask({ extensions }, {})).data).toEqual({ caller: 'alice' });
  });

  test.each([
    ['alone', false, 'AUTHORIZATION_MALFORMED'],
    ['beside a good header', true, 'TOKEN_AMBIGUOUS'],
  ])('a token in the query of a GET is refused, %s', async (_how, hasHeader, reason) => {
    const { url, issuer } = await start(server);
    const token = issuer.token();
    const asked = new URL(url);
    asked.searchParams.set('query', '{ caller version }');
    asked.searchParams.set('access_token', token);
    const headers = {
      'apollo-require-preflight': 'yes',
      ...(hasHeader && { authorization: `Bearer ${token}` }),
    };
    const body = (await (await fetch(asked, { headers })).json()) as Body;
    expect(body.data).toEqual({ caller: null, version: '1' });
    expect(reasonsOf(body)).toEqual([reason]);
  });

  test('a form with the operation and a token is answered with no data', async () => {
    const { url, issuer } = await start(server);
    const form = new FormData();
    form.set('operations', JSON.stringify({ query: '{ caller }' }));
    form.set('query', '{ caller }');
    form.set('map', '{}');
    form.set('access_token', issuer.token());
    const headers = { 'apollo-require-preflight': 'yes' };
    const response = await fetch(url, { method: 'POST', headers, body: form });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain('alice');
  });

  test('a batch of a thousand operations with different fields is decided once for each resolver', async () => {
    const events: DecisionEvent[] = [];
    const observers = [{ decided: (event: DecisionEvent) => void events.push(event) }];
    const module = isApollo ? { allowBatchedHttpRequests: true } : { allowBatchedQueries: true };
    const { post, issuer } = await start(server, { module, options: { observers } });
    const queries = ['{ caller }', '{ orders { id } }', '{ v: version c: caller }'];
    const batch = Array.from({ length: 1_000 }, (_none, index) => ({ query: queries[index % 3] }));
    const token = issuer.token();
    const headers = { authorization: `Bearer ${token.slice(0, -4)}AAAA` };
    const bodies = (await (await post(batch, headers)).json()) as Body[];
    expect(bodies).toHaveLength(1_000);
    expect(new Set(bodies.flatMap(reasonsOf))).toEqual(new Set(['SIGNATURE_INVALID']));
    expect(bodies.flatMap(reasonsOf)).toHaveLength(1_000);
    expect(events.map(({ handler }) => handler).toSorted()).toEqual([
      'OrdersResolver.caller',
      'OrdersResolver.orders',
    ]);
  });

  test('a field below two hundred others has its demand', async () => {
    const { ask, issuer } = await start(server);
    const depth = 200;
    const query = `{ orders { ${'x: same { '.repeat(depth)}secret: price${' }'.repeat(depth)} } }`;
    const { text, errors } = await ask(query, issuer.token({ claims: { scope: 'orders/read' } }));
    expect(text).not.toContain('price of 1');
    expect(errors.map(({ extensions }) => extensions?.['reason'])).toEqual(['SCOPE_MISSING']);
    const granted = await ask(query, issuer.token({ claims: { scope: 'orders/read orders/prices' } }));
    expect(granted.text).toContain('price of 1');
  });

  test('fragments, directives and variables do not lead around a demand', async () => {
    const { post, issuer } = await start(server);
    const query = `
      query ($yes: Boolean!) { ...All @include(if: $yes) ... on Query @skip(if: false) { b: orders { id } } }
      fragment All on Query { __typename a: orders { ...Price } }
      fragment Price on Order { __typename price }
    `;
    const headers = { authorization: `Bearer ${issuer.token()}` };
    const response = await post({ query, variables: { yes: true } }, headers);
    const body = (await response.json()) as Body;
    expect(body.data).toEqual({ __typename: 'Query', a: null, b: null });
    expect(reasonsOf(body)).toEqual(['SCOPE_MISSING', 'SCOPE_MISSING']);
  });

  test('@defer is no part of the schema: such an operation is not run', async () => {
    const { ask, issuer } = await start(server);
    const { data, text } = await ask('{ ... @defer { caller } }', issuer.token());
    expect(data ?? undefined).toBeUndefined();
    expect(text).toContain('Unknown directive');
    expect(text).not.toContain('alice');
  });

  test('introspection tells the schema and runs no resolver', async () => {
    const { ask } = await start(server, { module: { introspection: true } });
    const { data, errors } = await ask('{ __type(name: "Order") { fields { name } } caller }');
    expect(JSON.stringify(data)).toContain('price');
    expect(errors.map(({ path }) => path)).toEqual([['caller']]);
  });
});

test.each(['apollo on express', 'apollo on fastify'] as const)(
  '%s shows no place of the server where it shows stacks',
  async (server) => {
    const { ask } = await start(server, { module: { includeStacktraceInErrorResponses: true } });
    const { errors, text } = await ask('{ caller }');
    expect(errors[0]?.extensions?.['stacktrace']).toEqual([
      'RefusedGraphqlException: A bearer token is required.',
    ]);
    expect(text).not.toMatch(/node_modules|file:|\.js/);
  },
);

test('compiled operations of Mercurius are decided for each caller', async () => {
  const { ask, issuer } = await start('mercurius on fastify', { module: { jit: 1 } });
  const query = '{ a: caller b: caller version }';
  for (const sub of ['alice', 'bob', 'carol']) {
    const { data } = await ask(query, issuer.token({ claims: { sub } }));
    expect(data).toEqual({ a: sub, b: sub, version: '1' });
    const refused = await ask(query);
    expect(refused.data).toEqual({ a: null, b: null, version: '1' });
  }
});

test('loaders of Mercurius are not guarded, as docs/graphql.md says', async () => {
  const loaders = { Order: { id: async (queries: readonly unknown[]) => queries.map(() => 'loaded') } };
  const { ask, issuer } = await start('mercurius on fastify', { module: { loaders } });
  const { data } = await ask('{ orders { id } }', issuer.token({ claims: { scope: 'orders/read' } }));
  expect(data).toEqual({ orders: [{ id: 'loaded' }] });
  expect((await ask('{ orders { id } }')).data).toEqual({ orders: null });
});
