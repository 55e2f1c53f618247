import { Injectable, Scope, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import { NEVER, type Observable } from 'rxjs';
import type { Namespace, Server, Socket } from 'socket.io';
import type { WebSocket, WebSocketServer as WsServer } from 'ws';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { JwtPolicyModule, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { callRoute, policyMatrix, TestKitError } from '../../src/jwt-policy/testing/index.js';
import { websockets } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { freePort } from '../support/free-port.js';
import { startGateways } from './gateway-app.js';
import { ADAPTERS, configured, initGateways, issuer } from './in-process-app.js';

const opened = closeAfterEach();
let seen: unknown[] = [];

beforeEach(() => {
  seen = [];
});

const start = async (adapter: (typeof ADAPTERS)[number], ...providers: readonly Type[]) =>
  opened(await initGateways({ adapter, providers }));

const call = async (app: Awaited<ReturnType<typeof start>>, name: string, body?: unknown) =>
  callRoute(app, name, issuer.token(), { body });

/** Calls, and lets time pass until there is an outcome. */
async function callAndWait(app: Awaited<ReturnType<typeof start>>, name: string) {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  const state = { isDone: false };
  const called = call(app, name).finally(() => (state.isDone = true));
  while (!state.isDone) {
    await jest.advanceTimersByTimeAsync(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  jest.useRealTimers();
  return called;
}

test('an application without an adapter has no gateway that a test could call', async () => {
  const policy = JwtPolicyModule.forRoot({ issuers: [configured], transports: [websockets()] });
  const module = await issuer.install(Test.createTestingModule({ imports: [policy] })).compile();
  // Nest makes an adapter for the first gateway, and here is none.
  const app = opened(await module.createNestApplication({ logger: false }).init());
  await expect(callRoute(app, 'ws /', issuer.token())).rejects.toThrow(
    'The application has bound no gateway to a server.',
  );
});

describe.each(ADAPTERS)('a client of a test over %s', (adapter) => {
  test('is let in by what decorators say about handleConnection', async () => {
    @WebSocketGateway()
    class LobbyGateway {
      @Public()
      handleConnection(): void {
        seen.push('connected');
      }
    }
    const app = await start(adapter, LobbyGateway);
    await policyMatrix(app, issuer, [['ws /', null, 'granted']]);
    expect(seen).toEqual(['connected']);
  });

  test('is in what handleConnection has done before its message is handled', async () => {
    @WebSocketGateway()
    class LoadingGateway {
      private readonly users = new WeakMap<object, string>();

      async handleConnection(client: object): Promise<void> {
        await new Promise((resolve) => setImmediate(resolve));
        this.users.set(client, 'ann');
      }

      @SubscribeMessage('who')
      who(@ConnectedSocket() client: object): void {
        seen.push(this.users.get(client));
      }

      async handleDisconnect(client: object): Promise<void> {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${this.users.get(client)} left`);
      }
    }
    const app = await start(adapter, LoadingGateway);
    expect((await call(app, 'ws who')).status).toBe(200);
    expect(seen).toEqual(['ann', 'ann left']);
  });

  test.each([
    ['handleConnection', () => Promise.reject(new Error('no database'))],
    [
      'handleConnection',
      () => {
        throw new Error('no database');
      },
    ],
  ])('is told of an error of %s, which then stands for no decision about a message', async (_hook, hook) => {
    @WebSocketGateway()
    class FailingGateway {
      handleConnection(): unknown {
        return hook();
      }

      @SubscribeMessage('who')
      who(): void {}
    }
    const app = await start(adapter, FailingGateway);
    const called = policyMatrix(app, issuer, [['ws who', {}, 'granted']]);
    await expect(called).rejects.toThrow(TestKitError);
    await expect(called).rejects.toThrow(
      '"ws who" cannot be called: FailingGateway.handleConnection() has thrown: Error: no database',
    );
    expect(await call(app, 'ws /')).toMatchObject({ status: 500, granted: true });
    await policyMatrix(app, issuer, [['ws who', null, 'TOKEN_MISSING']]);
  });

  test.each([
    ['a promise', async () => Promise.reject(new Error('gone'))],
    [
      'an error',
      () => {
        throw new Error('gone');
      },
    ],
  ])('is told of %s that handleDisconnect ends with', async (_what, hook) => {
    @WebSocketGateway()
    class LeavingGateway {
      handleDisconnect(): unknown {
        return hook();
      }

      @SubscribeMessage('who')
      who(): void {}
    }
    const app = await start(adapter, LeavingGateway);
    expect(await call(app, 'ws who')).toMatchObject({ status: 500, granted: true });
  });

  test('sends its message though handleConnection never ends', async () => {
    @WebSocketGateway()
    class FeedGateway {
      async handleConnection(): Promise<void> {
        await new Promise(() => {});
      }

      @SubscribeMessage('who')
      who(): void {
        seen.push('who');
      }
    }
    const app = await start(adapter, FeedGateway);
    expect((await callAndWait(app, 'ws who')).status).toBe(200);
    expect(seen).toEqual(['who']);
  });

  test('does not wait for the first event of a feed', async () => {
    @WebSocketGateway()
    class IdleGateway {
      @SubscribeMessage('watch')
      watch(): Observable<never> {
        return NEVER;
      }
    }
    const app = await start(adapter, IdleGateway);
    expect((await callAndWait(app, 'ws watch')).status).toBe(200);
  });

  test('whom handleConnection sends away has sent no message', async () => {
    @WebSocketGateway()
    class ClosedGateway {
      handleConnection(client: { close?(): void; disconnect?(): void }): void {
        (client.close ?? client.disconnect)?.call(client);
      }

      @SubscribeMessage('who')
      who(): void {
        seen.push('who');
      }
    }
    const app = await start(adapter, ClosedGateway);
    await expect(call(app, 'ws who')).rejects.toThrow(
      '"ws who" cannot be called: The gateway has ended the connection before the message was sent.',
    );
    expect(await call(app, 'ws /')).toMatchObject({ status: 200, granted: true });
    expect(seen).toEqual([]);
  });

  test('gets its data as JSON brings it', async () => {
    @WebSocketGateway()
    class EchoGateway {
      @SubscribeMessage('echo')
      echo(@MessageBody() data: unknown): void {
        seen.push(data);
      }
    }
    const app = await start(adapter, EchoGateway);
    const body = { at: new Date(0), gone: undefined, list: [1] };
    await call(app, 'ws echo', body);
    await call(app, 'ws echo');
    expect(seen).toStrictEqual([{ at: '1970-01-01T00:00:00.000Z', list: [1] }, undefined]);
  });

  test('cannot send an event that is no text, as no other client can', async () => {
    @WebSocketGateway()
    class OddGateway {
      @SubscribeMessage({ cmd: 'odd' } as never)
      odd(): void {}
    }
    const app = await start(adapter, OddGateway);
    await expect(call(app, 'ws {"cmd":"odd"}')).rejects.toThrow(
      'No client can send "{\\"cmd\\":\\"odd\\"}": it is the text of another value.',
    );
  });

  test('ends with its token, also while its message is handled', async () => {
    @WebSocketGateway()
    class LateGateway {
      @SubscribeMessage('late')
      late(@ConnectedSocket() client: { readyState?: number; connected?: boolean }): void {
        const isOpen = (): boolean => client.connected ?? client.readyState === 1;
        seen.push(isOpen());
        running.clock.advance(7200);
        seen.push(isOpen());
      }

      handleDisconnect(): void {
        seen.push('ended');
      }
    }
    const running = opened(await startGateways({ adapter, providers: [LateGateway] }));
    await callRoute(running.app, 'ws late', running.issuer.token());
    expect(seen).toEqual([true, 'ended', false]);
    expect(running.clock.timers).toBe(0);
  });

  test('connects to each server whose gateways have the event, and all must let it through', async () => {
    @WebSocketGateway(0, { path: '/first' })
    class FirstGateway {
      @RequireScope('orders/write')
      @SubscribeMessage('both')
      both(): void {
        seen.push('first');
      }
    }
    @WebSocketGateway(0, { path: '/second' })
    class SecondGateway {
      @SubscribeMessage('both')
      both(): void {
        seen.push('second');
      }
    }
    const app = await start(adapter, FirstGateway, SecondGateway);
    await policyMatrix(app, issuer, [
      ['ws both', {}, 'SCOPE_MISSING'],
      ['ws both', { scope: 'orders/write' }, 'granted'],
      ['ws /first', {}, 'granted'],
      ['ws /second', {}, 'granted'],
    ]);
    expect(seen.map(String).toSorted()).toEqual(['first', 'second', 'second']);
  });

  test('of a gateway that is made for each client hears of its errors', async () => {
    @WebSocketGateway()
    @Injectable({ scope: Scope.REQUEST })
    class ScopedGateway {
      @SubscribeMessage('who')
      who(): never {
        throw new Error('no database');
      }
    }
    const app = await start(adapter, ScopedGateway);
    await policyMatrix(app, issuer, [['ws who', {}, 500]]);
  });
});

describe('a handler over socket.io may use of a client of a test', () => {
  type Use = (client: Socket, server: Server) => unknown;

  async function use(what: Use): Promise<unknown> {
    @WebSocketGateway()
    class UsingGateway {
      @WebSocketServer() server!: Server;

      @SubscribeMessage('use')
      async use(@ConnectedSocket() client: Socket): Promise<void> {
        seen.push(await what(client, this.server));
      }
    }
    const app = await start('socket.io', UsingGateway);
    const { status } = await call(app, 'ws use');
    return status === 200 ? seen[0] : `failed with ${status}`;
  }

  test.each<[string, Use, unknown]>([
    [
      'rooms',
      async (client) => (await client.join(['a', 'b']), await client.leave('a'), client.rooms.size),
      2,
    ],
    ['its own room', (client) => client.rooms.has(client.id), true],
    ['data', (client) => ((client.data.user = 'ann'), client.data.user), 'ann'],
    ['emit', (client) => client.emit('x', 1, () => {}), true],
    ['send and write', (client) => client.send('x').write('y') === client, true],
    ['volatile and compress', (client) => client.volatile.compress(true).emit('x'), true],
    ['to', (client) => client.to('room').emit('x'), true],
    ['in and except', (client) => client.in('room').except('other').emit('x'), true],
    ['except', (client) => client.except('other').to('room').emit('x'), true],
    ['broadcast', (client) => client.broadcast.emit('x'), true],
    ['its namespace', (client) => [client.nsp.name, client.nsp.emit('x')], ['/', true]],
    ['the server', (_client, server) => server.to('room').emit('x'), true],
    ['the server of its namespace', (client, server) => client.nsp.server === server, true],
    ['who is connected', async (_client, server) => (await server.fetchSockets()).length, 0],
    [
      'its state',
      (client) => [client.connected, client.disconnected, client.recovered],
      [true, false, false],
    ],
    ['the handshake', ({ handshake }) => [handshake.query['transport'], handshake.auth], ['websocket', {}]],
    ['its headers', ({ handshake }) => handshake.headers.host, 'localhost'],
    ['the request', ({ request }) => request.headers.authorization?.slice(0, 7), 'Bearer '],
    [
      'the address',
      ({ handshake, conn }) => [handshake.address, conn.remoteAddress],
      ['127.0.0.1', '127.0.0.1'],
    ],
    ['the transport', ({ conn }) => (conn.on('upgrade', () => {}), conn.transport.name), 'websocket'],
    ['the time of the handshake', ({ handshake }) => Number.isInteger(handshake.issued), true],
    ['listeners', (client) => (client.on('x', () => {}).once('y', () => {}), client.listenerCount('x')), 1],
    [
      'listeners of everything',
      (client) =>
        client
          .onAny(() => {})
          .prependAny(() => {})
          .offAny()
          .onAnyOutgoing(() => {})
          .prependAnyOutgoing(() => {})
          .offAnyOutgoing() === client,
      true,
    ],
    [
      'an acknowledgement with a time limit, which never comes',
      async (client) =>
        new Promise((resolve) => client.timeout(50).emit('x', (error: Error) => resolve(error.message))),
      'operation has timed out',
    ],
    ['a time limit for nothing', (client) => client.timeout(50).emit('x', 1), true],
    ['disconnect', (client) => (client.disconnect(true), client.disconnect(), client.connected), false],
    ['the end of the connection', ({ conn, client }) => (conn.close(), client.conn === conn), true],
  ])('%s', async (_what, what, expected) => {
    expect(await use(what)).toEqual(expected);
  });

  test('emitWithAck, which fails because nobody answers', async () => {
    expect(await use((client) => client.emitWithAck('price'))).toBe('failed with 500');
    expect(await use((client) => client.emitWithAck('price').catch((error: Error) => error.message))).toBe(
      'The client of a test acknowledges nothing, so price has no answer.',
    );
  });

  test.each([
    ['lets through', undefined, 200],
    ['stops', new Error('too many'), 'A middleware of the client has stopped the message.'],
  ])('middleware that %s messages', async (_what, error, expected) => {
    @WebSocketGateway()
    class LimitedGateway {
      handleConnection(client: Socket): void {
        client.use(([event, data], next) => {
          seen.push([event, data]);
          next(error);
        });
      }

      @SubscribeMessage('who')
      who(): void {
        seen.push('who');
      }
    }
    const app = await start('socket.io', LimitedGateway);
    const outcome = await call(app, 'ws who', 7).then(
      ({ status }) => status,
      (failure: Error) => failure.message.replace(/^.*called: /, ''),
    );
    expect(outcome).toBe(expected);
    expect(seen).toEqual(error === undefined ? [['who', 7], 'who'] : [['who', 7]]);
  });

  test.each([
    ['lets in', undefined, 200],
    ['refuses', new Error('full'), 'A middleware of the application refuses: full'],
    [
      'refuses with data',
      Object.assign(new Error('full'), { data: { code: 'TOKEN_MISSING' } }),
      'A middleware of the application refuses: full',
    ],
  ])('what middleware of the namespace puts there, if it %s the client', async (_what, error, expected) => {
    @WebSocketGateway({ namespace: 'orders' })
    class ServedGateway {
      afterInit(server: Namespace): void {
        server.use((client, next) => {
          client.data['user'] = 'ann';
          next(error);
        });
      }

      @SubscribeMessage('who')
      who(@ConnectedSocket() client: Socket): void {
        seen.push(client.data['user']);
      }
    }
    const app = await start('socket.io', ServedGateway);
    const outcome = await call(app, 'ws who').then(
      ({ status }) => status,
      (failure: Error) => failure.message.replace(/^.*called: /, ''),
    );
    expect(outcome).toBe(expected);
    expect(seen).toEqual(error === undefined ? ['ann'] : []);
    await policyMatrix(app, issuer, [['ws who', null, 'TOKEN_MISSING']]);
  });

  test('binary data as it was sent, within an object as well', async () => {
    @WebSocketGateway()
    class UploadGateway {
      @SubscribeMessage('upload')
      upload(@MessageBody() data: { readonly file: Uint8Array }): void {
        seen.push(data.file.byteLength);
      }
    }
    const app = await start('socket.io', UploadGateway);
    await call(app, 'ws upload', { file: new Uint8Array(3) });
    await call(app, 'ws upload', { file: new ArrayBuffer(4) });
    expect(seen).toEqual([3, 4]);
  });
});

describe('a handler over ws may use of a client of a test', () => {
  type Use = (client: WebSocket, server: WsServer) => unknown;

  async function use(what: Use): Promise<unknown> {
    @WebSocketGateway()
    class UsingGateway {
      @WebSocketServer() server!: WsServer;

      @SubscribeMessage('use')
      async use(@ConnectedSocket() client: WebSocket): Promise<void> {
        seen.push(await what(client, this.server));
      }
    }
    const app = await start('ws', UsingGateway);
    const { status } = await call(app, 'ws use');
    return status === 200 ? seen[0] : `failed with ${status}`;
  }

  const called = (run: (done: () => void) => void): Promise<string> =>
    new Promise((resolve) => run(() => resolve('called')));

  test.each<[string, Use, unknown]>([
    ['send', (client) => client.send('{"event":"x"}'), undefined],
    ['send of any text', (client) => client.send('hello'), undefined],
    ['send of null', (client) => client.send('null'), undefined],
    ['send of bytes', (client) => client.send(Buffer.from([1, 2])), undefined],
    ['send with options', (client) => client.send('x', { binary: false }), undefined],
    ['send with a callback', (client) => called((done) => client.send('x', done)), 'called'],
    ['ping', (client) => called((done) => client.ping('', false, done)), 'called'],
    ['pong', (client) => called((done) => client.pong('', false, done)), 'called'],
    ['its state', (client) => client.readyState === client.OPEN, true],
    [
      'its state after the end',
      (client) => (client.close(4000, 'bye'), client.readyState === client.CLOSED),
      true,
    ],
    [
      'one end, however often it ends',
      (client) => {
        const ends: unknown[] = [];
        client.on('close', (code) => ends.push(code));
        client.close(4000, 'bye');
        client.terminate();
        return [ends, client.readyState];
      },
      [[4000], 3],
    ],
    ['pause', (client) => (client.pause(), client.isPaused), true],
    ['resume', (client) => (client.pause(), client.resume(), client.isPaused), false],
    ['what waits', (client) => client.bufferedAmount, 0],
    ['its subprotocol', (client) => [client.protocol, client.extensions], ['', '']],
    ['listeners', (client) => (client.on('pong', () => {}), client.listenerCount('pong')), 1],
    [
      'listeners in the style of browsers',
      (client) => {
        const hear = (): void => {};
        client.addEventListener('message', hear);
        const added = client.listenerCount('message');
        client.removeEventListener('message', hear);
        return [added, client.listenerCount('message')];
      },
      [1, 0],
    ],
    [
      'objects that listen',
      (client) => {
        const listener = { handleEvent: (): void => void seen.unshift('heard') };
        client.addEventListener('message', listener);
        client.removeEventListener('message', listener);
        return client.emit('message', 'x');
      },
      'heard',
    ],
    [
      'all clients of the server, of which it is one',
      (client, server) => {
        for (const one of server.clients) one.send('x');
        return server.clients.has(client);
      },
      true,
    ],
  ])('%s', async (_what, what, expected) => {
    expect(await use(what)).toEqual(expected);
  });

  test('also if the gateway has a port of its own', async () => {
    const own = { host: '127.0.0.1' } as object;
    @WebSocketGateway(await freePort(), own)
    class OwnPortGateway {
      @WebSocketServer() server!: WsServer;

      @RequireScope('orders/write')
      @SubscribeMessage('who')
      who(@ConnectedSocket() client: WebSocket): void {
        seen.push(this.server.clients.has(client));
      }
    }
    const app = await start('ws', OwnPortGateway);
    await policyMatrix(app, issuer, [
      ['ws who', {}, 'SCOPE_MISSING'],
      ['ws who', { scope: 'orders/write' }, 200],
    ]);
    expect(seen).toEqual([true]);
  });

  test('the request of the handshake, with the path of the gateway', async () => {
    @WebSocketGateway({ path: '/feed' })
    class RequestGateway {
      @WebSocketServer() server!: WsServer;

      handleConnection(_client: WebSocket, request: { url: string; headers: Record<string, string> }): void {
        seen.push(request.url, request.headers['x-shop'], request.headers['host']);
      }

      handleDisconnect(): void {
        seen.push(this.server.clients.size);
      }
    }
    const app = await start('ws', RequestGateway);
    await callRoute(app, 'ws /feed', issuer.token(), { headers: { 'X-Shop': '1' } });
    expect(seen).toEqual(['/feed', '1', 'localhost', 0]);
  });
});
