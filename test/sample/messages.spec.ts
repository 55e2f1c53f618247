import type { Client } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { call, READ, tokenOf, WRITE } from '../support/sample-calls.js';
import {
  askRaw,
  callOverGrpc,
  framed,
  grpcClient,
  sendOverTcp,
  sendRaw,
} from '../support/sample-messages.js';
import { type SampleService, startSampleService } from '../support/sample-service.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const BOOK = { item: 'book', quantity: 1 };
const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

let service: SampleService;
let grpc: Client;
const tokens = { read: '', write: '', both: '' };

beforeAll(async () => {
  service = await startSampleService({ TRANSPORTS: 'http,tcp,grpc' });
  grpc = grpcClient(service.grpc);
  tokens.read = await tokenOf(service.issuer, [READ]);
  tokens.write = await tokenOf(service.issuer, [WRITE]);
  tokens.both = await tokenOf(service.issuer, [READ, WRITE]);
});
afterAll(async () => {
  grpc.close();
  await service.close();
});

const ask = (token: string | undefined, data: object) => ({ data, ...(token !== undefined && { token }) });
const overTcp = (pattern: unknown, token?: string, data = {}) =>
  sendOverTcp(service.tcp, pattern, ask(token, data));
const overGrpc = (rpc: string, token?: string, data = {}) => callOverGrpc(grpc, rpc, ask(token, data));

async function ordersOverHttp(): Promise<unknown[]> {
  const response = await call('GET', `${service.url}/orders`, { token: tokens.read });
  return (await response.json()) as unknown[];
}

describe('the orders', () => {
  it('are the same over HTTP, TCP and gRPC', async () => {
    const before = (await ordersOverHttp()).length;
    const http = await call('POST', `${service.url}/orders`, { token: tokens.write, body: BOOK });
    const placed = [
      await http.json(),
      ((await overTcp('orders.create', tokens.write, BOOK)) as { answer: unknown }).answer,
      ((await overGrpc('Create', tokens.write, BOOK)) as { answer: unknown }).answer,
    ];
    const order = { ...BOOK, id: expect.stringMatching(/^[0-9a-f-]{36}$/) };
    expect(placed).toEqual([order, order, order]);
    const listed = await ordersOverHttp();
    expect(listed.slice(before)).toEqual(placed);
    expect(await overTcp('orders.list', tokens.read)).toEqual({ answer: listed });
    expect(await overGrpc('List', tokens.both)).toEqual({ answer: { orders: listed } });
  });

  it('demand the same scopes, whatever the transport', async () => {
    const scope = { code: 'SCOPE_MISSING', statusCode: 403 };
    const refused = { code: PERMISSION_DENIED, reason: 'SCOPE_MISSING' };
    for (const [pattern, rpc, token] of [
      ['orders.list', 'List', tokens.write],
      ['orders.create', 'Create', tokens.read],
    ] as const) {
      expect(await overTcp(pattern, token, BOOK)).toMatchObject({ error: scope });
      expect(await overGrpc(rpc, token, BOOK)).toMatchObject({ error: refused });
    }
  });

  it('are refused to a call without a token, and to one with a changed token', async () => {
    const [header, , signature] = tokens.read.split('.');
    const forged = [header, tokens.both.split('.')[1], signature].join('.');
    for (const [pattern, rpc] of [
      ['orders.list', 'List'],
      ['orders.create', 'Create'],
    ] as const) {
      for (const [token, code] of [
        [undefined, 'TOKEN_MISSING'],
        [forged, 'SIGNATURE_INVALID'],
      ] as const) {
        expect(await overTcp(pattern, token, BOOK)).toMatchObject({ error: { code, statusCode: 401 } });
        expect(await overGrpc(rpc, token, BOOK)).toMatchObject({
          error: { code: UNAUTHENTICATED, reason: code },
        });
      }
    }
  });

  it('are not found by a token in the payload', async () => {
    const data = { ...BOOK, authorization: `Bearer ${tokens.both}`, token: tokens.both };
    expect(await overTcp('orders.create', undefined, data)).toMatchObject({
      error: { code: 'TOKEN_MISSING' },
    });
  });

  it('are decided before what is sent is validated', async () => {
    expect(await overTcp('orders.create', tokens.read, { item: 7 })).toMatchObject({
      error: { code: 'SCOPE_MISSING' },
    });
    expect(await overGrpc('Create', tokens.read, {})).toMatchObject({ error: { reason: 'SCOPE_MISSING' } });
  });
});

describe('an order that is wrong', () => {
  const WRONG = [
    { quantity: 1 },
    { item: '', quantity: 1 },
    { item: ' \n', quantity: 1 },
    { item: 'x'.repeat(201), quantity: 1 },
    { item: 'book' },
    { item: 'book', quantity: 0 },
    { item: 'book', quantity: 1001 },
    {},
  ];

  async function httpErrors(body: unknown): Promise<{ message: string[] }> {
    const response = await call('POST', `${service.url}/orders`, { token: tokens.write, body });
    expect(response.status).toBe(400);
    return (await response.json()) as { message: string[] };
  }

  it.each([
    ...WRONG,
    { item: 7, quantity: 1 },
    { item: ['book'], quantity: 1 },
    { item: 'book', quantity: '1' },
    { item: 'book', quantity: 1.5 },
    { item: 'book', quantity: null },
    { ...BOOK, price: 1 },
    { ...BOOK, id: 'mine' },
    [BOOK],
  ])('has the same errors over TCP as over HTTP: %j', async (order) => {
    const expected = await httpErrors(order);
    expect(await overTcp('orders.create', tokens.write, order)).toEqual({
      error: { status: 'error', ...expected },
    });
  });

  it.each(WRONG)('has the same errors over gRPC as over HTTP: %j', async (order) => {
    const { message } = await httpErrors(order);
    expect(await overGrpc('Create', tokens.write, order)).toEqual({
      error: { code: INVALID_ARGUMENT, details: message.join('; ') },
    });
  });

  /** Text of JSON that the client of Nest would not send. */
  async function createByText(data: string): Promise<unknown> {
    const metadata = JSON.stringify({ authorization: `Bearer ${tokens.write}` });
    const packet = `{"id":"1","pattern":"orders.create","metadata":${metadata},"data":${data}}`;
    return askRaw(service.tcp, framed(packet));
  }

  it.each(['null', '"book"', '7', 'true', '[]', '[null]'])(
    'is refused over TCP where it is %s',
    async (data) => {
      expect(await createByText(data)).toMatchObject({ id: '1', err: { status: 'error', statusCode: 400 } });
    },
  );

  it.each([
    ['lists', '['.repeat(5000), ']'.repeat(5000)],
    ['objects', '{"item":'.repeat(5000), '}'.repeat(5000)],
  ])('is refused over TCP where %s are nested deeply', async (_what, before, after) => {
    for (const data of [
      `{"item":${before}1${after},"quantity":1}`,
      `{"item":"book","quantity":1,"other":${before}1${after}}`,
      `${before}1${after}`,
    ])
      expect(await createByText(data)).toEqual({
        id: '1',
        err: expect.objectContaining({ statusCode: 400, message: expect.stringContaining('32 deep') }),
        isDisposed: true,
      });
  });

  it.each([
    '{"__proto__":{"admin":true},"item":"book","quantity":1}',
    '{"constructor":{},"item":"book","quantity":1}',
  ])('loses over TCP what it forges beside the order, as on Express: %s', async (data) => {
    const response = await call('POST', `${service.url}/orders`, { token: tokens.write, body: data });
    const order = (await response.json()) as object;
    expect(order).toEqual({ ...BOOK, id: expect.any(String) });
    expect(await createByText(data)).toMatchObject({ response: { ...BOOK, id: expect.any(String) } });
  });
});

describe('what is no call of the orders', () => {
  it.each([
    'orders.delete',
    'orders.*',
    '',
    '__proto__',
    'constructor',
    { service: 'shop.Orders', rpc: 'List', streaming: 'no_stream' },
    ['orders.list'],
  ])('over TCP is the pattern %j', async (pattern) => {
    expect(await overTcp(pattern, tokens.both)).toEqual({ error: expect.stringMatching(/no matching/i) });
  });

  it('over gRPC is a method that the proto file does not have', async () => {
    expect(await overGrpc('Delete', tokens.both)).toMatchObject({ error: { code: UNIMPLEMENTED } });
  });

  it('over TCP is an event, which has no answer: it places no order', async () => {
    const before = await ordersOverHttp();
    const metadata = { authorization: `Bearer ${tokens.both}` };
    const event = JSON.stringify({ pattern: 'orders.create', data: BOOK, metadata });
    const request = JSON.stringify({ pattern: 'orders.list', data: {}, metadata, id: '1' });
    // The answer to the request comes after the event: one connection keeps their order.
    expect(await askRaw(service.tcp, framed(event) + framed(request))).toHaveProperty('id', '1');
    expect(await ordersOverHttp()).toEqual(before);
  });

  it.each([
    ['no frame', 'GET / HTTP/1.1\r\nHost: a#b\r\n\r\n'],
    ['no JSON', framed('secret of a stranger')],
    ['JSON that is no packet', framed('null') + framed('[]') + framed('"a"') + framed('7') + framed('{}')],
    ['a request without a pattern', framed('{"id":"1","data":{}}')],
    ['a pattern that leads nowhere', framed(`{"id":"1","pattern":${'['.repeat(5000)}${']'.repeat(5000)}}`)],
    [
      'metadata that is no object',
      framed('{"id":"1","pattern":"orders.list","data":{},"metadata":"secret"}'),
    ],
    ['more than is read', framed(JSON.stringify({ id: '1', pattern: 'x'.repeat(2_000_000) }))],
    ['a length that is none', '-1#{}NaN#{}1e9#{}'],
  ])('over TCP is %s, after which the service still serves', async (_what, bytes) => {
    await sendRaw(service.tcp, bytes);
    expect(await overTcp('orders.list', tokens.read)).toHaveProperty('answer');
  });

  it.each([
    ['no protocol', 'hello\r\n\r\n'],
    ['HTTP/1.1', 'POST /shop.Orders/Create HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}'],
    ['a broken frame of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\uFFFF\u0004'],
  ])('over gRPC is %s, after which the service still serves', async (_what, bytes) => {
    await sendRaw(service.grpc, bytes);
    expect(await overGrpc('List', tokens.read)).toHaveProperty('answer');
  });

  it('over gRPC is a message that cannot be read, or is more than is read', async () => {
    const garbage = await overGrpc('Create', tokens.write, Buffer.from([0xff, 0xff, 0xff]));
    expect(garbage).toHaveProperty('error.code');
    const long = await overGrpc('Create', tokens.write, { item: 'x'.repeat(2_000_000), quantity: 1 });
    expect(long).toMatchObject({ error: { code: RESOURCE_EXHAUSTED } });
  });

  it('is not in the log: a token may be in it, and line breaks', async () => {
    await sendRaw(service.tcp, framed(`{"pattern":"lines\\nof a stranger","data":{}}`));
    service.process.kill('SIGTERM');
    const { code, output, errors } = await service.process.ended;
    expect(code).toBe(0);
    expect(output + errors).not.toMatch(/stranger|secret/);
    expect(output + errors).not.toMatch(/^\s+at /m);
    expect(output + errors).toContain('what came by it could not be read');
  });
});
