import { Controller, Get, Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { JwtPolicyService, KeysMissingError, type KeySetState } from '../../src/jwt-policy/index.js';
import { type IssuerOptions, type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { RunningProcess } from '../support/child-process.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { JwksServer } from '../support/jwks-server.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { generateKey, TestIssuer, type TestKey } from '../support/test-issuer.js';
import { TimedTestClock } from '../support/timed-test-clock.js';
import { until } from '../support/until.js';

// The key engine on a clock with timers: what happens by itself, without a call that causes it.

@Controller()
class AnyController {
  @Get('any')
  any(): string {
    return 'any';
  }
}

const opened = closeAfterEach();
const HOUR = 3600;
/** Whatever chance says, the next fetch of a fresh set has begun by then, and the set is not stale yet. */
const REFRESH = 0.9 * HOUR;
const ISSUER = 'https://id.test';
const next = generateKey('key-2');

let clock: TimedTestClock;
let issuer: TestIssuer;
let server: JwksServer;
let warnings: string[];

beforeEach(async () => {
  clock = new TimedTestClock();
  issuer = new TestIssuer(ISSUER, clock);
  server = opened(await JwksServer.start(issuer.key));
  warnings = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void warnings.push(String(message)));
});
afterEach(() => void jest.restoreAllMocks());

interface EngineApp extends TestApp {
  keySets(): readonly KeySetState[];
  /** How many calls have come as far as the guard. */
  arrived(): number;
}

/** Starts an app whose key sets may still be under way. */
async function begin(
  issuerChanges: Partial<IssuerOptions> = {},
  options: Partial<Pick<JwtPolicyOptions, 'failFast'>> = {},
): Promise<EngineApp> {
  const issuers = [{ issuer: ISSUER, audience: 'orders', jwksUri: server.url, ...issuerChanges }];
  let arrived = 0;
  const count = (_request: unknown, _response: unknown, proceed: () => void): void => {
    arrived += 1;
    proceed();
  };
  const app = opened(
    await startApp({
      controllers: [AnyController],
      options: { ...options, clock, issuers },
      configure: (made) => void made.use(count),
    }),
  );
  const keySets = (): readonly KeySetState[] => app.app.get(JwtPolicyService).keySets();
  return { ...app, keySets, arrived: () => arrived };
}

/** Starts an app whose first fetches have ended, well or not. */
async function start(issuerChanges: Partial<IssuerOptions> = {}): Promise<EngineApp> {
  const app = await begin(issuerChanges);
  await until(() => app.keySets().every(({ nextFetchSeconds }) => nextFetchSeconds !== undefined));
  return app;
}

/** A token that lives longer than any test. */
function longToken(key?: TestKey): string {
  const claims = { exp: clock.seconds + 100 * HOUR };
  return key === undefined ? issuer.token({ claims }) : issuer.token({ claims, key });
}

/** Sends each token twice: the second time it is cached. */
async function statusesTwice({ call }: TestApp, ...tokens: readonly string[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const token of tokens.flatMap((one) => [one, one])) {
    // oxlint-disable-next-line no-await-in-loop -- the second one after the first
    statuses.push((await call('/any', token)).status);
  }
  return statuses;
}

const expectUnknown = async (app: TestApp, token: string): Promise<void> =>
  expectRefused(await app.call('/any', token), 'KEY_UNKNOWN', 'invalid_token');

const expectUndecided = async (app: TestApp, token: string): Promise<void> =>
  expectRefused(await app.call('/any', token), 'KEYS_UNAVAILABLE', 'temporarily_unavailable');

describe('the refresh in the background', () => {
  test('comes before the set is stale, without any call, again and again', async () => {
    const app = await start();
    for (let time = 2; time <= 5; time += 1) {
      clock.advance(REFRESH);
      // oxlint-disable-next-line no-await-in-loop -- one refresh after the other
      await until(() => app.keySets()[0]?.ageSeconds === 0);
      expect([server.fetches, clock.timers]).toEqual([time, 1]);
    }
    expect((await app.call('/any', longToken())).status).toBe(200);
    expect(server.fetches).toBe(5);
  });

  test('tells health checks when it will come', async () => {
    const app = await start();
    const { nextFetchSeconds = 0 } = app.keySets()[0] ?? {};
    expect(nextFetchSeconds).toBeGreaterThanOrEqual(0.8 * HOUR);
    expect(nextFetchSeconds).toBeLessThanOrEqual(REFRESH);
    clock.advance(nextFetchSeconds);
    expect(app.keySets()[0]?.nextFetchSeconds).toBe(0);
    await until(() => server.fetches === 2);
  });

  test('delays and fails no call when the endpoint is slow at the end of the time to live', async () => {
    const app = await start({ jwks: { timeoutMs: 60_000 } });
    const token = longToken();
    let release = (): void => undefined;
    const body = JSON.stringify({ keys: [issuer.key.jwk, next.jwk] });
    server.handle((_request, response) => (release = () => response.end(body)));
    clock.advance(REFRESH);
    await until(() => server.fetches === 2);
    clock.advance(HOUR - REFRESH);
    expect(app.keySets()[0]).toMatchObject({ status: 'stale', ageSeconds: HOUR });
    for (let second = 0; second < 20; second += 1) {
      clock.advance(1);
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await expect(statusesTwice(app, token, longToken())).resolves.toEqual([200, 200, 200, 200]);
    }
    expect(server.fetches).toBe(2);
    release();
    await until(() => app.keySets()[0]?.status === 'ready');
    await expect(statusesTwice(app, token, longToken(next))).resolves.toEqual([200, 200, 200, 200]);
  });

  test('delays and fails no call when the endpoint is dead, until the end of maxStale', async () => {
    const app = await start({ jwks: { maxStaleSeconds: HOUR } });
    const token = longToken();
    await server.close();
    for (const minute of [49, 54, 59, 61, 90, 119]) {
      clock.advance(minute * 60 - (app.keySets()[0]?.ageSeconds ?? 0));
      // oxlint-disable-next-line no-await-in-loop -- one minute after the other
      await expect(statusesTwice(app, token, longToken())).resolves.toEqual([200, 200, 200, 200]);
    }
    // Which error it is depends on whether the connection of the first fetch was still open.
    await until(() => warnings.some((line) => line.includes('The last good set stays in use')));
    clock.advance(60);
    // A cached token is worth no more than the set its key is in.
    await expectUndecided(app, token);
    await expectUndecided(app, longToken());
  });

  test('mends an outage by itself: the set is back before the next call', async () => {
    server.answer(500, 'down');
    const app = await start();
    await expectUndecided(app, issuer.token());
    server.serve(issuer.key);
    clock.advance(15);
    await until(() => app.keySets()[0]?.status === 'ready');
    const { fetches } = server;
    expect((await app.call('/any', issuer.token())).status).toBe(200);
    expect(server.fetches).toBe(fetches);
  });
});

describe('a withdrawn key', () => {
  test('takes its tokens along at the next background refresh, cached ones too', async () => {
    server.serve(issuer.key, next);
    const app = await start();
    const [kept, withdrawn] = [longToken(), longToken(next)];
    await expect(statusesTwice(app, kept, withdrawn)).resolves.toEqual([200, 200, 200, 200]);
    server.serve(issuer.key);
    clock.advance(REFRESH);
    await until(() => app.keySets()[0]?.ageSeconds === 0);
    await expectUnknown(app, withdrawn);
    await expectUnknown(app, withdrawn);
    await expectUnknown(app, longToken(next));
    await expect(statusesTwice(app, kept)).resolves.toEqual([200, 200]);
    expect(server.fetches).toBe(2);
  });

  test('takes its tokens along when another key has its kid now', async () => {
    const app = await start();
    const [before, impostor] = [longToken(), generateKey('key-1')];
    await expect(statusesTwice(app, before)).resolves.toEqual([200, 200]);
    server.serve(impostor);
    clock.advance(REFRESH);
    await until(() => app.keySets()[0]?.ageSeconds === 0);
    await expectRefused(await app.call('/any', before), 'SIGNATURE_INVALID', 'invalid_token');
    await expect(statusesTwice(app, longToken(impostor))).resolves.toEqual([200, 200]);
  });

  test('that comes back is good again', async () => {
    const app = await start();
    const token = longToken();
    await expect(statusesTwice(app, token)).resolves.toEqual([200, 200]);
    for (const [keys, status] of [[[next], 401] as const, [[next, issuer.key], 200] as const]) {
      server.serve(...keys);
      clock.advance(REFRESH);
      // oxlint-disable-next-line no-await-in-loop -- one refresh after the other
      await until(() => app.keySets()[0]?.ageSeconds === 0);
      // oxlint-disable-next-line no-await-in-loop -- one refresh after the other
      await expect(statusesTwice(app, token)).resolves.toEqual([status, status]);
    }
  });
});

describe('two jwksUri of one issuer', () => {
  let other: JwksServer;

  beforeEach(async () => (other = opened(await JwksServer.start(next))));

  const both = (): Partial<IssuerOptions> => ({
    jwksUri: [server.url, other.url],
    jwks: { timeoutMs: 60_000 },
  });

  test('with different sets: tokens of either are good, and each set is fetched once', async () => {
    const app = await start(both());
    await expect(statusesTwice(app, longToken(), longToken(next))).resolves.toEqual([200, 200, 200, 200]);
    await expectUnknown(app, issuer.token({ header: { kid: 'unknown' } }));
    expect([server.fetches, other.fetches]).toEqual([1, 1]);
    expect(app.keySets()).toMatchObject([
      { issuer: ISSUER, url: server.url, status: 'ready', kids: ['key-1'] },
      { issuer: ISSUER, url: other.url, status: 'ready', kids: ['key-2'] },
    ]);
  });

  test('one down at start: tokens of the other are good, a token whose key may be in it is not decided', async () => {
    await other.close();
    const app = await start(both());
    await expect(statusesTwice(app, longToken())).resolves.toEqual([200, 200]);
    await expectUndecided(app, longToken(next));
    await other.open();
    clock.advance(15);
    await until(() => app.keySets()[1]?.status === 'ready');
    await expect(statusesTwice(app, longToken(next))).resolves.toEqual([200, 200]);
  });

  test('one down later: both sets serve, each for its own maxStale', async () => {
    const app = await start(both());
    await other.close();
    clock.advance(REFRESH);
    await until(() => app.keySets()[0]?.ageSeconds === 0 && app.keySets()[1]?.lastError !== undefined);
    clock.advance(2 * HOUR - REFRESH - 1);
    await expect(statusesTwice(app, longToken(), longToken(next))).resolves.toEqual([200, 200, 200, 200]);
    await until(() => app.keySets()[0]?.ageSeconds === 0);
    clock.advance(1);
    await expect(statusesTwice(app, longToken())).resolves.toEqual([200, 200]);
    await expectUndecided(app, longToken(next));
  });

  test('one slow: tokens of the other are answered meanwhile, at the first fetch and at later ones', async () => {
    const releases: (() => void)[] = [];
    const body = JSON.stringify({ keys: [next.jwk] });
    other.handle((_request, response) => releases.push(() => response.end(body)));
    const app = await begin(both());
    await expect(statusesTwice(app, longToken())).resolves.toEqual([200, 200]);
    const waiting = app.call('/any', longToken(next));
    await until(() => releases.length === 1);
    releases[0]?.();
    expect((await waiting).status).toBe(200);
    clock.advance(REFRESH);
    await until(() => releases.length === 2 && app.keySets()[0]?.ageSeconds === 0);
    await expect(statusesTwice(app, longToken(), longToken(next))).resolves.toEqual([200, 200, 200, 200]);
  });

  test('a key that one withdraws is good as long as the other has it', async () => {
    other.serve(issuer.key);
    const app = await start(both());
    const token = longToken();
    await expect(statusesTwice(app, token)).resolves.toEqual([200, 200]);
    server.serve(next);
    clock.advance(REFRESH);
    await until(() => app.keySets().every(({ ageSeconds }) => ageSeconds === 0));
    await expect(statusesTwice(app, token)).resolves.toEqual([200, 200]);
    other.serve(next);
    clock.advance(REFRESH);
    await until(() => app.keySets().every(({ ageSeconds }) => ageSeconds === 0));
    await expectUnknown(app, token);
  });

  test('other keys under one kid: neither is used', async () => {
    other.serve(generateKey('key-1'));
    const app = await start(both());
    await expectUnknown(app, longToken());
  });

  test.each([
    ['the same URL twice', () => [server.url, server.url], 'names a URL twice.'],
    [
      'a URL that keys must not come from',
      () => [server.url, 'http://id.test/jwks'],
      'must be an https:// URL',
    ],
    ['nothing', () => [], 'must be a URL or a list of them.'],
  ])('a list with %s stops the start', async (_name, jwksUri, message) => {
    await expect(begin({ jwksUri: jwksUri() })).rejects.toThrow(`issuers[0].jwksUri: ${message}`);
    expect(server.fetches).toBe(0);
  });
});

describe('failFast', () => {
  test('lets the application start once the set is there', async () => {
    const app = await begin({}, { failFast: true });
    expect(app.keySets()[0]).toMatchObject({ status: 'ready', kids: ['key-1'] });
    expect(server.fetches).toBe(1);
  });

  test('stops the start with the set that is missing and why, and leaves nothing running', async () => {
    server.answer(500, 'down');
    const started = begin({}, { failFast: true });
    await expect(started).rejects.toThrow(KeysMissingError);
    await expect(started).rejects.toThrow(
      `JwtPolicyModule cannot start with failFast, key sets are missing:\n  - ${server.url}: the answer has status 500, not 200`,
    );
    expect(clock.timers).toBe(0);
  });

  test('names only the sets that are missing, one of several of an issuer too', async () => {
    const other = opened(await JwksServer.start(next));
    await other.close();
    const started = begin({ jwksUri: [server.url, other.url] }, { failFast: true });
    await expect(started).rejects.toThrow(`are missing:\n  - ${other.url}: ECONNREFUSED`);
    expect(clock.timers).toBe(0);
  });

  test('stops the start at the deadline when the endpoint hangs', async () => {
    const givenUp = server.hang();
    const started = begin({ jwks: { timeoutMs: 100 } }, { failFast: true });
    await expect(started).rejects.toThrow(`${server.url}: it took longer than 100 ms`);
    await Promise.all(givenUp);
  });

  test.each([[false], [undefined]])(
    '%p lets the application start while the endpoint hangs',
    async (failFast) => {
      void server.hang();
      const app = await begin({ jwks: { timeoutMs: 100 } }, failFast === undefined ? {} : { failFast });
      expect(app.keySets()[0]).toMatchObject({ status: 'unavailable' });
      await expectUndecided(app, issuer.token());
      server.serve(issuer.key);
      clock.advance(15);
      await until(() => app.keySets()[0]?.status === 'ready');
      expect((await app.call('/any', issuer.token())).status).toBe(200);
    },
  );
});

describe('shutdown', () => {
  test('cancels the timers: nothing is fetched any more', async () => {
    const app = await start();
    expect(clock.timers).toBe(1);
    await app.close();
    expect(clock.timers).toBe(0);
    clock.advance(10 * HOUR);
    expect(server.fetches).toBe(1);
  });

  test('ends a fetch that hangs, and the call that waits for it gets an answer', async () => {
    const givenUp = server.hang();
    const app = await begin({ jwks: { timeoutMs: 60_000 } });
    const waiting = app.call('/any', issuer.token());
    await until(() => givenUp.length === 1 && app.arrived() === 1);
    const closed = app.close();
    await expectRefused(await waiting, 'KEYS_UNAVAILABLE', 'temporarily_unavailable');
    await closed;
    await Promise.all(givenUp);
    expect([server.fetches, clock.timers]).toEqual([1, 0]);
    expect(warnings.filter((line) => line.includes('could not be fetched'))).toEqual([]);
  });

  test('ends a refresh that hangs in the background', async () => {
    const app = await start({ jwks: { timeoutMs: 60_000 } });
    const givenUp = server.hang();
    clock.advance(REFRESH);
    await until(() => givenUp.length === 1);
    await app.close();
    await Promise.all(givenUp);
    expect(clock.timers).toBe(0);
  });

  test('is not needed for the process to end: timers do not keep it alive', async () => {
    const script = `
      import 'reflect-metadata';
      import { Module } from '@nestjs/common';
      import { NestFactory } from '@nestjs/core';
      import { JwtPolicyModule, JwtPolicyService } from './dist/jwt-policy/index.js';
      const issuers = [{ issuer: '${ISSUER}', audience: 'orders', jwksUri: '${server.url}' }];
      class AppModule {}
      Module({ imports: [JwtPolicyModule.forRoot({ issuers, failFast: true })] })(AppModule);
      const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
      console.log(JSON.stringify(app.get(JwtPolicyService).keySets()));
    `;
    const child = opened(
      new RunningProcess(process.execPath, ['--input-type=module', '--eval', script], process.cwd()),
    );
    const { code, output, errors } = await child.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(output)).toMatchObject([{ status: 'ready', nextFetchSeconds: expect.any(Number) }]);
  });
});
