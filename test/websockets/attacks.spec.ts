import { Module, type INestApplication } from '@nestjs/common';
import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import { LazyModuleLoader } from '@nestjs/core';
import { SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { describe, expect, test } from '@jest/globals';
import type { Server, Socket } from 'socket.io';
import { RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { startGateways, type GatewayApp } from './gateway-app.js';
import { KeyEndpoint } from './key-endpoint.js';
import { connectIo, connectRawIo } from './socket-io-clients.js';
import { chat, exceptionFrame, startWs, type Chat, type WsApp } from './ws-app.js';

const opened = closeAfterEach();

/** Enough for whatever was sent before to have arrived. */
async function turns(count = 20): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one turn after the other
  for (let index = 0; index < count; index += 1) await new Promise(setImmediate);
}

describe('a broadcast to all clients of a server of ws', () => {
  type Started = WsApp & Chat;

  async function start(parts: Parameters<typeof startWs>[1]): Promise<Started> {
    const made = chat();
    return { ...opened(await startWs([made.gateway], parts)), ...made };
  }

  /** Sends to whoever is in the list of clients, and tells what became of each. */
  function broadcast({ app, gateway }: Started, text: string): Promise<readonly string[]> {
    const { clients } = app.get(gateway).server;
    const sending = [...clients].map(
      (client) =>
        new Promise<string>((resolve) => client.send(text, (error) => resolve(error?.message ?? 'sent'))),
    );
    return Promise.all(sending);
  }

  test('is not heard by a stranger whose first message is awaited', async () => {
    const app = await start({ transport: { token: { firstMessage: { event: 'authenticate' } } } });
    const good = opened(app.connect({ token: app.issuer.token() }));
    await until(() => app.seen.length === 1);
    const stranger = opened(app.connect());
    await stranger.hears(1);
    await until(() => app.app.get(app.gateway).server.clients.size === 2);
    expect(await broadcast(app, 'secret')).toEqual(['sent', 'The client has not been let in yet.']);
    for (const client of app.app.get(app.gateway).server.clients) client.send('secret without callback');
    stranger.send('authenticate', 'a.b.c');
    expect(await stranger.closed()).toEqual(['open', 'close 4401 TOKEN_MALFORMED']);
    expect(await good.hears(3)).toEqual(['open', 'secret', 'secret without callback']);
  });

  test.each([
    ['good', false, ['joined', 'after']],
    ['refused', true, []],
  ])('is not heard before the decision by a client that is %s', async (_what, isDown, heard) => {
    const keys = new KeyEndpoint();
    keys.isLate = true;
    keys.isDown = isDown;
    const app = await start({ options: keys.options });
    keys.publish(app.issuer.key);
    const client = opened(app.connect({ token: app.issuer.token() }));
    await client.hears(1);
    client.send('join', 1);
    await until(() => app.app.get(app.gateway).server.clients.size === 1);
    expect(await broadcast(app, 'secret')).toEqual(['The client has not been let in yet.']);
    keys.arrive();
    if (isDown) await client.closed();
    else await client.hears(2);
    await broadcast(app, 'after');
    await client.hears(2 + heard.length - 1);
    const words = client.heard.map((line) => /secret|joined|after/.exec(line)?.[0]).filter(Boolean);
    expect(words).toEqual(heard);
  });

  test('passes a function that the application has put around send() before the decision', async () => {
    const wrapped: unknown[] = [];
    const keys = new KeyEndpoint();
    keys.isLate = true;
    const app = await start({ options: keys.options });
    keys.publish(app.issuer.key);
    const client = opened(app.connect({ token: app.issuer.token() }));
    await until(() => app.app.get(app.gateway).server.clients.size === 1);
    const [one] = app.app.get(app.gateway).server.clients;
    const { send } = one as { send(data: unknown): void };
    Object.assign(one as object, {
      send(data: unknown) {
        wrapped.push(data);
        send.call(one, data);
      },
    });
    one?.send('secret');
    keys.arrive();
    await until(() => app.seen.length === 1);
    one?.send('news');
    expect(await client.hears(2)).toEqual(['open', 'news']);
    expect(wrapped).toEqual(['secret', 'news']);
  });
});

describe('namespaces of one connection, asked for at once with different tokens', () => {
  const seen: string[] = [];

  @WebSocketGateway({ namespace: /^\/shop-\d+$/ })
  class ShopsGateway {
    handleConnection(client: Socket): void {
      seen.push(`${client.nsp.name} ${String(policyOf(client)?.claims['sub'])}`);
      void client.join('all');
    }
  }

  async function start(): Promise<{ readonly app: GatewayApp; readonly keys: KeyEndpoint }> {
    seen.splice(0);
    const keys = new KeyEndpoint();
    keys.isLate = true;
    const app = opened(
      await startGateways({ adapter: 'socket.io', providers: [ShopsGateway], options: keys.options }),
    );
    keys.publish(app.issuer.key);
    return { app, keys };
  }

  test('have each the verdict of their own token', async () => {
    const { app, keys } = await start();
    const client = opened(await connectRawIo(app.port));
    const subs = ['ann', 'bob', 'cid'];
    client.send(
      ...subs.map((sub, index) => {
        const token = app.issuer.token({ claims: { sub } });
        return `0/shop-${index},${JSON.stringify({ token })}`;
      }),
    );
    await until(() => keys.fetches === 1);
    await turns();
    keys.arrive();
    await client.hears('0', 3);
    expect(seen).toEqual(['/shop-0 ann', '/shop-1 bob', '/shop-2 cid']);
  });
});

test('what is emitted to a client whose token has ended is not heard over another namespace of its connection', async () => {
  const clients: Socket[] = [];
  @WebSocketGateway({ namespace: /^\/shop-\d+$/ })
  class FeedGateway {
    handleConnection(client: Socket): void {
      clients.push(client);
    }

    handleDisconnect(client: Socket): void {
      client.emit('secret', 'at its end');
    }
  }
  const app = opened(await startGateways({ adapter: 'socket.io', providers: [FeedGateway] }));
  const token = (hours: number): string =>
    app.issuer.token({ claims: { exp: app.clock.seconds + hours * 3600 } });
  const client = opened(await connectRawIo(app.port));
  client.send(...[1, 3].map((hours) => `0/shop-${hours},${JSON.stringify({ token: token(hours) })}`));
  await client.hears('0', 2);
  app.clock.advance(2 * 3600);
  expect(clients.map(({ connected }) => connected)).toEqual([false, true]);
  for (const one of clients) one.emit('secret', 'after it');
  await client.hears('2/shop-3');
  expect(client.heard.slice(2)).toEqual([
    expect.stringMatching(/^2\/shop-1,\["exception",{.*"TOKEN_EXPIRED"/),
    '1/shop-1,',
    '2/shop-3,["secret","after it"]',
  ]);
});

describe('a token that ends after the decision and before the client is connected', () => {
  test('connects nobody to a gateway of ws', async () => {
    const answers: ((isVerified: boolean) => void)[] = [];
    const verifyClient = (_info: object, done: (isVerified: boolean) => void): void =>
      void answers.push(done);
    const slow = chat(0, { verifyClient });
    const app = opened(await startWs([slow.gateway], { transport: { refuseWith: 'http' } }));
    const client = opened(app.connect({ token: app.issuer.token() }));
    await until(() => answers.length === 1);
    app.clock.advance(2 * 3600);
    answers[0]?.(true);
    expect(await client.closed()).toEqual(['open', 'close 4401 TOKEN_EXPIRED']);
    expect(slow.seen).toEqual([]);
  });

  test('connects nobody to a gateway of socket.io, and gives no session back', async () => {
    const connected: string[] = [];
    const waiting: (() => void)[] = [];
    const recovery = { maxDisconnectionDuration: 60_000 };
    @WebSocketGateway({ connectionStateRecovery: recovery } as object)
    class SlowGateway {
      @WebSocketServer() declare server: Server;

      afterInit(server: Server): void {
        server.use((_socket, next) => void waiting.push(next));
      }

      handleConnection({ id }: Socket): void {
        connected.push(id);
      }

      @SubscribeMessage('enter')
      async enter(client: Socket): Promise<string> {
        await client.join('hall');
        client.emit('first', 1);
        return 'entered';
      }
    }
    const app = opened(await startGateways({ adapter: 'socket.io', providers: [SlowGateway] }));
    const auth = { token: app.issuer.token() };
    const client = opened(connectIo(`http://127.0.0.1:${app.port}`, { auth }));
    await until(() => waiting.length === 1);
    waiting[0]?.();
    await client.ask('enter');
    await client.hears('first');
    client.lose();
    await client.hears('disconnect');
    const { server } = app.app.get(SlowGateway);
    await until(() => server.sockets.sockets.size === 0);
    server.to('hall').emit('secret', 1);
    const before = client.heard.length;
    client.socket.connect();
    await until(() => waiting.length === 2);
    app.clock.advance(2 * 3600);
    waiting[1]?.();
    await client.hears('disconnect', 2);
    server.to('hall').emit('secret', 2);
    expect(client.heard.slice(before)).toEqual([
      'connect',
      expect.stringMatching(/^exception .*"TOKEN_EXPIRED"/),
      expect.stringMatching(/^disconnect /),
    ]);
    expect(connected).toHaveLength(1);
    expect(app.clock.timers).toBe(0);
  });
});

describe('a gateway of a module that is loaded lazily before the gateways are bound', () => {
  test.each([
    ['beside another on one server', {}],
    ['on a server of its own', { path: '/lazy' }],
  ])('%s has its connections and its messages decided', async (_where, place) => {
    const seen: string[] = [];
    @WebSocketGateway(place)
    class LazyGateway {
      handleConnection(): void {
        seen.push('connected');
      }

      @RequireScope('lazy')
      @SubscribeMessage('lazy')
      lazy(): void {
        seen.push('lazy');
      }
    }
    class LazyModule {}
    Module({ providers: [LazyGateway] })(LazyModule);
    const configure = async (one: INestApplication): Promise<void> =>
      void (await one.get(LazyModuleLoader).load(() => LazyModule));
    const app = opened(await startWs([chat().gateway], { configure }));
    const url = 'path' in place ? place.path : '/';
    const stranger = opened(app.connect({ url }));
    expect(await stranger.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
    const client = opened(app.connect({ url, token: app.issuer.token() }));
    await client.hears(1);
    client.send('lazy');
    expect((await client.hears(2))[1]).toEqual(exceptionFrame('SCOPE_MISSING', 403));
    expect(seen).toEqual(['connected']);
    // Nest 11 asks no other guard.
    expect(Reflect.getMetadata(GUARDS_METADATA, LazyGateway)).toHaveLength(1);
  });
});
