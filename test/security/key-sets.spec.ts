import { Controller, Get, Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IssuerOptions, JwksOptions } from '../../src/jwt-policy/options/index.js';
import type { KeySetState, Verdict } from '../../src/jwt-policy/index.js';
import { JwtPolicyService } from '../../src/jwt-policy/index.js';
import { closeAfterAll, closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { JwksServer } from '../support/jwks-server.js';
import type { TestApp } from '../support/test-app.js';
import { generateKey, TestIssuer } from '../support/test-issuer.js';
import { TimedTestClock } from '../support/timed-test-clock.js';
import { until } from '../support/until.js';
import { startApp } from './token-cache.js';

// The rows of "Key sets over time" in the security rules, each by its name: by count and by outcome.

@Controller()
class AnyController {
  @Get('any')
  any(): string {
    return 'any';
  }
}

const opened = closeAfterEach();
const HOUR = 3600;
let clock: TimedTestClock;
let issuer: TestIssuer;
let server: JwksServer;
let warnings: string[];

beforeEach(async () => {
  clock = new TimedTestClock();
  issuer = new TestIssuer('https://id.test', clock);
  server = opened(await JwksServer.start(issuer.key));
  warnings = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void warnings.push(String(message)));
});
afterEach(() => void jest.restoreAllMocks());

async function start(jwks: JwksOptions = {}, more: readonly IssuerOptions[] = []): Promise<TestApp> {
  const first = { issuer: 'https://id.test', audience: 'orders', jwksUri: server.url, jwks };
  const app = opened(
    await startApp({ controllers: [AnyController], options: { clock, issuers: [first, ...more] } }),
  );
  // The set that is fetched at start, or its failure, is there before the test goes on.
  await app.call('/any', issuer.token());
  return app;
}

const statuses = async (calls: readonly Promise<Response>[]): Promise<Record<number, number>> => {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(calls)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

const unknownKid = (index = 0): string => issuer.token({ header: { kid: `unknown-${index}` } });

test('200 first requests at once cause exactly one fetch', async () => {
  const options = {
    clock,
    issuers: [{ issuer: 'https://id.test', audience: 'orders', jwksUri: server.url }],
  };
  const app = opened(await startApp({ controllers: [AnyController], options }));
  const token = issuer.token();
  expect(await statuses(Array.from({ length: 200 }, () => app.call('/any', token)))).toEqual({ 200: 200 });
  expect(server.fetches).toBe(1);
});

test.each([
  ['only the media type of key sets', 'application/jwk-set+json'],
  ['only the media type of JSON', 'application/json'],
])('a key set is had from a server that has %s and answers 406 otherwise', async (_what, type) => {
  server.handle(({ headers: { accept = '' } }, response) => {
    const isAskedFor = accept.split(/, */).includes(type);
    response.writeHead(isAskedFor ? 200 : 406, { 'content-type': type });
    response.end(isAskedFor ? JSON.stringify({ keys: [issuer.key.jwk] }) : '');
  });
  const app = await start();
  expect((await app.call('/any', issuer.token())).status).toBe(200);
});

test('a discovery document is asked for as JSON alone, and the key set that it names as a key set too', async () => {
  const asked: [url: string | undefined, accept: string | undefined][] = [];
  server.handle(({ url, headers }, response) => {
    asked.push([url, headers.accept]);
    const isDiscovery = url !== '/jwks';
    const document = isDiscovery
      ? { issuer: server.origin, jwks_uri: server.url }
      : { keys: [issuer.key.jwk] };
    response.writeHead(200).end(JSON.stringify(document));
  });
  const local = new TestIssuer(server.origin, clock);
  const app = opened(
    await startApp({
      controllers: [AnyController],
      options: { clock, issuers: [{ issuer: server.origin, audience: 'orders' }] },
    }),
  );
  expect((await app.call('/any', local.token())).status).toBe(200);
  expect(asked).toEqual([
    ['/.well-known/openid-configuration', 'application/json'],
    ['/jwks', 'application/json, application/jwk-set+json'],
  ]);
});

test('1,000 unknown kids cause at most one more fetch per cooldown, and good tokens keep passing', async () => {
  const app = await start();
  const service = app.app.get(JwtPolicyService);
  const tokens = Array.from({ length: 1000 }, (_, index) => unknownKid(index));
  const flood = (): Promise<Verdict[]> => Promise.all(tokens.map((token) => service.decide(token)));
  const [verdicts, good] = await Promise.all([
    flood(),
    statuses(Array.from({ length: 50 }, () => app.call('/any', issuer.token()))),
  ]);
  expect(good).toEqual({ 200: 50 });
  expect(new Set(verdicts.map((verdict) => !verdict.granted && verdict.refusal.code))).toEqual(
    new Set(['KEY_UNKNOWN']),
  );
  expect(server.fetches).toBe(1);
  clock.advance(30);
  await flood();
  await flood();
  expect(server.fetches).toBe(2);
});

test('a known key is answered while a fetch for an unknown kid hangs', async () => {
  const app = await start();
  clock.advance(30);
  let release = (): void => undefined;
  server.handle((_request, response) => (release = () => response.end('{}')));
  const waiting = app.call('/any', unknownKid());
  expect((await app.call('/any', issuer.token())).status).toBe(200);
  await until(() => server.fetches === 2);
  release();
  await expectRefused(await waiting, 'KEYS_UNAVAILABLE', 'temporarily_unavailable');
});

test('a real rotation during such a flood is accepted within one cooldown, at its first call', async () => {
  const app = await start();
  const next = generateKey('key-2');
  server.serve(issuer.key, next);
  await expectRefused(await app.call('/any', issuer.token({ key: next })), 'KEY_UNKNOWN', 'invalid_token');
  for (let second = 0; second < 30; second += 1) {
    await app.call('/any', unknownKid(second));
    clock.advance(1);
  }
  expect((await app.call('/any', issuer.token({ key: next }))).status).toBe(200);
  expect(server.fetches).toBe(2);
});

describe('endpoint down after a good set', () => {
  test('the last good set serves for maxStale after its time to live, with a warning, and then no longer', async () => {
    const app = await start();
    const token = (): string => issuer.token();
    server.answer(500, 'down');
    clock.advance(2 * HOUR - 1);
    expect((await app.call('/any', token())).status).toBe(200);
    await until(() => warnings.some((line) => line.includes('could not be fetched')));
    expect(warnings.join()).toContain('status 500, not 200. The last good set stays in use');
    clock.advance(1);
    await expectRefused(await app.call('/any', token()), 'KEYS_UNAVAILABLE', 'temporarily_unavailable');
  });

  test('retries back off: not every call causes one', async () => {
    const app = await start();
    server.answer(500, 'down');
    clock.advance(HOUR);
    for (let call = 0; call < 20; call += 1)
      expect((await app.call('/any', issuer.token())).status).toBe(200);
    expect(server.fetches).toBe(2);
    clock.advance(60);
    await app.call('/any', issuer.token());
    await until(() => server.fetches === 3);
  });

  test('its state tells: ready, stale with the last error, ready again', async () => {
    const app = await start();
    const state = (): unknown => app.app.get(JwtPolicyService).keySets()[0];
    expect(state()).toEqual({
      url: server.url,
      nextFetchSeconds: expect.any(Number),
      issuer: 'https://id.test',
      source: 'jwks',
      status: 'ready',
      kids: ['key-1'],
      ageSeconds: 0,
    });
    server.answer(500, 'down');
    clock.advance(HOUR + 5);
    await app.call('/any', issuer.token());
    await until(() => warnings.length > 0);
    expect(state()).toMatchObject({
      status: 'stale',
      ageSeconds: HOUR + 5,
      lastError: 'the answer has status 500, not 200',
    });
    server.serve(issuer.key);
    clock.advance(60);
    await app.call('/any', unknownKid());
    expect(state()).toMatchObject({ status: 'ready', ageSeconds: 0 });
  });
});

describe('endpoint down and no set', () => {
  test('503 with Retry-After, and good again within 15 s of its return', async () => {
    server.answer(500, 'down');
    const app = await start();
    const outcomes: number[] = [];
    for (let second = 0; second < 120; second += 1) {
      outcomes.push((await app.call('/any', issuer.token())).status);
      clock.advance(1);
    }
    expect(new Set(outcomes)).toEqual(new Set([503]));
    expect(server.fetches).toBeLessThan(30);
    // The endpoint comes back just after a try: the next one is due in up to 15 s.
    const state = (): KeySetState | undefined => app.app.get(JwtPolicyService).keySets()[0];
    await until(() => state()?.nextFetchSeconds !== 0);
    server.serve(issuer.key);
    await expectRefused(
      await app.call('/any', issuer.token()),
      'KEYS_UNAVAILABLE',
      'temporarily_unavailable',
    );
    clock.advance(15);
    expect((await app.call('/any', issuer.token())).status).toBe(200);
  });

  test('a refused connection is 503 as well', async () => {
    const jwksUri = server.url;
    await server.close();
    const options = { clock, issuers: [{ issuer: 'https://id.test', audience: 'orders', jwksUri }] };
    const app = opened(await startApp({ controllers: [AnyController], options }));
    await expectRefused(
      await app.call('/any', issuer.token()),
      'KEYS_UNAVAILABLE',
      'temporarily_unavailable',
    );
    expect(warnings.join()).toContain(
      'ECONNREFUSED. Until it can be fetched, calls that need a key of this set are answered with 503.',
    );
  });

  test('an endpoint that never answers, stalls or drips ends at the deadline: nobody hangs', async () => {
    const behaviours: Parameters<JwksServer['handle']>[0][] = [
      () => undefined,
      (_request, response) => void response.writeHead(200).write('{"keys":['),
      (_request, response) => {
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(drip));
      },
    ];
    for (const behaviour of behaviours) {
      server.handle(behaviour);
      const app = await start({ timeoutMs: 100 });
      await expectRefused(
        await app.call('/any', issuer.token()),
        'KEYS_UNAVAILABLE',
        'temporarily_unavailable',
      );
      expect(warnings.join()).toContain('it took longer than 100 ms');
    }
  });

  test('at most 1,000 calls wait for the first set, the rest get 503 at once', async () => {
    let release = (): void => undefined;
    const body = JSON.stringify({ keys: [issuer.key.jwk] });
    server.handle((_request, response) => (release = () => response.end(body)));
    const options = {
      clock,
      // The calls are made within the deadline of the fetch, however busy the machine is.
      issuers: [
        {
          issuer: 'https://id.test',
          audience: 'orders',
          jwksUri: server.url,
          jwks: { timeoutMs: 60_000 },
        },
      ],
    };
    const token = issuer.token();
    const app = opened(await startApp({ controllers: [AnyController], options }));
    const service = app.app.get(JwtPolicyService);
    const verdicts = Array.from({ length: 1200 }, () => service.decide(token));
    const early = await verdicts[1100];
    expect(early).toMatchObject({ granted: false, refusal: { code: 'KEYS_UNAVAILABLE' } });
    await until(() => server.fetches > 0);
    release();
    const settled = await Promise.all(verdicts);
    expect(settled.filter(({ granted }) => granted)).toHaveLength(1000);
  });
});

describe('a bad answer is a failed refresh, and the old set stays', () => {
  const shared = closeAfterAll();
  const sharedClock = new TimedTestClock();
  const signer = new TestIssuer('https://id.test', sharedClock);
  let endpoint: JwksServer;
  let app: TestApp;

  beforeAll(async () => {
    endpoint = shared(await JwksServer.start(signer.key));
    const first = {
      issuer: 'https://id.test',
      audience: 'orders',
      jwksUri: endpoint.url,
      jwks: { timeoutMs: 2000 },
    };
    const options = { clock: sharedClock, issuers: [first] };
    app = shared(await startApp({ controllers: [AnyController], options }));
  });

  beforeEach(async () => {
    // The set of the row before is too old by now, so the first call waits for a new one, which is good.
    endpoint.serve(signer.key);
    sharedClock.advance(3 * HOUR);
    expect((await app.call('/any', signer.token())).status).toBe(200);
    warnings = [];
  });

  test.each<[string, number, string, Record<string, string>]>([
    ['500', 500, 'down', {}],
    ['HTML', 200, '<html>login</html>', { 'content-type': 'text/html' }],
    ['null', 200, 'null', {}],
    ['{}', 200, '{}', {}],
    ['{"keys":"x"}', 200, '{"keys":"x"}', {}],
    ['{"keys":[]}', 200, '{"keys":[]}', {}],
    ['{"keys":[null]}', 200, '{"keys":[null,7,"x",[],{}]}', {}],
    ['204', 204, '', {}],
    ['206', 206, '{"keys":[]}', {}],
    ['a redirect', 302, '', { location: '/elsewhere' }],
    ['101 keys', 200, JSON.stringify({ keys: Array.from({ length: 101 }, () => ({ kty: 'RSA' })) }), {}],
    ['cut JSON', 200, '{"keys":[{', {}],
    ['invalid UTF-8', 200, Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1'), {}],
    ['a cut body', 200, '{"keys":[', { 'content-length': '500' }],
    ['a bomb of 50 MB', 200, `{"keys":"${'x'.repeat(50_000_000)}"}`, {}],
  ])('%s', async (_name, status, body, headers) => {
    if (headers['content-length'] === undefined) endpoint.answer(status, body, headers);
    else
      endpoint.handle((_request, response) =>
        response.writeHead(status, headers).write(body, () => response.destroy()),
      );
    sharedClock.advance(HOUR);
    await app.call('/any', signer.token({ header: { kid: 'unknown' } }));
    expect(warnings.join()).toContain('could not be fetched');
    expect((await app.call('/any', signer.token())).status).toBe(200);
    expect(endpoint.hits['/elsewhere']).toBeUndefined();
  });
});

test('broken members of a key set are skipped with a warning, the good keys work', async () => {
  const { n, e } = issuer.key.jwk as { n: string; e: string };
  const bad: object[] = [
    { kty: 'oct', kid: 'o', k: 'c2VjcmV0' },
    { ...issuer.key.privateKey.export({ format: 'jwk' }), kid: 'private' },
    { kty: 'RSA', kid: 'use', n, e, use: 'tls' },
    { kty: 'RSA', kid: 'ops', n, e, key_ops: ['sign'] },
    { kty: 'RSA', kid: 'alg', n, e, alg: 'ES256' },
    { kty: 'RSA', kid: 'short', n: n.slice(0, 170), e },
    { kty: 'RSA', kid: 'even', n, e: 'Ag' },
    { kty: 'EC', kid: 'curve', crv: 'secp256k1', x: 'AA', y: 'AA' },
    { kty: 'EC', kid: 'off', crv: 'P-256', x: 'AA', y: 'AA' },
    { kty: 'RSA', kid: ['list'], n, e },
  ];
  server.serve(...bad.map((jwk) => ({ jwk })), issuer.key);
  const app = await start();
  expect((await app.call('/any', issuer.token())).status).toBe(200);
  expect(warnings.filter((line) => line.includes('is not used'))).toHaveLength(bad.length);
  expect(app.app.get(JwtPolicyService).keySets()[0]?.kids).toEqual(['key-1']);
  clock.advance(HOUR);
  await app.call('/any', unknownKid());
  expect(server.fetches).toBe(2);
  expect(warnings.filter((line) => line.includes('is not used'))).toHaveLength(bad.length);
});

describe('a key set as issuers serve it', () => {
  const other = generateKey('key-1');

  test.each<[string, (jwk: object) => readonly object[]]>([
    ['lists the key twice', (jwk) => [jwk, jwk]],
    ['lists the key with its alg and without', (jwk) => [{ ...jwk, alg: undefined }, jwk]],
    ['lists the key under another kid too', (jwk) => [jwk, { ...jwk, kid: 'copy' }]],
    [
      'has null for every private member',
      (jwk) => [{ ...jwk, d: null, p: null, q: null, oth: null, k: null }],
    ],
    ['has null for use, alg and key_ops', (jwk) => [{ ...jwk, use: null, alg: null, key_ops: null }]],
    ['has a key whose kid is null beside it', (jwk) => [{ ...other.jwk, kid: null }, jwk]],
    [
      'has a key for encryption beside it',
      (jwk) => [{ ...other.jwk, kid: 'enc', use: 'enc', alg: 'RSA-OAEP' }, jwk],
    ],
    ['has a key of another type under the same kid', (jwk) => [generateKey('key-1', 'ES256').jwk, jwk]],
  ])('works without a warning when it %s', async (_what, members) => {
    server.serve(...members(issuer.key.jwk).map((jwk) => ({ jwk })));
    const app = await start();
    expect((await app.call('/any', issuer.token())).status).toBe(200);
    clock.advance(HOUR);
    await app.call('/any', unknownKid());
    expect((await app.call('/any', issuer.token())).status).toBe(200);
    expect(server.fetches).toBe(2);
    expect(warnings.filter((line) => line.startsWith('Key set of'))).toEqual([]);
  });

  test.each<[string, (jwk: object) => readonly (readonly object[])[]]>([
    ['two different keys', (jwk) => [[jwk, other.jwk]]],
    ['two different keys, one of them twice', (jwk) => [[jwk, other.jwk, jwk]]],
    ['two different keys, one without alg', (jwk) => [[{ ...other.jwk, alg: null }, jwk]]],
    ['different keys at two URLs', (jwk) => [[jwk], [other.jwk]]],
  ])('uses neither and warns once that one kid has %s', async (_what, sets) => {
    const documents = sets(issuer.key.jwk);
    server.handle(({ url = '' }, response) => {
      const keys = documents[Number(url.slice(1))];
      response.writeHead(200).end(JSON.stringify({ keys }));
    });
    const jwksUri = documents.map((_document, index) => `${server.origin}/${index}`);
    const app = opened(
      await startApp({
        controllers: [AnyController],
        options: { clock, issuers: [{ issuer: 'https://id.test', audience: 'orders', jwksUri }] },
      }),
    );
    const isOpen = (): boolean =>
      app.app
        .get(JwtPolicyService)
        .keySets()
        .every(({ status }) => status === 'ready');
    await until(isOpen);
    for (const key of [issuer.key, other])
      await expectRefused(await app.call('/any', issuer.token({ key })), 'KEY_UNKNOWN', 'invalid_token');
    clock.advance(HOUR);
    await app.call('/any', unknownKid());
    await until(() => Object.values(server.hits).every((count) => count === 2));
    expect(warnings.filter((line) => line.includes('different keys'))).toEqual([
      expect.stringContaining('different keys have the kid "key-1", so tokens with this kid are refused'),
    ]);
  });
});

test('a withdrawn key stops working at the next refresh', async () => {
  const old = generateKey('old');
  server.serve(issuer.key, old);
  const app = await start();
  const token = issuer.token({ key: old, claims: { exp: clock.seconds + 10 * HOUR } });
  expect((await app.call('/any', token)).status).toBe(200);
  server.serve(issuer.key);
  clock.advance(HOUR);
  // Until the new set is in, calls are answered from the old one.
  await app.call('/any', token);
  await until(() => server.fetches === 2);
  await app.call('/any', unknownKid());
  await expectRefused(await app.call('/any', token), 'KEY_UNKNOWN', 'invalid_token');
});

describe('http:// URL', () => {
  const startWith = (jwksUri: string, jwks: JwksOptions = {}): Promise<TestApp> =>
    startApp({
      controllers: [AnyController],
      options: { clock, issuers: [{ issuer: 'https://id.test', audience: 'orders', jwksUri, jwks }] },
    });

  test.each([
    'http://id.test/jwks',
    'http://127.0.0.1.evil.test/jwks',
    'http://localhost.evil.test/',
    'ftp://id.test',
    'file:///etc/passwd',
    'jwks',
    'https://user:secret@id.test/jwks',
  ])('%s stops the start', async (jwksUri) => {
    await expect(startWith(jwksUri)).rejects.toThrow('issuers[0].jwksUri');
  });

  test('is accepted where dangerouslyAllowInsecureHttp says so, and that is spoken aloud', async () => {
    server.handle((_request, response) => response.end());
    opened(await startWith('http://id.invalid/jwks', { dangerouslyAllowInsecureHttp: true, timeoutMs: 100 }));
    expect(warnings.join()).toContain('fetches keys over plain http');
  });
});

test('one of several issuers down does not affect the others', async () => {
  const down = opened(await JwksServer.start());
  down.handle(() => undefined);
  const other = {
    issuer: 'https://down.test',
    audience: 'orders',
    jwksUri: down.url,
    jwks: { timeoutMs: 100 },
  };
  const app = await start({}, [other]);
  const lost = app.call('/any', new TestIssuer('https://down.test', clock).token());
  expect((await app.call('/any', issuer.token())).status).toBe(200);
  await expectRefused(await lost, 'KEYS_UNAVAILABLE', 'temporarily_unavailable');
});

test("another issuer's key never counts, even under the same kid", async () => {
  const other = new TestIssuer('https://other.test', clock, generateKey('key-1'));
  const otherServer = opened(await JwksServer.start(other.key));
  const app = await start({}, [{ issuer: other.issuer, audience: 'orders', jwksUri: otherServer.url }]);
  expect((await app.call('/any', other.token())).status).toBe(200);
  const forged = other.token({ claims: { iss: 'https://id.test' } });
  await expectRefused(await app.call('/any', forged), 'SIGNATURE_INVALID', 'invalid_token');
});

describe('discovery', () => {
  const discover = async (document: (origin: string) => unknown, issuerPath = ''): Promise<TestApp> => {
    const body = JSON.stringify({ keys: [issuer.key.jwk] });
    server.handle((request, response) => {
      const isJwks = request.url === '/jwks';
      response.end(isJwks ? body : JSON.stringify(document(server.origin)));
    });
    const name = server.origin + issuerPath;
    issuer = new TestIssuer(name, clock);
    return opened(
      await startApp({
        controllers: [AnyController],
        options: { clock, issuers: [{ issuer: name, audience: 'orders' }] },
      }),
    );
  };

  test.each(['', '/', '/pool'])('finds the key set of an issuer that ends in %j', async (path) => {
    const app = await discover((origin) => ({ issuer: origin + path, jwks_uri: `${origin}/jwks` }), path);
    expect((await app.call('/any', issuer.token())).status).toBe(200);
    expect(server.hits[`${path === '/' ? '' : path}/.well-known/openid-configuration`]).toBe(1);
  });

  test.each<[string, (origin: string) => unknown]>([
    ['of another issuer', (origin) => ({ issuer: `${origin}/`, jwks_uri: `${origin}/jwks` })],
    ['without issuer', (origin) => ({ jwks_uri: `${origin}/jwks` })],
    ['without jwks_uri', (origin) => ({ issuer: origin })],
    ['with a list as jwks_uri', (origin) => ({ issuer: origin, jwks_uri: [`${origin}/jwks`] })],
    [
      'with jwks_uri over plain http elsewhere',
      (origin) => ({ issuer: origin, jwks_uri: 'http://id.invalid/jwks' }),
    ],
    ['with a file as jwks_uri', (origin) => ({ issuer: origin, jwks_uri: 'file:///etc/passwd' })],
    ['that is an array', () => []],
    ['that is null', () => null],
  ])('refuses a document %s: 503, no key set is fetched', async (_name, document) => {
    const app = await discover(document);
    await expectRefused(
      await app.call('/any', issuer.token()),
      'KEYS_UNAVAILABLE',
      'temporarily_unavailable',
    );
    expect(server.fetches).toBe(0);
  });
});
