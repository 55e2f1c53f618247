import { describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { RequireScope } from '../../src/jwt-policy/index.js';
import { generateKey, type TestIssuer } from '../support/test-issuer.js';
import type { TimedTestClock } from '../support/timed-test-clock.js';
import { HTTP_ADAPTERS } from './gateway-app.js';
import { connectRaw, message } from './raw-ws-client.js';
import { chat, startWs, type Connecting, type WsApp } from './ws-app.js';

const opened = closeAfterEach();

type Connect = (token: string, other: string) => Connecting;

/** A thousand parameters is where the parser of Node.js stops by default. */
const MANY = Array.from({ length: 1500 }, (_, index) => `p${index}=1`).join('&');

const header = (authorization: string): Connecting => ({ headers: { authorization } });

async function start(transport: object = {}, http = HTTP_ADAPTERS[0] as (typeof HTTP_ADAPTERS)[number]) {
  const { gateway, seen } = chat();
  const app = opened(await startWs([gateway], { http, transport }));
  const token = app.issuer.token({ claims: { sub: 'ann' } });
  const other = app.issuer.token({ claims: { sub: 'bob' } });
  return { ...app, seen, token, other };
}

async function outcome(app: WsApp, connecting: Connecting): Promise<string> {
  const client = opened(app.connect(connecting));
  await client.hears(1);
  client.send('join', 'hall');
  const [, answer] = await client.hears(2);
  return String(answer);
}

describe.each(HTTP_ADAPTERS)('over %s a client of ws', (http) => {
  test.each<[string, Connect]>([
    ['in the header', (token) => header(`Bearer ${token}`)],
    ['in the header with another letter case', (token) => header(`bEARER ${token}`)],
    ['after the subprotocol bearer', (token) => ({ protocols: ['bearer', token] })],
    ['after the subprotocol Bearer', (token) => ({ protocols: ['Bearer', token] })],
    ['among other subprotocols', (token) => ({ protocols: ['chat.v2', 'bearer', token, 'chat.v1'] })],
    ['in both places', (token) => ({ ...header(`Bearer ${token}`), protocols: ['bearer', token] })],
  ])('is connected with a token %s', async (_where, connect) => {
    const { seen, token, other, ...app } = await start({}, http);
    expect(await outcome(app, connect(token, other))).toBe(
      '{"event":"joined","data":{"room":"hall","sub":"ann"}}',
    );
    expect(seen).toEqual(['connected ann /', 'join "hall"']);
  });

  test.each<[string, string, Connect]>([
    ['without a token', '4401 TOKEN_MISSING', () => ({})],
    ['with a token that is garbage', '4401 TOKEN_MALFORMED', () => header('Bearer garbage')],
    ['with another scheme', '4401 TOKEN_MISSING', () => header('Basic YTpi')],
    ['with a bare token in the header', '4400 AUTHORIZATION_MALFORMED', (token) => header(token)],
    ['with an empty header', '4400 AUTHORIZATION_MALFORMED', () => header('')],
    ['with a scheme and no token', '4400 AUTHORIZATION_MALFORMED', () => header('Bearer')],
    [
      'with two that differ',
      '4400 TOKEN_AMBIGUOUS',
      (token, other) => ({ ...header(`Bearer ${token}`), protocols: ['bearer', other] }),
    ],
    [
      'with the subprotocol bearer at the end',
      '4400 AUTHORIZATION_MALFORMED',
      (token) => ({ protocols: [token, 'bearer'] }),
    ],
    [
      'with a token that is no subprotocol of bearer',
      '4401 TOKEN_MISSING',
      (token) => ({ protocols: [token] }),
    ],
    [
      'with a subprotocol that only begins like it',
      '4401 TOKEN_MISSING',
      (token) => ({ protocols: ['bearer2', token] }),
    ],
    [
      'with two bearers',
      '4400 TOKEN_AMBIGUOUS',
      (token, other) => ({ protocols: ['bearer', token, 'BEARER', other] }),
    ],
    [
      'with a bearer in place of the token',
      '4400 TOKEN_AMBIGUOUS',
      (token) => ({ protocols: ['bearer', 'Bearer', token] }),
    ],
  ])('%s is closed with %s, and no handler hears of it', async (_what, code, connect) => {
    const { seen, token, other, ...app } = await start({}, http);
    const client = opened(app.connect(connect(token, other)));
    expect(await client.closed()).toEqual(['open', `close ${code}`]);
    expect(seen).toEqual([]);
  });
});

test('two Authorization headers are ambiguous, also if they are the same', async () => {
  const { port, token, seen } = await start();
  const line = `Authorization: Bearer ${token}`;
  const client = opened(connectRaw(port, [line, line.toLowerCase().replace(token.toLowerCase(), token)]));
  expect(await client.hears('TOKEN_AMBIGUOUS')).toContain('101 Switching Protocols');
  expect(seen).toEqual([]);
});

test('subprotocols in two headers are one list', async () => {
  const { port, token, seen } = await start();
  const lines = ['Sec-WebSocket-Protocol: chat , bearer', `sec-websocket-protocol:  ${token}`];
  const client = opened(connectRaw(port, lines, [message('join', 'hall')]));
  expect(await client.hears('"joined"')).toContain('Sec-WebSocket-Protocol: chat\r\n');
  expect(seen).toEqual(['connected ann /', 'join "hall"']);
});

describe('a token in the URL', () => {
  test.each<[string, string, (token: string) => Connecting]>([
    ['alone', '4400 AUTHORIZATION_MALFORMED', (token) => ({ url: `/?access_token=${token}` })],
    ['behind 1,500 others', '4400 TOKEN_AMBIGUOUS', (token) => ({ token, url: `/?${MANY}&access_token=x` })],
    ['beside the header', '4400 TOKEN_AMBIGUOUS', (token) => ({ token, url: `/?access_token=${token}` })],
    ['with an escaped name', '4400 TOKEN_AMBIGUOUS', (token) => ({ token, url: '/?access%5ftoken=' })],
    ['under another name', '4401 TOKEN_MISSING', (token) => ({ url: `/?token=${token}` })],
  ])('%s is closed with %s where the options do not say so', async (_where, code, connect) => {
    const { token, seen, ...app } = await start();
    const client = opened(app.connect(connect(token)));
    expect(await client.closed()).toEqual(['open', `close ${code}`]);
    expect(seen).toEqual([]);
  });

  test.each<[string, (token: string) => Connecting]>([
    ['alone', (token) => ({ url: `/?t=${token}` })],
    ['with its scheme', (token) => ({ url: `/?t=Bearer%20${token}` })],
    ['behind 1,500 others', (token) => ({ url: `/?${MANY}&t=${token}` })],
    ['beside the same in the header', (token) => ({ token, url: `/?t=${token}` })],
    ['twice the same', (token) => ({ url: `/?t=${token}&t=${token}` })],
  ])('%s is read where the options say so', async (_where, connect) => {
    const { token, ...app } = await start({ token: { query: 't' } });
    expect(await outcome(app, connect(token))).toContain('"sub":"ann"');
  });

  test.each<[string, string, Connect]>([
    ['that differ', '4400 TOKEN_AMBIGUOUS', (token, other) => ({ url: `/?t=${token}&t=${other}` })],
    [
      'one behind 1,500 others',
      '4400 TOKEN_AMBIGUOUS',
      (token, other) => ({ url: `/?t=${token}&${MANY}&t=${other}` }),
    ],
    ['one in the header', '4400 TOKEN_AMBIGUOUS', (token, other) => ({ token, url: `/?t=${other}` })],
    [
      'one under access_token',
      '4400 TOKEN_AMBIGUOUS',
      (token) => ({ url: `/?t=${token}&access_token=${token}` }),
    ],
    ['one empty', '4400 TOKEN_AMBIGUOUS', (token) => ({ token, url: '/?t=' })],
  ])('and another, %s, are closed with %s', async (_what, code, connect) => {
    const { token, other, seen, ...app } = await start({ token: { query: 't' } });
    const client = opened(app.connect(connect(token, other)));
    expect(await client.closed()).toEqual(['open', `close ${code}`]);
    expect(seen).toEqual([]);
  });

  test('may be called access_token if the options say so', async () => {
    const { token, ...app } = await start({ token: { query: 'access_token' } });
    expect(await outcome(app, { url: `/?access_token=${token}` })).toContain('"sub":"ann"');
  });

  test.each(['constructor', '__proto__', 'hasOwnProperty'])(
    'that is said to be called %s is not found in what every object has',
    async (query) => {
      const { token, ...app } = await start({ token: { query } });
      expect(await outcome(app, { token })).toContain('"sub":"ann"');
    },
  );
});

describe('the close code', () => {
  const down = async (): Promise<Response> => new Response('', { status: 500 });
  const unreachable = { issuer: 'https://id.test', audience: 'orders', jwksUri: 'https://id.test/jwks' };

  test.each<[string, (app: TestIssuer, clock: TimedTestClock) => string]>([
    ['4401 SIGNATURE_INVALID', (issuer) => issuer.token({ key: { ...generateKey('other'), kid: 'key-1' } })],
    ['4401 KEY_UNKNOWN', (issuer) => issuer.token({ key: generateKey('other') })],
    ['4401 AUDIENCE_REFUSED', (issuer) => issuer.token({ claims: { aud: 'others' } })],
    ['4401 TOKEN_EXPIRED', (issuer, clock) => issuer.token({ claims: { exp: clock.seconds - 61 } })],
    ['4401 TOKEN_NOT_YET_VALID', (issuer, clock) => issuer.token({ claims: { nbf: clock.seconds + 61 } })],
  ])('is %s', async (code, tokenOf) => {
    const { issuer, clock, ...app } = await start();
    const client = opened(app.connect({ token: tokenOf(issuer, clock) }));
    expect(await client.closed()).toEqual(['open', `close ${code}`]);
  });

  test('is 4403 where a demand of the class is not satisfied', async () => {
    const { gateway, seen } = chat();
    RequireScope('chat')(gateway);
    const { issuer, ...app } = opened(await startWs([gateway]));
    const client = opened(app.connect({ token: issuer.token() }));
    expect(await client.closed()).toEqual(['open', 'close 4403 SCOPE_MISSING']);
    expect(seen).toEqual([]);
  });

  test('is 4503 where the keys cannot be fetched', async () => {
    const { gateway, seen } = chat();
    const options = { issuers: [unreachable], fetch: down } as object;
    const { issuer, ...app } = opened(await startWs([gateway], { options }));
    const client = opened(app.connect({ token: issuer.token() }));
    expect(await client.closed()).toEqual(['open', 'close 4503 KEYS_UNAVAILABLE']);
    expect(seen).toEqual([]);
  });
});
