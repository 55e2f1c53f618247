import { WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { describe, expect, test } from '@jest/globals';
import type { EventEmitter } from 'node:events';
import type { Server } from 'socket.io';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { startGateways } from './gateway-app.js';
import { connectRaw } from './raw-ws-client.js';
import { connectRawIo } from './socket-io-clients.js';
import { chat, startWs } from './ws-app.js';

const opened = closeAfterEach();

describe('500 clients that come and go leave no listener, no timer and no client behind', () => {
  const COUNT = 500;
  const BATCH = 50;

  const listeners = (...emitters: readonly EventEmitter[]): readonly string[] =>
    emitters.flatMap((one) => one.eventNames().map((name) => `${String(name)} ${one.listenerCount(name)}`));

  async function inBatches(run: () => Promise<void>): Promise<void> {
    for (let index = 0; index < COUNT; index += BATCH)
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other
      await Promise.all(Array.from({ length: BATCH }, run));
  }

  test.each([
    ['granted', 'HTTP/1.1 101'],
    ['refused', 'TOKEN_MALFORMED'],
  ])('at a server of ws, %s', async (what, answer) => {
    const made = chat();
    const app = opened(await startWs([made.gateway]));
    const { server } = app.app.get(made.gateway);
    const token = what === 'granted' ? app.issuer.token() : 'a.b.c';
    const http = app.app.getHttpServer() as EventEmitter;
    const before = listeners(server, http);
    await inBatches(async () => {
      const client = connectRaw(app.port, [`Authorization: Bearer ${token}`]);
      await client.hears(answer);
      await client.close();
    });
    await until(() => server.clients.size === 0 && app.clock.timers === 0);
    expect(listeners(server, http)).toEqual(before);
    expect(made.seen.filter((line) => line.startsWith('connected'))).toHaveLength(
      what === 'granted' ? COUNT : 0,
    );
  });

  test.each([
    ['granted', '0'],
    ['refused', '4'],
  ])('at a server of socket.io, %s', async (what, answer) => {
    @WebSocketGateway()
    class QuietGateway {
      @WebSocketServer() declare server: Server;
    }
    const app = opened(await startGateways({ adapter: 'socket.io', providers: [QuietGateway] }));
    const { server } = app.app.get(QuietGateway);
    const { sockets, engine } = server;
    const token = what === 'granted' ? app.issuer.token() : 'a.b.c';
    const root = sockets as unknown as EventEmitter & {
      readonly _preConnectSockets: ReadonlyMap<string, unknown>;
    };
    const { _preConnectSockets: deciding } = root;
    const http = app.app.getHttpServer() as EventEmitter;
    const all = (): readonly string[] => listeners(root, engine, http);
    const before = all();
    await inBatches(async () => {
      const client = await connectRawIo(app.port);
      client.send(`0${JSON.stringify({ token })}`);
      await client.hears(answer);
      await client.close();
    });
    await until(() => engine.clientsCount === 0 && app.clock.timers === 0);
    expect([sockets.sockets.size, deciding.size, sockets.adapter.sids.size]).toEqual([0, 0, 0]);
    expect(all()).toEqual(before);
  });
});
