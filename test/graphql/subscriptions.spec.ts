import { Query, Resolver, Subscription } from '@nestjs/graphql';
import { describe, expect, test } from '@jest/globals';
import type { Client, ClientOptions } from 'graphql-ws';
import { Claims, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { TimedTestClock } from '../support/timed-test-clock.js';
import { startGraphql, type GraphqlApp, type ServerName } from './graphql-app.js';
import { openConnection, subscribe } from './graphql-connection.js';
import { Ticks } from './ticks.js';

const opened = closeAfterEach();

@Resolver()
class TicksResolver {
  @Query('zero')
  zero(): number {
    return 0;
  }

  @RequireScope('ticks')
  @Subscription('ticks')
  ticks(@Claims('sub') sub: string): AsyncIterable<object> {
    TicksResolver.subscriber = sub;
    return Ticks.all();
  }

  static subscriber: string | undefined;
}

const TYPES = 'type Query { zero: Int } type Subscription { ticks: Int }';

const SERVERS: readonly (readonly [ServerName, object])[] = [
  ['apollo on express', { subscriptions: { 'graphql-ws': true } }],
  ['apollo on fastify', { subscriptions: { 'graphql-ws': true } }],
  ['mercurius on fastify', { subscription: true }],
];

function connect(
  app: GraphqlApp,
  options: Partial<ClientOptions>,
  headers: Record<string, string> = {},
): Client {
  const client = openConnection(app, options, headers);
  opened({ close: async () => client.dispose() });
  return client;
}

async function start(
  server: ServerName,
  module: object,
): Promise<GraphqlApp & { readonly timed: TimedTestClock }> {
  const timed = new TimedTestClock();
  const app = await startGraphql({
    server,
    typeDefs: TYPES,
    providers: [TicksResolver],
    module: module as Record<string, unknown>,
    options: { clock: timed },
  });
  return Object.assign(opened(app), { timed });
}

describe.each(SERVERS)('%s, over graphql-ws', (server, module) => {
  const tokenOf = ({ issuer }: GraphqlApp, claims: object = {}): string =>
    issuer.token({ claims: { scope: 'ticks', ...claims } });

  test.each([
    ['Authorization', (token: string) => `Bearer ${token}`],
    ['authorization', (token: string) => `bearer ${token}`],
    ['authToken', (token: string) => token],
  ])('the token comes in the connection parameter %s', async (name, carry) => {
    const app = await start(server, module);
    const waiting = Ticks.waiting();
    const { next, ended } = subscribe(connect(app, { connectionParams: { [name]: carry(tokenOf(app)) } }));
    await Promise.race([waiting, ended]);
    expect(TicksResolver.subscriber).toBe('alice');
    const value = next();
    Ticks.next({ ticks: 7 });
    expect(await value).toEqual({ ticks: 7 });
  });

  test('the token comes in the header of the upgrade request, and the same token in both places is one', async () => {
    const app = await start(server, module);
    const token = tokenOf(app);
    const waiting = Ticks.waiting();
    const connectionParams = { authorization: `Bearer ${token}` };
    const { ended } = subscribe(connect(app, { connectionParams }, { authorization: `Bearer ${token}` }));
    expect(await Promise.race([waiting, ended])).toBeUndefined();
  });

  test.each<[string, object, string]>([
    ['no token', {}, 'TOKEN_MISSING'],
    ['a token that is no text', { authorization: ['Bearer a'] }, 'AUTHORIZATION_MALFORMED'],
    ['two parameters that differ', { authorization: 'Bearer a', authToken: 'b' }, 'TOKEN_AMBIGUOUS'],
    ['a token without its scheme', { authorization: 'eyJh.eyJh.AAAA' }, 'AUTHORIZATION_MALFORMED'],
  ])('%s is refused', async (_what, connectionParams, reason) => {
    const app = await start(server, module);
    const { ended } = subscribe(
      connect(app, { connectionParams: connectionParams as Record<string, unknown> }),
    );
    expect(await ended).toMatchObject([{ extensions: { reason } }]);
  });

  test('a header and a parameter that differ are refused', async () => {
    const app = await start(server, module);
    const connectionParams = { authorization: `Bearer ${tokenOf(app)}` };
    const headers = { authorization: `Bearer ${tokenOf(app, { sub: 'bob' })}` };
    expect(await subscribe(connect(app, { connectionParams }, headers)).ended).toMatchObject([
      { extensions: { reason: 'TOKEN_AMBIGUOUS' } },
    ]);
  });

  test('a subscription ends when its token does, and its source is told', async () => {
    const app = await start(server, module);
    const exp = app.clock.seconds + 100;
    const waiting = Ticks.waiting();
    const { ended } = subscribe(
      connect(app, { connectionParams: { authorization: `Bearer ${tokenOf(app, { exp })}` } }),
    );
    await Promise.race([waiting, ended]);
    app.timed.advance(159);
    const before = Ticks.finished;
    const again = Ticks.waiting();
    Ticks.next({ ticks: 1 });
    await again;
    app.timed.advance(2);
    expect(await ended).toBe('complete');
    await Ticks.finishes(before);
    expect(Ticks.finished).toBe(before + 1);
  });

  test('no timer is left of a subscription that its client has ended', async () => {
    const app = await start(server, module);
    const waiting = Ticks.waiting();
    const client = connect(app, { connectionParams: { authorization: `Bearer ${tokenOf(app)}` } });
    const { ended } = subscribe(client);
    await Promise.race([waiting, ended]);
    expect(app.timed.timers).toBe(1);
    const stopped = Ticks.finished;
    await client.dispose();
    await Ticks.finishes(stopped);
    expect(app.timed.timers).toBe(0);
  });
});
