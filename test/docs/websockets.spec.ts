import * as nestCommon from '@nestjs/common';
import * as nestWebsockets from '@nestjs/websockets';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import ts from 'typescript';
import { WebSocket } from 'ws';
import { describe, expect, test } from '@jest/globals';
import * as library from '../../src/jwt-policy/index.js';
import * as subpath from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startGateways, type GatewayApp, type GatewayAppParts } from '../websockets/gateway-app.js';
import { codeBlocks, readDocument } from './markdown.js';

const PAGE = readDocument('docs/websockets.md');
const MODULES: Readonly<Record<string, unknown>> = {
  '@nestjs/common': nestCommon,
  '@nestjs/websockets': nestWebsockets,
  'nest-jwt-policy': library,
  'nest-jwt-policy/websockets': subpath,
};

type Gateway = new () => object;

/** A gateway of the page, compiled as an application would. */
function gatewayOf(name: string): Gateway {
  const text = codeBlocks(PAGE, 'ts').find((block) => block.includes(`class ${name} `)) ?? '';
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2023,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  const exported: Record<string, Gateway> = {};
  // oxlint-disable-next-line typescript/no-implied-eval -- a block of our own page
  const run = new Function('require', 'exports', outputText) as (load: unknown, exports: object) => void;
  run((module: string) => MODULES[module], exported);
  const gateway = exported[name];
  if (gateway === undefined) throw new Error(`the page has no ${name}`);
  return gateway;
}

/** The block behind a mark. */
function blockBehind(mark: string): string {
  const [, block = ''] = new RegExp(`<!-- ${mark} -->\n+\`\`\`\\w+\n(.*?)\n\`\`\``, 's').exec(PAGE) ?? [];
  return block;
}

const opened = closeAfterEach();

async function start(parts: Partial<GatewayAppParts> = {}): Promise<GatewayApp> {
  return opened(await startGateways({ adapter: 'ws', providers: [gatewayOf('OrdersGateway')], ...parts }));
}

/** What the program of a client has to do with. */
interface Given {
  readonly port: number;
  readonly token?: string;
  readonly freshToken?: () => Promise<string>;
}

interface Printed {
  /** Resolves with what was printed when so much was. */
  lines(count: number): Promise<readonly unknown[][]>;
  /** What the client has opened last. */
  readonly socket: WebSocket | Socket | undefined;
}

const AsyncFunction = (async () => {}).constructor as new (
  ...texts: string[]
) => (...args: unknown[]) => Promise<void>;

/** Runs the client of the page with this name against a server of this machine. */
async function runClient(name: string, { port, token, freshToken }: Given): Promise<Printed> {
  const [text = ''] = codeBlocks(PAGE, `js ${name}`);
  expect(text).not.toBe('');
  const program = text
    .replaceAll(/^import .*$/gm, '')
    .replaceAll('//shop.example.com', `//127.0.0.1:${port}`);
  const printed: unknown[][] = [];
  const waiting = new Set<() => void>();
  let socket: WebSocket | Socket | undefined;
  let isOver = false;
  // Called with `new`, and gives back what the program then has.
  const Opened = function open(address: string, ...rest: object[]): WebSocket {
    const opening = new WebSocket(address.replace('wss:', 'ws:'), ...(rest as [string[]]));
    socket = opening;
    return opening;
  };
  const connect = (address: string, options: object): Socket =>
    (socket = io(address.replace('https:', 'http:'), { ...options, transports: ['websocket'] }));
  const log = (...line: unknown[]): void => {
    printed.push(line);
    for (const look of waiting) look();
  };
  const soon = (run: () => void): void => void (isOver || setImmediate(run));
  opened({
    close: async () => {
      isOver = true;
      if (socket instanceof WebSocket) socket.terminate();
      else socket?.disconnect();
    },
  });
  const names = ['WebSocket', 'io', 'token', 'freshToken', 'console', 'setTimeout'];
  await new AsyncFunction(...names, program)(Opened, connect, token, freshToken, { log }, soon);
  return {
    get socket() {
      return socket;
    },
    lines: (count) =>
      new Promise((resolve) => {
        const look = (): void => void (printed.length >= count && resolve(printed));
        waiting.add(look);
        look();
      }),
  };
}

const WATCHING = '{"event":"watching","data":"alice"}';
const FIRST_MESSAGE = { token: { firstMessage: { event: 'authenticate' } } };

describe('the clients of docs/websockets.md', () => {
  test.each(['browser', 'ws'])('%s: is connected, refused, and told when its token ends', async (name) => {
    const { port, issuer, clock } = await start();
    const reader = { claims: { scope: 'orders/read' } };
    const client = await runClient(name, { port, token: issuer.token(reader) });
    expect(await client.lines(1)).toEqual([[WATCHING]]);
    clock.advance(3661);
    expect(await client.lines(2)).toEqual([[WATCHING], [4401, 'TOKEN_EXPIRED']]);
    const refused = await runClient(name, { port, token: issuer.token() });
    expect(await refused.lines(1)).toEqual([[4403, 'SCOPE_MISSING']]);
  });

  test('socket.io: is connected, or hears what the page shows', async () => {
    const { port, issuer } = await start({ adapter: 'socket.io' });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    const client = await runClient('socket.io', { port, token });
    expect(await client.lines(1)).toEqual([['alice']]);
    const refused = await runClient('socket.io', { port });
    const shown = JSON.parse(blockBehind('connect_error')) as { readonly message: string };
    expect(await refused.lines(1)).toEqual([[shown.message, shown]]);
    expect(refused.socket).toMatchObject({ active: false });
  });

  test('first message: is connected by it, or closed', async () => {
    const { port, issuer } = await start({ transport: FIRST_MESSAGE });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    const client = await runClient('first message', { port, token });
    await once(client.socket as WebSocket, 'open');
    (client.socket as WebSocket).send(JSON.stringify({ event: 'orders.watch' }));
    expect(await client.lines(1)).toEqual([[WATCHING]]);
    const refused = await runClient('first message', { port, token: issuer.token() });
    expect(await refused.lines(1)).toEqual([[4403, 'SCOPE_MISSING']]);
  });
});

describe('the clients of docs/websockets.md that connect again', () => {
  test.each([
    { name: 'renew ws', adapter: 'ws' as const },
    { name: 'renew socket.io', adapter: 'socket.io' as const },
  ])('$name: with a new token when theirs has ended, and not when they are refused', async (row) => {
    const { port, issuer, clock, decisions } = await start({ adapter: row.adapter });
    const scopes = ['orders/read', 'orders/read', 'other'];
    const freshToken = async (): Promise<string> => issuer.token({ claims: { scope: scopes.shift() } });
    const client = await runClient(row.name, { port, freshToken });
    const first = client.socket;
    const watching = async (count: number): Promise<void> => {
      const isDone = (): boolean =>
        decisions.filter(({ handler, outcome }) => handler === 'OrdersGateway.watch' && outcome === 'granted')
          .length >= count;
      while (!isDone()) await new Promise(setImmediate);
    };
    await watching(1);
    clock.advance(3661);
    await watching(2);
    expect(client.socket === first).toBe(row.adapter === 'socket.io');
    clock.advance(3661);
    expect(await client.lines(1)).toEqual([['refused', 'SCOPE_MISSING']]);
    expect(scopes).toEqual([]);
  });
});

describe('what docs/websockets.md shows', () => {
  test('of a refused message is the frame of a client of ws', async () => {
    const { port, issuer } = await start();
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    const client = await runClient('ws', { port, token });
    await client.lines(1);
    (client.socket as WebSocket).send(JSON.stringify({ event: 'orders.create', data: {} }));
    expect((await client.lines(2)).at(-1)).toEqual([blockBehind('exception')]);
  });

  test('of a refused handshake is the answer by HTTP', async () => {
    const { port } = await start({ transport: { refuseWith: 'http' } });
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    const body = await response.setEncoding('utf8').reduce((text, part) => `${text}${String(part)}`, '');
    const { statusCode, statusMessage, headers } = response;
    const shown = `${statusCode} ${statusMessage}\nWWW-Authenticate: ${headers['www-authenticate']}\n${body}`;
    expect(shown).toBe(blockBehind('http'));
  });

  test('of rooms sends to the clients with the claim alone', async () => {
    const gateway = gatewayOf('ShopsGateway');
    const { app, port, issuer } = await start({ adapter: 'socket.io', providers: [gateway] });
    const clients = ['north', 'south', undefined].map(async (shop) => {
      const token = issuer.token({ claims: { shop } });
      const socket = io(`http://127.0.0.1:${port}/shops`, { auth: { token }, transports: ['websocket'] });
      opened({ close: async () => void socket.disconnect() });
      const heard: string[] = [];
      socket.on('order', (order: string) => heard.push(order));
      await new Promise<void>((resolve) => socket.on('connect', resolve));
      return { socket, heard };
    });
    const connected = await Promise.all(clients);
    const shops = app.get<{ placed(shop: string, order: string): void; server: Socket }>(gateway);
    for (const shop of ['undefined', 'south', 'north']) shops.placed(shop, `of ${shop}`);
    // Whoever hears this has heard the orders before it.
    const isOver = connected.map(({ socket }) => new Promise((resolve) => socket.on('over', resolve)));
    shops.server.emit('over');
    await Promise.all(isOver);
    expect(connected.map(({ heard }) => heard)).toEqual([['of north'], ['of south'], []]);
  });
});
