import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'socket.io';
import { Claims, RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterAll, closeAfterEach } from '../support/closing.js';
import { generateKey } from '../support/test-issuer.js';
import { HTTP_ADAPTERS, startGateways, type GatewayApp } from './gateway-app.js';
import { connectIo, refusalOf, type IoOptions } from './socket-io-clients.js';

const opened = closeAfterEach();
const kept = closeAfterAll();

const entered: unknown[] = [];
beforeEach(() => void entered.splice(0));

@WebSocketGateway()
class ChatGateway {
  handleConnection(client: Socket): void {
    entered.push(policyOf(client)?.claims['sub']);
  }

  handleDisconnect(client: Socket): void {
    if (policyOf(client) === undefined) entered.push('a refused client has left');
  }

  @SubscribeMessage('join')
  join(@MessageBody() room: string, @Claims('sub') sub: string, @ConnectedSocket() _client: Socket): unknown {
    return { room, sub };
  }

  @RequireScope('chat/write')
  @SubscribeMessage('say')
  say(): string {
    return 'said';
  }
}

const SCOPE_MISSING = {
  status: 'error',
  code: 'SCOPE_MISSING',
  statusCode: 403,
  message: 'The token lacks a scope that is required here.',
};
const MISSING = {
  status: 'error',
  code: 'TOKEN_MISSING',
  statusCode: 401,
  message: 'A bearer token is required.',
};

/** The token, and another one that is as good. */
type Tokens = readonly [string, string];
type Places = (tokens: Tokens) => IoOptions;

const MALFORMED = ['AUTHORIZATION_MALFORMED', 400] as const;
const AMBIGUOUS = ['TOKEN_AMBIGUOUS', 400] as const;

const GRANTED: readonly (readonly [string, Places])[] = [
  ['in auth', ([token]) => ({ auth: { token } })],
  ['in auth, with its scheme', ([token]) => ({ auth: { token: `Bearer ${token}` } })],
  ['in auth, with its scheme in small letters', ([token]) => ({ auth: { token: `bearer ${token}` } })],
  ['in auth that a function brings', ([token]) => ({ auth: (give) => give({ token }) })],
  ['in auth, beside other members', ([token]) => ({ auth: { token, pid: 7, offset: {} } })],
  ['in the header', ([token]) => ({ extraHeaders: { authorization: `Bearer ${token}` } })],
  [
    'in the header and in auth, the same twice',
    ([token]) => ({ extraHeaders: { authorization: `Bearer ${token}` }, auth: { token } }),
  ],
];

const REFUSED: readonly (readonly [string, Places, readonly [string, number]])[] = [
  ['without auth', () => ({}), ['TOKEN_MISSING', 401]],
  ['with auth that has none', () => ({ auth: { user: 'ann' } }), ['TOKEN_MISSING', 401]],
  ['with null', () => ({ auth: { token: null } }), ['TOKEN_MISSING', 401]],
  ['with an empty text', () => ({ auth: { token: '' } }), MALFORMED],
  ['with the scheme alone', () => ({ auth: { token: 'Bearer' } }), MALFORMED],
  ['with a number', () => ({ auth: { token: 42 } }), MALFORMED],
  ['with a list of the token', ([token]) => ({ auth: { token: [token] } }), MALFORMED],
  ['with an object', ([token]) => ({ auth: { token: { token } } }), MALFORMED],
  ['with bytes', ([token]) => ({ auth: { token: Buffer.from(token) } }), MALFORMED],
  ['with two in one text', ([one, two]) => ({ auth: { token: `${one},${two}` } }), MALFORMED],
  [
    'with another one in the header',
    ([one, two]) => ({ extraHeaders: { authorization: `Bearer ${one}` }, auth: { token: two } }),
    AMBIGUOUS,
  ],
  [
    'with what is no text beside a good header',
    ([one]) => ({ extraHeaders: { authorization: `Bearer ${one}` }, auth: { token: 42 } }),
    AMBIGUOUS,
  ],
  ['in the query', ([one]) => ({ query: { access_token: one } }), MALFORMED],
  ['in the query, under a name of no option', ([one]) => ({ query: { token: one } }), ['TOKEN_MISSING', 401]],
  [
    'with a changed signature',
    ([one]) => ({ auth: { token: `${one.slice(0, -9)}AAAAAAAAA` } }),
    ['SIGNATURE_INVALID', 401],
  ],
  ['with garbage', () => ({ auth: { token: 'a.b.c' } }), ['TOKEN_MALFORMED', 401]],
];

describe.each(HTTP_ADAPTERS)('over %s', (http) => {
  let app: GatewayApp;
  let url: string;
  let tokens: Tokens;
  beforeAll(async () => {
    app = kept(await startGateways({ adapter: 'socket.io', http, providers: [ChatGateway] }));
    url = `http://127.0.0.1:${app.port}`;
    tokens = [
      app.issuer.token({ claims: { sub: 'ann', scope: 'chat/read' } }),
      app.issuer.token({ claims: { sub: 'bob' } }),
    ];
  });

  describe.each(['websocket', 'polling'])('and %s, a token', (transport) => {
    test.each(GRANTED)('%s lets a client in', async (_name, places) => {
      const client = opened(connectIo(url, { transports: [transport], ...places(tokens) }));
      expect(await client.ask('join', 'hall')).toEqual({ room: 'hall', sub: 'ann' });
      expect(client.heard).toEqual(['connect']);
      expect(entered).toEqual(['ann']);
    });

    test.each(REFUSED)(
      '%s keeps a client out of every handler',
      async (_name, places, [code, statusCode]) => {
        const client = opened(connectIo(url, { transports: [transport], ...places(tokens) }));
        expect(refusalOf(await client.answered())).toMatchObject({
          data: { status: 'error', code, statusCode },
        });
        expect(entered).toEqual([]);
        expect(client.heard).toHaveLength(1);
        for (const token of tokens) expect(client.heard.join()).not.toContain(token.slice(0, 40));
      },
    );
  });

  test('a refused client gets the message and the refusal as data, and nothing else', async () => {
    const client = opened(connectIo(url));
    expect(refusalOf(await client.answered())).toEqual({ message: MISSING.message, data: MISSING });
  });

  test('each message has its own demands', async () => {
    const client = opened(connectIo(url, { auth: { token: tokens[0] } }));
    expect(await client.ask('say', tokens[0])).toEqual(SCOPE_MISSING);
    expect(await client.ask('join', 'hall')).toEqual({ room: 'hall', sub: 'ann' });
    expect(client.heard).toEqual(['connect', `exception ${JSON.stringify(SCOPE_MISSING)}`]);
  });
});

describe('a token in the query', () => {
  const start = async (): Promise<GatewayApp> =>
    opened(
      await startGateways({
        adapter: 'socket.io',
        providers: [ChatGateway],
        transport: { token: { query: 'access_token' } },
      }),
    );

  test('lets a client in where the options name its parameter', async () => {
    const { port, issuer } = await start();
    const query = { access_token: issuer.token({ claims: { sub: 'ann' } }) };
    const client = opened(connectIo(`http://127.0.0.1:${port}`, { query }));
    expect(await client.answered()).toBe('connect');
    expect(entered).toEqual(['ann']);
  });

  test('is ambiguous beside another one in auth', async () => {
    const { port, issuer } = await start();
    const [one, two] = ['ann', 'bob'].map((sub) => issuer.token({ claims: { sub } }));
    const client = opened(
      connectIo(`http://127.0.0.1:${port}`, { query: { access_token: one }, auth: { token: two } }),
    );
    expect(refusalOf(await client.answered())).toMatchObject({ data: { code: 'TOKEN_AMBIGUOUS' } });
  });
});

test('a client whose key is unknown is refused, and can come back over the same connection with a good token', async () => {
  const { port, issuer } = opened(await startGateways({ adapter: 'socket.io', providers: [ChatGateway] }));
  let token = issuer.token({ key: generateKey('other') });
  const client = opened(connectIo(`http://127.0.0.1:${port}`, { auth: (give) => give({ token }) }));
  expect(refusalOf(await client.answered())).toMatchObject({
    data: { code: 'KEY_UNKNOWN', statusCode: 401 },
  });
  token = issuer.token({ claims: { sub: 'ann' } });
  client.socket.connect();
  await client.hears('connect');
  expect(await client.ask('join', 'hall')).toEqual({ room: 'hall', sub: 'ann' });
  expect(entered).toEqual(['ann']);
});
