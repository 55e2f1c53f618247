import { Query, Resolver, Subscription } from '@nestjs/graphql';
import { describe, expect, test } from '@jest/globals';
import type { Client, ClientOptions } from 'graphql-ws';
import { ClaimRule, Claims } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { TimedTestClock } from '../support/timed-test-clock.js';
import { startGraphql, type GraphqlApp, type ServerName } from './graphql-app.js';
import { askOver, openConnection, subscribe } from './graphql-connection.js';

const opened = closeAfterEach();

/** Gives its values at once, then waits until its reader ends it. */
function valuesThenWait(...values: number[]): AsyncIterableIterator<object> {
  return {
    next() {
      const value = values.shift();
      return value === undefined
        ? new Promise(() => {})
        : Promise.resolve({ done: false, value: { ticks: value, evens: value } });
    },
    return: () => Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

@Resolver()
class CallerResolver {
  @Query('caller')
  caller(@Claims('sub') sub: string): string {
    return sub;
  }

  @ClaimRule((_claims, { attributes }) => attributes.headers['x-tenant'] === 'shop')
  @Query('tenant')
  tenant(): string {
    return 'shop';
  }

  @Subscription('ticks')
  ticks(): AsyncIterable<object> {
    return valuesThenWait(1);
  }

  @Subscription('evens', {
    filter: ({ evens }: { readonly evens: number }) => evens % 2 === 0,
    resolve: ({ evens }: { readonly evens: number }) => evens * 10,
  })
  evens(): AsyncIterable<object> {
    return valuesThenWait(1, 2);
  }
}

const TYPES = `
  type Query { caller: String  tenant: String }
  type Subscription { ticks: Int  evens: Int }
`;

const APOLLO: readonly ServerName[] = ['apollo on express', 'apollo on fastify'];
const SERVERS: readonly ServerName[] = [...APOLLO, 'mercurius on fastify'];

type TimedApp = GraphqlApp & { readonly timed: TimedTestClock };

async function start(server: ServerName, module: object = {}, ws: object = {}): Promise<TimedApp> {
  const timed = new TimedTestClock();
  const connections = server.startsWith('apollo')
    ? { subscriptions: { 'graphql-ws': { ...ws } } }
    : { subscription: { fullWsTransport: true, ...ws } };
  const app = await startGraphql({
    server,
    typeDefs: TYPES,
    providers: [CallerResolver],
    module: { ...connections, ...module },
    options: { clock: timed },
  });
  return Object.assign(opened(app), { timed });
}

function connect(app: GraphqlApp, options: Partial<ClientOptions>, headers?: Record<string, string>): Client {
  const client = openConnection(app, { lazy: false, onNonLazyError: () => {}, ...options }, headers);
  opened({ close: async () => client.dispose() });
  return client;
}

/** The parameters of a client that has a token which ends after so many seconds. */
function paramsFor({ issuer, clock }: GraphqlApp, seconds = 100, claims: object = {}): { authToken: string } {
  return { authToken: issuer.token({ claims: { exp: clock.seconds + seconds, ...claims } }) };
}

describe.each(SERVERS)('a connection of %s', (server) => {
  test('is refused when its token is over, after it was granted', async () => {
    const app = await start(server);
    const client = connect(app, { connectionParams: paramsFor(app) });
    expect((await askOver(client, '{ caller }')).data).toEqual({ caller: 'alice' });
    app.timed.advance(161);
    expect((await askOver(client, '{ caller }')).reasons).toEqual(['TOKEN_EXPIRED']);
  });

  test('is refused when its token is over before it begins', async () => {
    const app = await start(server);
    const client = connect(app, { connectionParams: paramsFor(app, -3600) });
    expect((await askOver(client, '{ caller }')).reasons).toEqual(['TOKEN_EXPIRED']);
    expect(await subscribe(client).ended).toMatchObject([{ extensions: { reason: 'TOKEN_EXPIRED' } }]);
  });

  test('has no token but its own', async () => {
    const app = await start(server);
    const alice = connect(app, { connectionParams: paramsFor(app) });
    const bob = connect(app, { connectionParams: paramsFor(app, 100, { sub: 'bob' }) });
    const nobody = connect(app, {});
    const answers = await Promise.all([alice, nobody, bob, alice].map((one) => askOver(one, '{ caller }')));
    expect(answers.map(({ data, reasons }) => (reasons.length === 0 ? data : reasons))).toEqual([
      { caller: 'alice' },
      ['TOKEN_MISSING'],
      { caller: 'bob' },
      { caller: 'alice' },
    ]);
  });

  test('cannot replace the headers that rules see by its parameters', async () => {
    const app = await start(server);
    const connectionParams = { ...paramsFor(app), 'x-tenant': 'shop', headers: { 'x-tenant': 'shop' } };
    expect((await askOver(connect(app, { connectionParams }), '{ tenant }')).reasons).toEqual([
      'CLAIM_RULE_FAILED',
    ]);
    const proxied = connect(app, { connectionParams: paramsFor(app) }, { 'x-tenant': 'shop' });
    expect((await askOver(proxied, '{ tenant }')).data).toEqual({ tenant: 'shop' });
  });

  test.each<[string, Record<string, unknown>]>([
    ['a token in headers of the parameters', { headers: { authorization: 'Bearer a' } }],
    ['the name of something else', { token: 'a', constructor: 'a' }],
  ])('finds no token in %s', async (_what, connectionParams) => {
    const app = await start(server);
    const client = connect(app, { connectionParams });
    expect((await askOver(client, '{ caller }')).reasons).toEqual(['TOKEN_MISSING']);
  });

  test('keeps one subscription when its client ends another', async () => {
    const app = await start(server);
    const client = connect(app, { connectionParams: paramsFor(app) });
    const endFirst = await new Promise<() => void>((resolve) => {
      const end = client.subscribe(
        { query: 'subscription { ticks }' },
        { next: () => resolve(end), error: () => {}, complete: () => {} },
      );
    });
    const second = subscribe(client);
    expect(await second.next()).toEqual({ ticks: 1 });
    expect(app.timed.timers).toBe(2);
    endFirst();
    // The answer comes after the end: the connection keeps their order.
    await askOver(client, '{ caller }');
    expect(app.timed.timers).toBe(1);
    app.timed.advance(161);
    expect(await second.ended).toBe('complete');
  });

  test('ends subscriptions with filter and resolve as well', async () => {
    const app = await start(server);
    const client = connect(app, { connectionParams: paramsFor(app) });
    const { next, ended } = subscribe(client, 'subscription { evens }');
    expect(await next()).toEqual({ evens: 20 });
    app.timed.advance(161);
    expect(await ended).toBe('complete');
    expect(app.timed.timers).toBe(0);
  });

  test('that begins again with other parameters is decided by those', async () => {
    const app = await start(server);
    const tokens = [paramsFor(app), paramsFor(app, 10_000, { sub: 'bob' })];
    const asked: unknown[] = [];
    const connectionParams = (): { authToken: string } => {
      const params = tokens[Math.min(asked.length, 1)] ?? { authToken: '' };
      asked.push(params);
      return params;
    };
    const retries = { retryAttempts: 1, retryWait: async () => {} };
    const client = connect(app, { connectionParams, lazy: true, ...retries });
    const first = subscribe(client);
    expect(await first.next()).toEqual({ ticks: 1 });
    app.timed.advance(161);
    expect(await first.ended).toBe('complete');
    expect((await askOver(client, '{ caller }')).data).toEqual({ caller: 'bob' });
    expect(asked).toHaveLength(2);
  });
});

describe.each(APOLLO)('a context function of %s', (server) => {
  test('that puts the upgrade request at req does not outlive the token', async () => {
    const context = ({ extra, req }: { extra?: { request: unknown }; req?: unknown }): object => ({
      req: extra?.request ?? req,
    });
    const app = await start(server, { context });
    const { authToken } = paramsFor(app);
    const client = connect(app, {}, { authorization: `Bearer ${authToken}` });
    expect((await askOver(client, '{ caller }')).data).toEqual({ caller: 'alice' });
    app.timed.advance(161);
    expect((await askOver(client, '{ caller }')).reasons).toEqual(['TOKEN_EXPIRED']);
  });

  test('that keeps one context for a connection does not outlive the token', async () => {
    const onConnect = (connection: { extra: { kept?: object } }): void => {
      connection.extra.kept = { req: connection };
    };
    const context = ({ extra }: { extra: { kept: object } }): object => extra.kept;
    const app = await start(server, { context }, { onConnect });
    const client = connect(app, { connectionParams: paramsFor(app) });
    expect((await askOver(client, '{ caller }')).data).toEqual({ caller: 'alice' });
    app.timed.advance(161);
    expect((await askOver(client, '{ caller }')).reasons).toEqual(['TOKEN_EXPIRED']);
  });
});
