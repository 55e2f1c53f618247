import { ConnectedSocket, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Namespace, Server, Socket } from 'socket.io';
import { RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { generateKey } from '../support/test-issuer.js';
import { until } from '../support/until.js';
import { startGateways, type GatewayApp } from './gateway-app.js';
import { connectIo, connectRawIo, type IoTestClient } from './socket-io-clients.js';

const opened = closeAfterEach();
const left: string[] = [];
beforeEach(() => void left.splice(0));

@WebSocketGateway()
class NewsGateway {
  @WebSocketServer() declare server: Server;

  async handleConnection(client: Socket): Promise<void> {
    await client.join(`of ${String(policyOf(client)?.claims['sub'])}`);
  }

  handleDisconnect(client: Socket): void {
    left.push(String(policyOf(client)?.claims['sub']));
  }

  @SubscribeMessage('ping')
  ping(): string {
    return 'pong';
  }

  @RequireScope('news/write')
  @SubscribeMessage('write')
  write(): string {
    return 'written';
  }

  /** Sends to each client what it may know by the verdict of its connection. */
  @SubscribeMessage('tell')
  async tell(@ConnectedSocket() _client: Socket): Promise<string> {
    for (const socket of await this.server.fetchSockets()) {
      const one = this.server.sockets.sockets.get(socket.id);
      const shop: unknown = one && policyOf(one)?.claims['shop'];
      socket.emit('told', shop ?? null);
    }
    return 'told';
  }
}

@WebSocketGateway({ namespace: '/other' })
class OtherGateway {
  @WebSocketServer() declare server: Namespace;

  @SubscribeMessage('ping')
  ping(): string {
    return 'pong of other';
  }
}

const EXPIRED =
  'exception {"status":"error","code":"TOKEN_EXPIRED","statusCode":401,"message":"The token has expired."}';

const start = async (...providers: (new () => object)[]): Promise<GatewayApp> =>
  opened(await startGateways({ adapter: 'socket.io', providers }));

async function connect({ port, issuer }: GatewayApp, claims: Record<string, unknown>): Promise<IoTestClient> {
  const client = opened(connectIo(`http://127.0.0.1:${port}`, { auth: { token: issuer.token({ claims }) } }));
  await client.hears('connect');
  return client;
}

describe('a client whose token expires', () => {
  test('is told so and disconnected, and hears nothing any more', async () => {
    const app = await start(NewsGateway);
    const { server } = app.app.get(NewsGateway);
    const ann = await connect(app, { sub: 'ann', exp: app.clock.seconds + 60 });
    const bob = await connect(app, { sub: 'bob', exp: app.clock.seconds + 3600 });
    server.emit('news', 1);
    server.to('of ann').emit('letter', 1);
    await ann.hears('letter');
    app.clock.advance(119);
    expect(await ann.ask('ping')).toBe('pong');
    app.clock.advance(1);
    server.emit('news', 2);
    server.to('of ann').emit('letter', 2);
    await ann.hears('disconnect');
    await bob.hears('news', 2);
    expect(ann.heard).toEqual(['connect', 'news 1', 'letter 1', EXPIRED, 'disconnect io server disconnect']);
    expect(bob.heard).toEqual(['connect', 'news 1', 'news 2']);
    expect(left).toEqual(['ann']);
    expect(app.clock.timers).toBe(1);
  });

  test('has no connection below any more', async () => {
    const { port, issuer, clock } = await start(NewsGateway);
    const raw = opened(await connectRawIo(port));
    raw.send(`0${JSON.stringify({ token: issuer.token({ claims: { exp: clock.seconds + 60 } }) })}`);
    await raw.hears('0');
    clock.advance(120);
    const heard = await raw.closed();
    expect(heard.slice(1)).toEqual([`2["exception",${EXPIRED.slice('exception '.length)}]`, '1', 'close']);
  });

  test('stays in the namespaces for which its other tokens are good', async () => {
    const app = await start(NewsGateway, OtherGateway);
    const { issuer, clock } = app;
    const ann = await connect(app, { sub: 'ann', exp: clock.seconds + 60 });
    const other = opened(
      ann.beside('/other', { token: issuer.token({ claims: { exp: clock.seconds + 600 } }) }),
    );
    await other.hears('connect');
    clock.advance(120);
    await ann.hears('disconnect');
    expect(await other.ask('ping')).toBe('pong of other');
    app.app.get(OtherGateway).server.emit('news', 1);
    await other.hears('news');
    clock.advance(540);
    await other.hears('disconnect');
    expect(other.heard).toEqual(['connect', 'news 1', EXPIRED, 'disconnect io server disconnect']);
  });

  test('is forgotten by the clock if it leaves before', async () => {
    const app = await start(NewsGateway);
    const before = app.clock.timers;
    const ann = await connect(app, { exp: app.clock.seconds + 60 });
    expect(app.clock.timers).toBe(before + 1);
    await ann.close();
    await until(() => left.length === 1);
    expect(app.clock.timers).toBe(before);
  });

  test('hears no broadcast that is sent to what it may know', async () => {
    const app = await start(NewsGateway);
    const ann = await connect(app, { sub: 'ann', shop: 'Rome', exp: app.clock.seconds + 60 });
    const bob = await connect(app, { sub: 'bob', shop: 'Oslo' });
    await bob.ask('tell');
    app.clock.advance(120);
    await bob.ask('tell');
    await ann.hears('disconnect');
    await bob.hears('told', 2);
    expect(ann.heard).toEqual(['connect', 'told "Rome"', EXPIRED, 'disconnect io server disconnect']);
    expect(bob.heard).toEqual(['connect', 'told "Oslo"', 'told "Oslo"']);
  });
});

const ISSUER = { issuer: 'https://id.test', audience: 'orders', jwksUri: 'https://id.test/jwks' };

describe('a client whose key', () => {
  const [old, other] = [generateKey('old'), generateKey('other')];

  async function published(): Promise<{
    app: GatewayApp;
    client: IoTestClient;
    answer(keys: object[] | undefined): void;
  }> {
    let answered: object[] | undefined = [old.jwk];
    const fetch = async (): Promise<Response> =>
      new Response(JSON.stringify({ keys: answered }), { status: answered === undefined ? 503 : 200 });
    const app = opened(
      await startGateways({
        adapter: 'socket.io',
        providers: [NewsGateway],
        options: { issuers: [ISSUER], fetch },
      }),
    );
    const exp = app.clock.seconds + 90 * 86_400;
    const auth = { token: app.issuer.token({ key: old, claims: { sub: 'ann', exp } }) };
    const client = opened(connectIo(`http://127.0.0.1:${app.port}`, { auth }));
    await client.hears('connect');
    return { app, client, answer: (keys) => void (answered = keys) };
  }

  /** Asks until something else than the answer of the handler comes. */
  async function askUntilRefused(client: IoTestClient): Promise<unknown> {
    let answer = await client.ask('ping');
    // oxlint-disable-next-line no-await-in-loop -- one message after the other
    while (answer === 'pong') answer = await client.ask('ping');
    return answer;
  }

  test('is withdrawn is refused at its next message, told once more and disconnected', async () => {
    const { app, client, answer } = await published();
    answer([other.jwk]);
    app.clock.advance(3601);
    expect(await askUntilRefused(client)).toMatchObject({ code: 'KEY_UNKNOWN', statusCode: 401 });
    await client.hears('disconnect');
    app.app.get(NewsGateway).server.emit('news', 1);
    expect(client.heard.at(-1)).toBe('disconnect io server disconnect');
    expect(client.heard.filter((line) => line.startsWith('exception')).length).toBeGreaterThanOrEqual(1);
    expect(left).toEqual(['ann']);
  });

  test('cannot be fetched for long stays connected, and its messages are refused meanwhile', async () => {
    const { app, client, answer } = await published();
    answer(undefined);
    app.clock.advance(30 * 86_400);
    expect(await askUntilRefused(client)).toMatchObject({ code: 'KEYS_UNAVAILABLE', statusCode: 503 });
    app.app.get(NewsGateway).server.emit('news', 1);
    await client.hears('news');
    answer([old.jwk]);
    app.clock.advance(3600);
    let again = await client.ask('ping');
    // oxlint-disable-next-line no-await-in-loop -- one message after the other
    while (again !== 'pong') again = await client.ask('ping');
    expect(client.heard.filter((line) => line.startsWith('disconnect'))).toEqual([]);
  });
});

test('a client that only lacks a scope stays connected', async () => {
  const app = await start(NewsGateway);
  const ann = await connect(app, { sub: 'ann' });
  expect(await ann.ask('write')).toMatchObject({ code: 'SCOPE_MISSING' });
  expect(await ann.ask('write')).toMatchObject({ code: 'SCOPE_MISSING' });
  expect(await ann.ask('ping')).toBe('pong');
  expect(ann.socket.connected).toBe(true);
});
