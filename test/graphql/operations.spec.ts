import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { describe, expect, test } from '@jest/globals';
import {
  ClaimRule,
  Claims,
  OptionalToken,
  Public,
  RequireScope,
  type DecisionEvent,
} from '../../src/jwt-policy/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import {
  SERVERS,
  startGraphql,
  type GraphqlApp,
  type GraphqlAppParts,
  type ServerName,
} from './graphql-app.js';

const opened = closeAfterEach();

interface Order {
  readonly id: string;
}

@Resolver('Order')
class OrdersResolver {
  @RequireScope('orders/read')
  @Query('orders')
  orders(@Claims('sub') sub: string): Order[] {
    return [{ id: `1 of ${sub}` }, { id: '2' }];
  }

  @RequireScope('orders/write')
  @Mutation('placeOrder')
  place(@Args('item') item: string, @Claims('sub') sub: string): string {
    return `${item} for ${sub}`;
  }

  @RequireScope('orders/prices')
  @ResolveField('price')
  price(@Parent() order: Order, @Claims('sub') sub: string): string {
    return `price of ${order.id} for ${sub}`;
  }

  @Public()
  @Query('version')
  version(@Claims('sub') sub: string | undefined): string {
    return `1 for ${sub ?? 'nobody'}`;
  }

  @Public()
  @Query('headers')
  headers(
    @Context() { req }: { readonly req: { readonly headers: object; readonly rawHeaders?: unknown } },
  ): string {
    return JSON.stringify([req.headers, req.rawHeaders]);
  }

  @OptionalToken()
  @Query('me')
  me(@Claims('sub') sub: string | undefined): string {
    return sub ?? 'nobody';
  }

  @ClaimRule((_claims, { attributes }) => attributes.headers['x-tenant'] === 'shop')
  @Query('tenant')
  tenant(): string {
    return 'shop';
  }
}

const TYPES = `
  type Order { id: String  price: String }
  type Query { orders: [Order!]  version: String  headers: String  me: String  tenant: String }
  type Mutation { placeOrder(item: String): String }
`;

async function start(server: ServerName, parts: Partial<GraphqlAppParts> = {}): Promise<GraphqlApp> {
  return opened(await startGraphql({ server, typeDefs: TYPES, providers: [OrdersResolver], ...parts }));
}

describe.each(SERVERS)('%s', (server) => {
  test('queries and mutations are decided by their decorators, and get the claims', async () => {
    const { ask, issuer } = await start(server);
    const token = issuer.token({ claims: { scope: 'orders/read orders/write' } });
    expect((await ask('{ orders { id } }', token)).data).toEqual({
      orders: [{ id: '1 of alice' }, { id: '2' }],
    });
    expect((await ask('mutation { placeOrder(item: "pen") }', token)).data).toEqual({
      placeOrder: 'pen for alice',
    });
  });

  test('a refusal is an error with its code, and other fields are answered', async () => {
    const { ask, issuer } = await start(server);
    const { data, errors } = await ask('{ orders { id } version me }');
    expect(data).toEqual({ orders: null, version: '1 for nobody', me: 'nobody' });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      message: 'A bearer token is required.',
      path: ['orders'],
      extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING', statusCode: 401 },
    });
    const forbidden = await ask('{ orders { id } }', issuer.token());
    expect(forbidden.errors[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'SCOPE_MISSING',
      statusCode: 403,
    });
  });

  test.each([
    ['an expired token', { exp: 1 }, 'TOKEN_EXPIRED'],
    ['a token for somebody else', { aud: 'stock' }, 'AUDIENCE_REFUSED'],
  ])('%s is refused, and nothing of it is in the answer', async (_what, claims, reason) => {
    const { ask, issuer } = await start(server);
    const token = issuer.token({ claims });
    const { errors, text } = await ask('{ orders { id } }', token);
    expect(errors[0]?.extensions).toMatchObject({ reason });
    for (const part of token.split('.')) expect(text).not.toContain(part);
    expect(text).not.toContain('stacktrace');
  });

  test('two Authorization headers are refused', async () => {
    const { url } = await start(server);
    const { request } = await import('node:http');
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(
        url,
        { method: 'POST', headers: { 'content-type': 'application/json' } },
        (answer) => {
          let body = '';
          answer.on('data', (chunk: Buffer) => (body += String(chunk))).on('end', () => resolve(body));
        },
      );
      sent.on('error', reject);
      sent.setHeader('authorization', ['Bearer a', 'Bearer b']);
      sent.end(JSON.stringify({ query: '{ orders { id } }' }));
    });
    expect(text).toContain('TOKEN_AMBIGUOUS');
  });

  test('a field resolver has its own demands, for each parent', async () => {
    const { ask, issuer } = await start(server);
    const query = '{ orders { id price } }';
    const some = await ask(query, issuer.token({ claims: { scope: 'orders/read' } }));
    expect(some.data).toEqual({
      orders: [
        { id: '1 of alice', price: null },
        { id: '2', price: null },
      ],
    });
    // Mercurius writes the places of a list as texts.
    expect(some.errors.map(({ path = [] }) => path.map(String))).toEqual([
      ['orders', '0', 'price'],
      ['orders', '1', 'price'],
    ]);
    const all = await ask(query, issuer.token({ claims: { scope: 'orders/read orders/prices' } }));
    expect(all.errors).toEqual([]);
    expect(JSON.stringify(all.data)).toContain('price of 2 for alice');
  });

  test('fields of one operation do not see the claims of each other', async () => {
    const { ask, issuer } = await start(server);
    const { data } = await ask('{ version me a: me b: version }', issuer.token());
    expect(data).toEqual({ version: '1 for nobody', me: 'alice', a: 'alice', b: '1 for nobody' });
  });

  test('rules see the headers of the request', async () => {
    const { ask, issuer } = await start(server);
    expect((await ask('{ tenant }', issuer.token(), { 'x-tenant': 'shop' })).data).toEqual({
      tenant: 'shop',
    });
    expect((await ask('{ tenant }', issuer.token())).errors[0]?.extensions).toMatchObject({
      reason: 'CLAIM_RULE_FAILED',
    });
  });

  test('ten thousand aliases with a bad signature are one decision', async () => {
    const events: DecisionEvent[] = [];
    const observers = [{ decided: (event: DecisionEvent) => void events.push(event) }];
    const { ask, issuer } = await start(server, { options: { observers } });
    const aliases = Array.from({ length: 10_000 }, (_none, index) => `a${index.toString(36)}:me`).join(' ');
    const token = issuer.token();
    const { errors } = await ask(`{ ${aliases} }`, `${token.slice(0, -4)}AAAA`);
    expect(errors).toHaveLength(10_000);
    expect(events.map(({ outcome }) => outcome)).toEqual(['refused']);
  });

  test('a batch of operations is one request', async () => {
    const events: DecisionEvent[] = [];
    const observers = [{ decided: (event: DecisionEvent) => void events.push(event) }];
    const batching = server.startsWith('apollo')
      ? { allowBatchedHttpRequests: true }
      : { allowBatchedQueries: true };
    const { post, issuer } = await start(server, { module: batching, options: { observers } });
    const batch = [{ query: '{ me }' }, { query: '{ w: me version }' }];
    const response = await post(batch, { authorization: `Bearer ${issuer.token()}` });
    expect(await response.json()).toMatchObject([
      { data: { me: 'alice' } },
      { data: { w: 'alice', version: '1 for nobody' } },
    ]);
    expect(events).toHaveLength(1);
  });

  test('headers under names that claims are passed on in are removed, on public fields too', async () => {
    const policies = [
      { name: 'all', issuers: [issuerOptions], claimsToHeaders: [{ claim: 'sub', header: 'x-user' }] },
    ];
    const { ask, issuer } = await start(server, { options: { issuers: undefined, policies } as never });
    const sent = { 'x-user': 'mallory', X_User: 'mallory', 'x-tenant': 'shop' };
    const { data } = await ask('{ headers tenant }', issuer.token(), sent);
    expect(JSON.stringify(data)).not.toContain('mallory');
    expect(data).toMatchObject({ tenant: 'shop' });
  });

  test('introspection is not guarded', async () => {
    const { ask } = await start(server, { module: { introspection: true } });
    expect((await ask('{ __schema { queryType { name } } __typename }')).data).toMatchObject({
      __typename: 'Query',
    });
  });

  test('a context function that puts something else at req is refused', async () => {
    const module = { context: () => ({ req: { user: 'alice' } }) };
    const { ask, issuer } = await start(server, { module });
    const { data, errors } = await ask('{ me }', issuer.token());
    // Mercurius hands over the request in another place as well.
    if (server.startsWith('mercurius')) expect(data).toEqual({ me: 'alice' });
    else expect(errors[0]?.extensions).toMatchObject({ reason: 'CONTEXT_UNSUPPORTED' });
  });

  test('without fieldResolverEnhancers a field resolver with a demand stops the start', async () => {
    await expect(start(server, { module: { fieldResolverEnhancers: [] } })).rejects.toThrow(
      /OrdersResolver\.price: needs fieldResolverEnhancers: \['guards'\]/,
    );
  });
});
