import { describe, expect, test } from '@jest/globals';
import { OptionalToken, Public } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { HTTP_ADAPTERS, type GatewayAppParts } from './gateway-app.js';
import { connectRaw, frame, message } from './raw-ws-client.js';
import { chat, startWs, type WsApp } from './ws-app.js';

const opened = closeAfterEach();

const FIRST = { token: { firstMessage: { event: 'authenticate' } } };

type Started = WsApp & { readonly seen: string[]; readonly token: string };

async function start(
  decorate: (gateway: never) => void = () => {},
  parts: Partial<GatewayAppParts> = {},
): Promise<Started> {
  const { gateway, seen } = chat();
  decorate(gateway as never);
  const app = opened(await startWs([gateway], { transport: FIRST, ...parts }));
  return { ...app, seen, token: app.issuer.token({ claims: { sub: 'ann' } }) };
}

const optional = OptionalToken() as (gateway: never) => void;
const open = Public() as (gateway: never) => void;

describe.each(HTTP_ADAPTERS)('over %s', (http) => {
  test.each<[string, (token: string) => unknown]>([
    ['as data', (token) => token],
    ['with its scheme', (token) => `Bearer ${token}`],
    ['as a member of data', (token) => ({ token, more: 1 })],
  ])('a token that the first message brings %s connects the client', async (_how, dataOf) => {
    const { seen, token, ...app } = await start(undefined, { http });
    const client = opened(app.connect());
    await client.hears(1);
    client.send('authenticate', dataOf(token));
    client.send('join', 'hall');
    expect(await client.hears(2)).toEqual(['open', '{"event":"joined","data":{"room":"hall","sub":"ann"}}']);
    expect(seen).toEqual(['connected ann /', 'join "hall"']);
  });
});

test.each<[string, string, (token: string) => Buffer]>([
  ['is another one', '4401 TOKEN_MISSING', (token) => message('join', { token })],
  ['has the event in another letter case', '4401 TOKEN_MISSING', (token) => message('Authenticate', token)],
  ['is garbage', '4401 TOKEN_MISSING', () => frame('{"event":"authenticate"')],
  ['is empty', '4401 TOKEN_MISSING', () => frame('')],
  ['is null', '4401 TOKEN_MISSING', () => frame('null')],
  ['is a list', '4401 TOKEN_MISSING', (token) => frame(JSON.stringify(['authenticate', token]))],
  ['is the token alone', '4401 TOKEN_MISSING', (token) => frame(token)],
  [
    'has the event in the place of the prototype',
    '4401 TOKEN_MISSING',
    (token) => frame(`{"__proto__":{"event":"authenticate","data":"${token}"}}`),
  ],
  [
    'is too long',
    '4401 TOKEN_MISSING',
    (token) => message('authenticate', { token, more: 'x'.repeat(64 * 1024) }),
  ],
  ['is nested a megabyte deep', '4401 TOKEN_MISSING', () => frame('['.repeat(1024 * 1024))],
  ['has no data', '4400 AUTHORIZATION_MALFORMED', () => message('authenticate')],
  ['has data without a token', '4400 AUTHORIZATION_MALFORMED', () => message('authenticate', {})],
  ['has an empty token', '4400 AUTHORIZATION_MALFORMED', () => message('authenticate', '')],
  [
    'has a token that is null',
    '4400 AUTHORIZATION_MALFORMED',
    () => message('authenticate', { token: null }),
  ],
  [
    'has a token that is a list',
    '4400 AUTHORIZATION_MALFORMED',
    (token) => message('authenticate', { token: [token] }),
  ],
  [
    'has a list in place of the data',
    '4400 AUTHORIZATION_MALFORMED',
    (token) => message('authenticate', [token]),
  ],
  ['has a number', '4400 AUTHORIZATION_MALFORMED', () => message('authenticate', 7)],
  [
    'has the token in the place of the prototype',
    '4400 AUTHORIZATION_MALFORMED',
    (token) => frame(`{"event":"authenticate","data":{"__proto__":{"token":"${token}"}}}`),
  ],
  ['has a bad token', '4401 TOKEN_MALFORMED', () => message('authenticate', 'a.b.c')],
])('a first message that %s is closed with %s, and no handler hears of it', async (_what, code, bytes) => {
  const { port, seen, token, clock } = await start();
  const client = opened(connectRaw(port, [], [bytes(token), message('join', 1)]));
  const [status = '', reason = ''] = code.split(' ');
  const heard = await client.hears(reason);
  expect(Buffer.from(heard, 'latin1').readUInt16BE(heard.length - reason.length - 2)).toBe(Number(status));
  await client.close();
  await until(() => clock.timers === 0);
  expect(seen).toEqual([]);
});

test('a token in a binary message is read', async () => {
  const { port, seen, token } = await start();
  const bytes = frame(JSON.stringify({ event: 'authenticate', data: token }), 2);
  const client = opened(connectRaw(port, [], [bytes, message('join', 1)]));
  await client.hears('"joined"');
  expect(seen).toEqual(['connected ann /', 'join 1']);
});

test('a message as long as may be is read', async () => {
  const { port, seen, token } = await start();
  const shell = JSON.stringify({ event: 'authenticate', data: { token, more: '' } }).length;
  const longest = { token, more: 'x'.repeat(64 * 1024 - shell) };
  opened(connectRaw(port, [], [message('authenticate', longest)]));
  await until(() => seen.length > 0);
  expect(seen).toEqual(['connected ann /']);
});

describe('a client that sends nothing', () => {
  test('is closed when its time is over, and not before', async () => {
    const { clock, seen, ...app } = await start();
    const client = opened(app.connect());
    await client.hears(1);
    await until(() => clock.timers === 1);
    clock.advance(4.999);
    expect(clock.timers).toBe(1);
    clock.advance(0.001);
    expect(await client.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
    expect(seen).toEqual([]);
  });

  test('has the time that the options say', async () => {
    const transport = { token: { firstMessage: { event: 'authenticate', withinMs: 60_000 } } };
    const { clock, token, seen, ...app } = await start(undefined, { transport });
    const client = opened(app.connect());
    await client.hears(1);
    await until(() => clock.timers === 1);
    clock.advance(59.999);
    client.send('authenticate', token);
    await until(() => seen.length > 0);
    expect(seen).toEqual(['connected ann /']);
  });

  test('and is gone leaves nothing behind', async () => {
    const { gateway, seen } = chat();
    const { clock, decisions, ...app } = opened(await startWs([gateway], { transport: FIRST }));
    const client = opened(app.connect());
    await client.hears(1);
    await until(() => clock.timers === 1);
    await client.close();
    await until(() => clock.timers === 0);
    await until(() => app.app.get(gateway).server.clients.size === 0);
    expect([seen, decisions]).toEqual([[], []]);
  });
});

test('a message that is late changes nothing', async () => {
  const { clock, seen, token, ...app } = await start();
  const client = opened(app.connect());
  await client.hears(1);
  await until(() => clock.timers === 1);
  clock.advance(5);
  client.send('authenticate', token);
  client.send('join', 'hall');
  expect(await client.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
  expect(seen).toEqual([]);
});

test('several messages in the packet of the handshake are handled in their order, each once', async () => {
  const { port, seen, token } = await start();
  const joins = [1, 2, 3, 4, 5].map((room) => message('join', room));
  const client = opened(connectRaw(port, [], [message('authenticate', token), ...joins]));
  client.write(message('join', 6));
  await client.hears('"room":6');
  expect(seen).toEqual(['connected ann /', ...[1, 2, 3, 4, 5, 6].map((room) => `join ${room}`)]);
});

test('messages that come while the token is verified are handled after it, in their order', async () => {
  const keys: (() => void)[] = [];
  const issuers = [{ issuer: 'https://id.test', audience: 'orders', jwksUri: 'https://id.test/jwks' }];
  const jwk: object[] = [];
  const fetch = async (): Promise<Response> => {
    await new Promise<void>((resolve) => keys.push(resolve));
    return new Response(JSON.stringify({ keys: jwk }));
  };
  const { gateway, seen } = chat();
  const app = opened(await startWs([gateway], { transport: FIRST, options: { issuers, fetch } as object }));
  jwk.push(app.issuer.key.jwk);
  const first = message('authenticate', app.issuer.token());
  const client = opened(connectRaw(app.port, [], [first, message('join', 1)]));
  await until(() => keys.length > 0);
  client.write(message('join', 2));
  await client.hears('101');
  expect(seen).toEqual([]);
  for (const arrive of keys) arrive();
  await client.hears('"room":2');
  expect(seen).toEqual(['connected alice /', 'join 1', 'join 2']);
});

describe('a token of the handshake', () => {
  test('is not waited with, and a second one in a message is a message like any other', async () => {
    const { seen, token, issuer, clock, ...app } = await start();
    const client = opened(app.connect({ token }));
    await client.hears(1);
    client.send('authenticate', issuer.token({ claims: { sub: 'bob' } }));
    client.send('join', 1);
    await client.hears(2);
    expect(seen).toEqual(['connected ann /', 'join 1']);
    expect(clock.timers).toBe(1);
  });

  test('that is bad is refused, whatever a message brings', async () => {
    const { port, seen, token } = await start();
    const frames = [message('authenticate', token)];
    const client = opened(connectRaw(port, ['Authorization: Bearer a.b.c'], frames));
    await client.hears('TOKEN_MALFORMED');
    expect(seen).toEqual([]);
  });

  test('in access_token stays refused beside a first message', async () => {
    const { port, seen, token } = await start();
    const frames = [message('authenticate', token)];
    const client = opened(connectRaw(port, [], frames, `/?access_token=${token}`));
    await client.hears('TOKEN_AMBIGUOUS');
    expect(seen).toEqual([]);
  });
});

describe('a gateway that lets everybody connect', () => {
  test('waits for no message, and the first one is handled', async () => {
    const { seen, clock, ...app } = await start(open);
    const client = opened(app.connect());
    await client.hears(1);
    await until(() => seen.length === 1);
    client.send('join', 1);
    await client.hears(2);
    expect(seen).toEqual(['connected undefined /', 'join 1']);
    expect(clock.timers).toBe(0);
  });

  test('beside one on the same server that does not, waits all the same', async () => {
    const { gateway, seen } = chat();
    const other = chat();
    open(gateway as never);
    const app = opened(await startWs([gateway, other.gateway], { transport: FIRST }));
    const client = opened(app.connect());
    await client.hears(1);
    client.send('authenticate', app.issuer.token());
    await until(() => seen.length > 0 && other.seen.length > 0);
    expect([seen, other.seen]).toEqual([['connected alice /'], ['connected alice /']]);
  });
});

describe('a gateway with an optional token', () => {
  test('has an anonymous client when another message comes first, which is handled', async () => {
    const { seen, port } = await start(optional);
    const client = opened(connectRaw(port, [], [message('join', 1), message('join', 2)]));
    await client.hears('"room":2');
    expect(seen).toEqual(['connected undefined /', 'join 1', 'join 2']);
  });

  test('has an anonymous client when none comes in time', async () => {
    const { seen, clock, ...app } = await start(optional);
    const client = opened(app.connect());
    await until(() => clock.timers === 1);
    clock.advance(5);
    await until(() => seen.length > 0);
    client.send('join', 1);
    await client.hears(2);
    expect(seen).toEqual(['connected undefined /', 'join 1']);
  });

  test('knows the token of the first message', async () => {
    const { seen, token, ...app } = await start(optional);
    const client = opened(app.connect());
    await client.hears(1);
    client.send('authenticate', token);
    await until(() => seen.length > 0);
    expect(seen).toEqual(['connected ann /']);
  });
});

test('a connection whose token came in a message ends with it', async () => {
  const { clock, token, seen, ...app } = await start();
  const client = opened(app.connect());
  await client.hears(1);
  client.send('authenticate', token);
  await until(() => seen.length > 0);
  clock.advance(3660);
  expect(await client.closed()).toEqual(['open', 'close 4401 TOKEN_EXPIRED']);
});

test('what a refused client goes on to send is not kept', async () => {
  const { gateway, seen } = chat();
  const app = opened(await startWs([gateway], { transport: FIRST }));
  const client = opened(connectRaw(app.port, [], [message('authenticate', 'a.b.c')]));
  await client.hears('TOKEN_MALFORMED');
  const [socket] = app.app.get(gateway).server.clients;
  expect(socket?.listenerCount('message')).toBe(0);
  client.write(message('join', 1));
  app.clock.advance(2);
  await client.closed();
  expect(seen).toEqual([]);
});
