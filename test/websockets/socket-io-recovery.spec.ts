import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway, WebSocketServer, ConnectedSocket } from '@nestjs/websockets';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { startGateways, type GatewayApp } from './gateway-app.js';
import { connectIo, connectRawIo, refusalOf, type IoTestClient } from './socket-io-clients.js';

const opened = closeAfterEach();

interface Entered {
  readonly sub: unknown;
  readonly recovered: boolean;
  readonly rooms: readonly string[];
  readonly data: unknown;
}
const entered: Entered[] = [];
const ids: string[] = [];
const left: string[] = [];
beforeEach(() => {
  entered.splice(0);
  ids.splice(0);
  left.splice(0);
});

abstract class RoomGateway {
  @WebSocketServer() declare server: Server;

  handleConnection(client: Socket): void {
    const { recovered, rooms, id } = client;
    const others = [...rooms].filter((room) => room !== id);
    const data: unknown = client.data;
    ids.push(id);
    entered.push({ sub: policyOf(client)?.claims['sub'], recovered, rooms: others, data });
  }

  handleDisconnect(_client: Socket, reason?: string): void {
    left.push(String(reason));
  }

  @SubscribeMessage('enter')
  async enter(@ConnectedSocket() client: Socket): Promise<string> {
    await client.join('hall');
    (client.data as Record<string, unknown>)['name'] = 'kept';
    // Without a first packet there is no offset to come back with.
    client.emit('first', 1);
    return 'entered';
  }
}

@WebSocketGateway({ connectionStateRecovery: {} })
class OwnOptionsGateway extends RoomGateway {}

@WebSocketGateway({ connectionStateRecovery: {}, namespace: /^\/room-\d$/ })
class ChildGateway extends RoomGateway {}

@WebSocketGateway({ namespace: '/named' })
class NamedGateway extends RoomGateway {}

@WebSocketGateway()
class PlainGateway extends RoomGateway {}

/** Makes its server itself, as adapters for several processes do. */
class OwnServerAdapter extends IoAdapter {
  constructor(
    private readonly app: INestApplicationContext & { getHttpServer(): unknown },
    private readonly when: 'at once' | 'late' | 'early',
  ) {
    super(app);
  }

  override createIOServer(_port: number, options?: ServerOptions): Server {
    const recovery = { maxDisconnectionDuration: 60_000, skipMiddlewares: true };
    const server = new Server(this.app.getHttpServer() as never, {
      ...options,
      connectionStateRecovery: recovery,
    });
    // The adapter of a namespace is replaced after its server is known.
    if (this.when === 'late') setImmediate(() => server.adapter(server.adapter() as never));
    if (this.when === 'early') server.of('/named');
    return server;
  }
}

const APPS = [
  ['by the options of a gateway', '/', OwnOptionsGateway, undefined],
  ['in a namespace of an expression', '/room-1', ChildGateway, undefined],
  ['by an adapter that makes its server', '/', PlainGateway, 'at once'],
  ['by an adapter that makes its server, in a namespace', '/named', NamedGateway, 'at once'],
  ['by an adapter that makes the namespace before it hands out its server', '/named', NamedGateway, 'early'],
  ['by an adapter that changes those of socket.io later', '/', PlainGateway, 'late'],
] as const;

describe.each(APPS)('a connection that is recovered %s', (_how, namespace, gateway, when) => {
  let app: GatewayApp;
  let token: string;
  let server: () => Pick<Server, 'to' | 'sockets'>;
  beforeEach(async () => {
    app = opened(
      await startGateways({
        adapter: 'socket.io',
        providers: [gateway],
        configure: (one) => {
          if (when !== undefined) one.useWebSocketAdapter(new OwnServerAdapter(one, when));
        },
      }),
    );
    const instance = app.app.get<RoomGateway>(gateway);
    server = () => instance.server;
    token = app.issuer.token({ claims: { sub: 'ann' } });
  });

  /** A client in a room that has lost its connection, and missed something since. */
  async function lost(auth: (attempt: number) => object): Promise<IoTestClient> {
    let attempt = 0;
    const client = opened(
      connectIo(`http://127.0.0.1:${app.port}${namespace}`, {
        auth: (give) => give(auth((attempt += 1))),
        autoConnect: true,
        reconnection: false,
      }),
    );
    await client.hears('connect');
    await client.ask('enter');
    await client.hears('first');
    client.lose();
    await until(() => left.length === 1);
    server().to('hall').emit('secret', 'missed');
    return client;
  }

  test('has its rooms, its data and what it missed with a good token', async () => {
    const other = app.issuer.token({ claims: { sub: 'ann', jti: 'renewed' } });
    const client = await lost((attempt) => ({ token: attempt === 1 ? token : other }));
    client.socket.connect();
    await client.hears('secret');
    server().to('hall').emit('later', 'heard');
    await client.hears('later');
    expect(client.socket.recovered).toBe(true);
    expect(entered[1]).toEqual({ sub: 'ann', recovered: true, rooms: ['hall'], data: { name: 'kept' } });
    expect(
      client.heard.filter((line) => /secret|later/.test(line)).map((line) => line.split(' ')[1]),
    ).toEqual(['"missed"', '"heard"']);
  });

  test.each([
    ['no token', () => undefined, 'TOKEN_MISSING'],
    [
      'an expired token',
      ({ issuer, clock }: GatewayApp) => issuer.token({ claims: { exp: clock.seconds - 3600 } }),
      'TOKEN_EXPIRED',
    ],
    [
      'a token for somebody else',
      ({ issuer }: GatewayApp) => issuer.token({ claims: { aud: 'other' } }),
      'AUDIENCE_REFUSED',
    ],
    ['garbage', () => 'a.b.c', 'TOKEN_MALFORMED'],
  ])('is refused with %s, and hears nothing of what it missed', async (_name, bad, code) => {
    const client = await lost((attempt) => ({ token: attempt === 1 ? token : bad(app) }));
    const before = client.heard.length;
    client.socket.connect();
    const lines = await client.until(before + 1);
    expect(refusalOf(lines[before] as string)).toMatchObject({ data: { code } });
    expect(entered).toHaveLength(1);
    server().to('hall').emit('later', 'unheard');
    client.socket.disconnect();
    expect(lines.join()).not.toMatch(/missed|unheard/);
  });

  test('gives nothing to who has stolen its session without a token', async () => {
    const client = await lost(() => ({ token }));
    const { _pid: pid, _lastOffset: offset } = client.socket as unknown as Record<string, string>;
    const thief = opened(await connectRawIo(app.port));
    const name = namespace === '/' ? '' : `${namespace},`;
    thief.send(`0${name}${JSON.stringify({ pid, offset })}`);
    await thief.hears('4');
    server().to('hall').emit('later', 'unheard');
    thief.send(`0${name}${JSON.stringify({ pid, offset, token: 'a.b.c' })}`);
    await thief.hears('4', 2);
    expect(thief.heard.filter((line) => !/^[04]/.test(line))).toEqual([]);
    // The session is still there for its owner.
    client.socket.connect();
    await client.hears('secret');
    expect(client.socket.recovered).toBe(true);
  });

  test('keeps its place while a thief with its session is refused', async () => {
    const client = await lost(() => ({ token }));
    const { _pid: pid, _lastOffset: offset } = client.socket as unknown as Record<string, string>;
    client.socket.connect();
    await client.hears('secret');
    const thief = opened(await connectRawIo(app.port));
    const name = namespace === '/' ? '' : `${namespace},`;
    thief.send(`0${name}${JSON.stringify({ pid, offset, token: 'a.b.c' })}`);
    await thief.hears('4');
    server().to('hall').emit('later', 'heard');
    await client.hears('later');
    expect(thief.heard.join()).not.toMatch(/missed|heard/);
  });

  test.each(['before', 'after'])(
    'keeps its place while a thief with its session comes at once, %s its owner',
    async (order) => {
      const client = await lost(() => ({ token }));
      const { _pid: pid, _lastOffset: offset } = client.socket as unknown as Record<string, string>;
      const name = namespace === '/' ? '' : `${namespace},`;
      // Both come over one connection, so that both are decided in one turn.
      const both = opened(await connectRawIo(app.port));
      const frames = ['a.b.c', token].map((one) => `0${name}${JSON.stringify({ pid, offset, token: one })}`);
      both.send(...(order === 'before' ? frames : frames.toReversed()));
      await both.hears('4');
      await both.hears('0');
      expect(entered).toHaveLength(2);
      // A session that the thief was quicker to ask for begins anew.
      expect(entered[1]).toMatchObject({ sub: 'ann', recovered: order === 'after' });
      server().to(String(ids[1])).emit('later', 'heard');
      if (order === 'after') server().to('hall').emit('hall', 'heard');
      await both.hears(`2${name}["later"`);
      if (order === 'after') await both.hears(`2${name}["hall"`);
    },
  );

  test('begins anew for a second client with a good token and the same session', async () => {
    const client = await lost(() => ({ token }));
    const { _pid: pid, _lastOffset: offset } = client.socket as unknown as Record<string, string>;
    client.socket.connect();
    await client.hears('secret');
    const second = opened(await connectRawIo(app.port));
    const name = namespace === '/' ? '' : `${namespace},`;
    second.send(`0${name}${JSON.stringify({ pid, offset, token })}`);
    await second.hears('0');
    expect(entered.at(-1)).toMatchObject({ recovered: false, rooms: [], data: {} });
    expect(second.heard.join()).not.toMatch(/missed/);
  });
});
