import { resolve } from 'node:path';
import { io, type Socket } from 'socket.io-client';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { RunningProcess } from '../support/child-process.js';
import { closeAfterEach } from '../support/closing.js';
import { call, READ, tokenOf, WRITE } from '../support/sample-calls.js';
import { sendOverTcp } from '../support/sample-messages.js';
import { type SampleService, startSampleService } from '../support/sample-service.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const BOOK = { item: 'book', quantity: 1 };
const closeLater = closeAfterEach();

let service: SampleService;
const tokens = { read: '', write: '' };

beforeAll(async () => {
  // Messages over TCP beside them: Nest must not bind the gateway to a second server.
  service = await startSampleService({ TRANSPORTS: 'http,tcp,ws' });
  tokens.read = await tokenOf(service.issuer, [READ]);
  tokens.write = await tokenOf(service.issuer, [WRITE]);
});
afterAll(() => service.close());

/** A client, and what it hears: each event with its data. */
interface Watcher {
  readonly socket: Socket;
  readonly heard: readonly unknown[][];
}

function open(token?: string): Watcher {
  const socket = io(service.ws, { auth: { token }, transports: ['websocket'], reconnection: false });
  const heard: unknown[][] = [];
  socket.onAny((...event: unknown[]) => heard.push(event));
  closeLater({ close: async () => void socket.disconnect() });
  return { socket, heard };
}

/** Resolves with the next data of an event. */
const next = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolveNext) => socket.once(event, resolveNext));

async function connected(token: string): Promise<Watcher> {
  const watcher = open(token);
  await next(watcher.socket, 'connect');
  return watcher;
}

const place = async (body: unknown): Promise<unknown> =>
  (await call('POST', `${service.url}/orders`, { token: tokens.write, body })).json();

describe('the gateway of the sample service', () => {
  it('tells whoever may read of the orders, by whichever transport they are placed, and nobody else', async () => {
    const reader = await connected(tokens.read);
    const other = await connected(tokens.read);
    const writer = await connected(tokens.write);
    const before = (await reader.socket.emitWithAck('orders.watch')) as unknown[];
    const overHttp = await place(BOOK);
    const overTcp = await sendOverTcp(service.tcp, 'orders.create', { token: tokens.write, data: BOOK });
    const overWebSocket: unknown = await writer.socket.emitWithAck('orders.create', BOOK);
    // Whoever is answered has heard what was sent before.
    const after = (await reader.socket.emitWithAck('orders.watch')) as unknown[];
    await Promise.all([other, writer].map(({ socket }) => socket.emitWithAck('orders.create', {})));
    const placed = [overHttp, (overTcp as { answer: unknown }).answer, overWebSocket];
    const stored = { ...BOOK, id: expect.any(String) };
    expect(placed).toEqual([stored, stored, stored]);
    expect(after.slice(before.length)).toEqual(placed);
    expect(reader.heard).toEqual(placed.map((order) => ['order', order]));
    for (const { heard } of [other, writer]) expect(heard.map(([event]) => event)).toEqual(['exception']);
  });

  it('refuses connections without a good token, and messages without the scope that they need', async () => {
    for (const [token, code] of [
      [undefined, 'TOKEN_MISSING'],
      [`${tokens.read.slice(0, -8)}AAAAAAAA`, 'SIGNATURE_INVALID'],
    ] as const)
      expect(await next(open(token).socket, 'connect_error')).toMatchObject({
        data: { code, statusCode: 401 },
      });
    const refusal = { status: 'error', code: 'SCOPE_MISSING', statusCode: 403, message: expect.any(String) };
    for (const [token, event] of [
      [tokens.write, 'orders.watch'],
      [tokens.read, 'orders.create'],
    ] as const) {
      const { socket, heard } = await connected(token);
      const exception = next(socket, 'exception');
      expect(await socket.emitWithAck(event, BOOK)).toEqual(refusal);
      await exception;
      expect(heard).toEqual([['exception', refusal]]);
    }
  });

  it.each([{}, { item: 7, quantity: 1 }, { ...BOOK, price: 1 }, [BOOK], null, 'book', undefined])(
    'answers an order that is wrong as HTTP does: %j',
    async (order) => {
      const { socket, heard } = await connected(tokens.write);
      const problem = (await socket.emitWithAck('orders.create', order)) as { message: unknown };
      expect(problem).toMatchObject({ status: 'error', statusCode: 400 });
      expect(heard).toEqual([['exception', problem]]);
      const overHttp = await call('POST', `${service.url}/orders`, {
        token: tokens.write,
        body: order ?? {},
      });
      if (order?.constructor === Object)
        expect((await overHttp.json()) as object).toMatchObject({ message: problem.message });
    },
  );

  it('refuses an order that is nested deeply, and cuts off whoever sends a message of more than 100 KiB', async () => {
    const { socket } = await connected(tokens.write);
    const deep = JSON.parse(`${'['.repeat(500)}1${']'.repeat(500)}`) as unknown;
    const problem: unknown = await socket.emitWithAck('orders.create', { ...BOOK, other: deep });
    expect(problem).toMatchObject({ statusCode: 400, message: expect.stringContaining('32 deep') });
    socket.emit('orders.create', { item: 'x'.repeat(101 * 1024), quantity: 1 });
    expect(await next(socket, 'disconnect')).toBe('transport close');
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
  });
});

describe('examples/watch-orders.mjs', () => {
  const watch = (TOKEN: string): RunningProcess =>
    closeLater(
      new RunningProcess(
        process.execPath,
        [resolve('examples/watch-orders.mjs'), service.ws],
        process.cwd(),
        { TOKEN },
      ),
    );

  it('prints the orders so far and each new one', async () => {
    const before = (await place({ ...BOOK, item: 'before' })) as object;
    const watching = watch(tokens.read);
    const lineOf = (order: object): RegExp => new RegExp(`^${JSON.stringify(order)}$`, 'm');
    await watching.printed(lineOf(before));
    const after = (await place({ ...BOOK, item: 'after' })) as object;
    await watching.printed(lineOf(after));
  });

  it.each([
    ['an empty token', '', 'AUTHORIZATION_MALFORMED'],
    ['a bad token', 'a.b.c', 'TOKEN_MALFORMED'],
  ])('prints the refusal of %s and ends', async (_what, token, code) => {
    const ended = await watch(token).ended;
    expect(ended).toMatchObject({ code: 1, errors: '' });
    expect(JSON.parse(ended.output)).toMatchObject({ code });
  });

  it('prints the refusal of a token that may not read', async () => {
    await watch(tokens.write).printed(/"code":"SCOPE_MISSING"/);
  });
});

describe('ending the service', () => {
  it('is orderly while clients are connected, and leaves none of them waiting', async () => {
    const watcher = await connected(tokens.read);
    await watcher.socket.emitWithAck('orders.watch');
    const disconnected = next(watcher.socket, 'disconnect');
    service.process.kill('SIGTERM');
    expect(await service.process.ended).toMatchObject({
      code: 0,
      errors: expect.not.stringContaining('still open'),
    });
    await disconnected;
  });
});
