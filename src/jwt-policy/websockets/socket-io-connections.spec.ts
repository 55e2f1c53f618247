import { expect, test } from '@jest/globals';
import { holdSessions, releaseSession } from './held-sessions.js';
import type { ServerConnections } from './server-connections.js';
import type { SocketIoClient, SocketIoNamespace, SocketIoServer } from './socket-io-client.js';
import { guardNamespace, receiveSocketIoClient } from './socket-io-connections.js';

const environment = { options: { query: undefined }, hasNamespace: () => true };

test('a client that comes without a decision is told so and disconnected', () => {
  const done: unknown[] = [];
  const socket = {
    client: { sockets: new Map([[1, 1]]) },
    conn: {},
    emit: (...args: unknown[]) => done.push(args),
    disconnect: () => done.push('disconnected'),
  } as unknown as SocketIoClient;
  receiveSocketIoClient(socket, { environment } as unknown as ServerConnections, [socket]);
  expect(done).toEqual([
    ['exception', expect.objectContaining({ code: 'CONTEXT_UNSUPPORTED' })],
    'disconnected',
  ]);
});

test('a client without a request that can be read is refused', async () => {
  const server = { environment, gateways: new Set([class {}]) } as unknown as ServerConnections;
  const adapter = { restoreSession: async () => null };
  const refused = new Promise((resolve) => {
    const namespace = {
      on: () => undefined,
      sockets: new Map(),
      adapter,
      use: (middleware: (socket: object, next: (error?: Error) => void) => void) =>
        middleware({ handshake: {}, request: undefined, nsp: { name: '/' } }, resolve),
    };
    guardNamespace(namespace as unknown as SocketIoServer, server);
  });
  expect(await refused).toMatchObject({ data: { code: 'CONTEXT_UNSUPPORTED' } });
});

test.each([undefined, null, 'text'])(
  'a session whose data are %p is given back like any other',
  async (data) => {
    const session = { sid: 's', rooms: ['hall'], data, missedPackets: [] };
    const adapter = { restoreSession: async () => session };
    const namespace = { name: '/', sockets: new Map(), adapter } as SocketIoNamespace;
    holdSessions(namespace);
    const held = await namespace.adapter.restoreSession('p', 'o');
    expect(held).toMatchObject({ sid: 's', rooms: [] });
    const joined: unknown[] = [];
    const socket = {
      data: held?.data,
      join: (room: unknown) => joined.push(room),
    } as unknown as SocketIoClient;
    releaseSession(socket);
    releaseSession(socket);
    expect(joined).toEqual(['hall']);
  },
);

test('a session is given to one client at a time', async () => {
  const adapter = {
    restoreSession: async (sid: string) => ({ sid, rooms: [], data: {}, missedPackets: [] }),
  };
  const [sockets, deciding] = [new Map([['connected', {}]]), new Map([['decided now', {}]])];
  const namespace = { name: '/', sockets, _preConnectSockets: deciding, adapter } as SocketIoNamespace;
  holdSessions(namespace);
  holdSessions(namespace);
  const restore = async (sid: string): Promise<unknown> =>
    (await namespace.adapter.restoreSession(sid, 'o'))?.sid;
  expect(await restore('connected')).toBeUndefined();
  expect(await restore('decided now')).toBeUndefined();
  expect(await Promise.all([restore('lost'), restore('lost')])).toEqual(['lost', undefined]);
  await new Promise(setImmediate);
  expect(await restore('lost')).toBe('lost');
});
