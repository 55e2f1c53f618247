import { Logger } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { ResponseStyle } from '../../src/jwt-policy/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import { RequireScope } from '../../src/jwt-policy/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { HTTP_ADAPTERS, type GatewayAppParts } from './gateway-app.js';
import { connectRaw, message } from './raw-ws-client.js';
import { chat, startWs, type WsApp } from './ws-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

type Started = WsApp & { readonly seen: string[] };

async function start(gatewayOptions: object = {}, parts: Partial<GatewayAppParts> = {}): Promise<Started> {
  const { gateway, seen } = chat(0, gatewayOptions);
  const app = await startWs([gateway], { transport: { refuseWith: 'http' }, ...parts });
  return { ...opened(app), seen };
}

const withStyle = (responses: ResponseStyle): Partial<GatewayAppParts> => ({
  options: { policies: [{ name: 'all', issuers: [issuerOptions], responses }] },
});

/** Everything that an answer to a handshake is made of, but the line of the date. */
async function answerTo({ port }: WsApp, ...lines: string[]): Promise<string> {
  return opened(connectRaw(port, lines)).closed();
}

describe.each(HTTP_ADAPTERS)('over %s', (http) => {
  test('a handshake without a token is answered with 401, a challenge and a body', async () => {
    const app = await start({}, { http });
    const body =
      '{"statusCode":401,"code":"TOKEN_MISSING","error":"unauthorized","message":"A bearer token is required."}';
    expect(await answerTo(app)).toBe(
      [
        'HTTP/1.1 401 Unauthorized',
        'Connection: close',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'WWW-Authenticate: Bearer',
        '',
        body,
      ].join('\r\n'),
    );
    expect(app.seen).toEqual([]);
  });

  test('a good handshake is connected, and what came with it is handled', async () => {
    const app = await start({}, { http });
    const token = app.issuer.token({ claims: { sub: 'ann' } });
    const client = opened(connectRaw(app.port, [`Authorization: Bearer ${token}`], [message('join', 1)]));
    await client.hears('"joined"');
    expect(app.seen).toEqual(['connected ann /', 'join 1']);
  });
});

test('a handshake is decided once, and its token ends the connection', async () => {
  const app = await start();
  const client = opened(app.connect({ token: app.issuer.token() }));
  await client.hears(1);
  expect(app.decisions).toHaveLength(1);
  app.clock.advance(3660);
  expect(await client.closed()).toEqual(['open', 'close 4401 TOKEN_EXPIRED']);
});

test.each<[number, string, string]>([
  [400, 'TOKEN_AMBIGUOUS', '/?access_token=x'],
  [401, 'TOKEN_EXPIRED', '/'],
])('is %d for %s', async (status, code, url) => {
  const app = await start();
  const exp = code === 'TOKEN_EXPIRED' ? app.clock.seconds - 100 : app.clock.seconds + 100;
  const client = opened(app.connect({ token: app.issuer.token({ claims: { exp } }), url }));
  expect(await client.closed()).toEqual([expect.stringMatching(`^http ${status} .*"code":"${code}"`)]);
});

test('a scope that lacks is named in the challenge', async () => {
  const { gateway, seen } = chat();
  RequireScope('chat')(gateway);
  const app = opened(await startWs([gateway], { transport: { refuseWith: 'http' } }));
  const answer = await answerTo(app, `Authorization: Bearer ${app.issuer.token()}`);
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(answer).toContain('WWW-Authenticate: Bearer error="insufficient_scope"');
  expect(answer).toContain('scope="chat"');
  expect(seen).toEqual([]);
});

test('keys that cannot be fetched are 503, with the time to try again', async () => {
  const issuers = [{ issuer: 'https://id.test', audience: 'orders', jwksUri: 'https://id.test/jwks' }];
  const fetch = async (): Promise<Response> => new Response('', { status: 500 });
  const app = await start({}, { options: { issuers, fetch } as object });
  const answer = await answerTo(app, `Authorization: Bearer ${app.issuer.token()}`);
  expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*Retry-After: \d+\r\n[^]*"KEYS_UNAVAILABLE"/);
});

describe('the style of the policy', () => {
  test('holds for the handshake', async () => {
    const app = await start({}, withStyle(muleSoftResponses));
    const answer = await answerTo(app);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\n\r\n\{"error":"JWT Token is required\."\}$/);
  });

  test('may answer with a text, of a type that it spells as it likes', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'X-Why': 'no token' };
    const app = await start({}, withStyle({ respond: () => ({ status: 418, headers, body: '<p>é</p>' }) }));
    const answer = await answerTo(app);
    expect(answer).toMatch(/^HTTP\/1\.1 418 /);
    expect(answer.match(/^content-type:.*$/gim)).toEqual(['Content-Type: text/html; charset=utf-8']);
    expect(answer).toContain('X-Why: no token\r\n');
    expect(answer).toContain('Content-Length: 9\r\n');
  });

  test('may leave a text without a type', async () => {
    const app = await start({}, withStyle({ respond: () => ({ status: 401, headers: {}, body: 'no' }) }));
    expect(await answerTo(app)).toMatch(/Content-Type: text\/plain\r\n[^]*\r\n\r\nno$/);
  });

  test('may leave the answer to RFC 6750', async () => {
    const app = await start({}, withStyle({ respond: () => undefined }));
    expect(await answerTo(app)).toMatch(/^HTTP\/1\.1 401 [^]*"code":"TOKEN_MISSING"/);
  });

  const circular: { self?: object } = {};
  circular.self = circular;

  test.each<[string, ResponseStyle]>([
    [
      'throws',
      {
        respond: () => {
          throw new Error('secret');
        },
      },
    ],
    ['returns a body that is no JSON', { respond: () => ({ status: 401, headers: {}, body: circular }) }],
    ['returns no headers', { respond: () => ({ status: 401, body: {} }) as never }],
  ])('that %s opens nothing, shows nothing, and the next client is served', async (_what, style) => {
    const app = await start({}, withStyle(style));
    const answer = await answerTo(app);
    expect(answer).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/);
    expect(answer).not.toContain('secret');
    expect(app.seen).toEqual([]);
    const client = opened(app.connect({ token: app.issuer.token() }));
    expect(await client.hears(1)).toEqual(['open']);
  });
});

describe("the application's own verifyClient", () => {
  type Info = { readonly origin: string; readonly req: { readonly url: string }; readonly secure: boolean };
  type Done = (isVerified: boolean, code?: number, text?: string) => void;
  const asked: string[] = [];
  const isGood = ({ origin, req, secure }: Info): boolean => {
    asked.push(`${origin} ${req.url} ${secure}`);
    return origin === 'https://shop.test';
  };
  const forms: [string, unknown, string][] = [
    ['synchronous', (info: Info) => isGood(info), 'http 401 Unauthorized'],
    [
      'asynchronous',
      (info: Info, done: Done) => setImmediate(() => done(isGood(info), 418, 'teapot')),
      'http 418 teapot',
    ],
    [
      'an asynchronous function',
      async (info: Info, done: Done) => done(isGood(info), 409, 'no'),
      'http 409 no',
    ],
  ];
  afterEach(() => void asked.splice(0));

  test.each(forms)(
    'that is %s is asked after the token, and may refuse',
    async (_form, verifyClient, refused) => {
      const app = await start({ verifyClient });
      const token = app.issuer.token();
      const good = opened(app.connect({ token, origin: 'https://shop.test' }));
      const other = opened(app.connect({ token, origin: 'https://other.test' }));
      const nobody = opened(app.connect({ origin: 'https://shop.test', url: '/?nobody' }));
      expect(await good.hears(1)).toEqual(['open']);
      expect(await other.closed()).toEqual([refused]);
      expect(await nobody.closed()).toEqual([expect.stringMatching('^http 401 .*TOKEN_MISSING')]);
      expect(asked.toSorted()).toEqual(['https://other.test / false', 'https://shop.test / false']);
      await good.close();
      expect(app.seen[0]).toBe('connected alice /');
      expect(app.seen.filter((line) => line.startsWith('connected'))).toHaveLength(1);
    },
  );

  test.each<[string, unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      'http 500 Internal Server Error',
    ],
    [
      'throws with two parameters',
      (_info: Info, _done: Done) => {
        throw new Error('broken');
      },
      'http 500 Internal Server Error',
    ],
    [
      'rejects',
      async (_info: Info, _done: Done) => {
        throw new Error('broken');
      },
      'http 500 Internal Server Error',
    ],
    [
      'throws after it has refused',
      (_info: Info, done: Done) => {
        done(false, 403, 'no');
        throw new Error('broken');
      },
      'http 403 no',
    ],
  ])('that %s refuses, is reported, and does not end the process', async (_what, verifyClient, refused) => {
    const warned: unknown[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warned.push(line));
    const app = await start({ verifyClient });
    const client = opened(app.connect({ token: app.issuer.token() }));
    expect(await client.closed()).toEqual([refused]);
    expect(app.seen).toEqual([]);
    expect(warned).toContain('A handshake could not be answered: Error: broken');
  });

  test('stays in force where connections are closed', async () => {
    const app = await start({ verifyClient: isGood }, { transport: { refuseWith: 'close' } });
    const token = app.issuer.token();
    const other = opened(app.connect({ token, origin: 'https://other.test' }));
    expect(await other.closed()).toEqual(['http 401 Unauthorized']);
  });
});

test('an adapter that does not ask verifyClient opens nothing: its clients are closed', async () => {
  class Unasking extends WsAdapter {
    override create(
      port: number,
      { verifyClient: _verifyClient, ...options }: Record<string, never> = {},
    ): never {
      return super.create(port, options) as never;
    }
  }
  const app = await start({}, { configure: (nest) => void nest.useWebSocketAdapter(new Unasking(nest)) });
  const nobody = opened(app.connect());
  expect(await nobody.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
  expect(app.seen).toEqual([]);
  const good = opened(app.connect({ token: app.issuer.token() }));
  await good.hears(1);
  good.send('join', 1);
  await good.hears(2);
  expect(app.seen).toEqual(['connected alice /', 'join 1']);
});
