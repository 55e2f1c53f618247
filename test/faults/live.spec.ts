import { Controller, Get, Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { JwtPolicyService, type KeySetState } from '../../src/jwt-policy/index.js';
import { type JwksOptions } from '../../src/jwt-policy/options/index.js';
import { closeAfterEach } from '../support/closing.js';
import { JwksServer } from '../support/jwks-server.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { generateKey, TestIssuer, type TestKey } from '../support/test-issuer.js';

// The key engine over real sockets and by the clock of the machine. Nothing sleeps and nothing is timed: calls go on
// until what is waited for has come, and are counted by what they were answered.

@Controller()
class AnyController {
  @Get('any')
  any(): string {
    return 'any';
  }
}

/** The clock of the machine, in the shape that the issuer of tokens reads. */
class RealClock extends TestClock {
  override now(): number {
    return Date.now();
  }

  override get seconds(): number {
    return Math.floor(Date.now() / 1000);
  }
}

const opened = closeAfterEach();
const ISSUER = 'https://id.test';
/** So many calls are under way at once. */
const CONCURRENCY = 8;
/** Far more than are ever needed: what does not come by then does not come. */
const MOST_CALLS = 100_000;
const next = generateKey('key-2');

let issuer: TestIssuer;
let server: JwksServer;

beforeEach(async () => {
  issuer = new TestIssuer(ISSUER, new RealClock());
  server = opened(await JwksServer.start(issuer.key));
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
});
afterEach(() => void jest.restoreAllMocks());

interface LiveApp extends TestApp {
  keySet(): KeySetState | undefined;
}

async function start(jwks: JwksOptions): Promise<LiveApp> {
  const issuers = [{ issuer: ISSUER, audience: 'orders', jwksUri: server.url, jwks }];
  const app = opened(await startApp({ controllers: [AnyController], options: { issuers, failFast: true } }));
  return { ...app, keySet: () => app.app.get(JwtPolicyService).keySets()[0] };
}

/** How often each status was answered. */
type Statuses = Map<number, number>;

/** Sends one call after the other, several at once, until there are so many, or something holds. */
async function load(
  { call }: TestApp,
  token: () => string,
  isOver: (statuses: Statuses) => boolean,
): Promise<Statuses> {
  const statuses: Statuses = new Map();
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (!isOver(statuses)) {
      if ((calls += 1) > MOST_CALLS) throw new Error('What was waited for has not come.');
      // oxlint-disable-next-line no-await-in-loop -- one call after the other
      const response = await call('/any', token());
      // oxlint-disable-next-line no-await-in-loop -- frees the socket for the next one
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
  return statuses;
}

const total = (statuses: Statuses): number => [...statuses.values()].reduce((sum, count) => sum + count, 0);

/** Asserts that nothing else was answered; one of them may be missing. */
function expectOnly(statuses: Statuses, ...expected: readonly number[]): void {
  expect([...statuses.keys()].filter((status) => !expected.includes(status))).toEqual([]);
}

/** Distinct tokens, signed before the load and handed out in turn: after the first round they are cached. */
function tokens(key?: TestKey): () => string {
  const made = Array.from({ length: 20 }, (_, index) =>
    issuer.token({ claims: { jti: `${index}` }, ...(key && { key }) }),
  );
  let index = 0;
  return () => made[(index += 1) % made.length] as string;
}

const forged = (): (() => string) => {
  let index = 0;
  const [, payload, signature] = issuer.token().split('.');
  return () => {
    const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: `forged-${(index += 1)}` }));
    return `${header.toString('base64url')}.${payload}.${signature}`;
  };
};

test('a rotation under load refuses no good token of a known key, and the new key is good soon', async () => {
  const app = await start({ cooldownSeconds: 1 });
  const [ofOld, ofNew] = [tokens(), tokens(next)];
  await load(app, ofOld, (statuses) => total(statuses) >= 50);

  // The issuer publishes the next key beside the old one, and begins to sign with it at once.
  server.serve(issuer.key, next);
  let isKnown = false;
  const [old, first] = await Promise.all([
    load(app, ofOld, () => isKnown),
    load(app, ofNew, (statuses) => (isKnown ||= statuses.has(200))),
  ]);
  expectOnly(old, 200);
  expectOnly(first, 200, 401);

  // From now on both are known.
  const enough = (statuses: Statuses): boolean => total(statuses) >= 100;
  const both = await Promise.all([load(app, ofOld, enough), load(app, ofNew, enough)]);
  for (const statuses of both) expectOnly(statuses, 200);

  // The old one is withdrawn: its tokens, cached by now, stop with the fetch that unknown kids cause.
  server.serve(next);
  let isWithdrawn = false;
  const [kept] = await Promise.all([
    load(app, ofNew, () => isWithdrawn),
    load(app, ofOld, (statuses) => (isWithdrawn ||= statuses.has(401))),
    load(app, forged(), () => isWithdrawn),
  ]);
  expectOnly(kept, 200);
});

test('an endpoint that is killed and brought back under load fails no good call', async () => {
  const app = await start({ cooldownSeconds: 1 });
  let isBack = false;
  const good = load(app, tokens(), () => isBack);
  await server.close();
  // Unknown kids make it try to fetch; they cannot be decided while it cannot.
  const outage = await load(
    app,
    forged(),
    (statuses) => app.keySet()?.lastError !== undefined && statuses.has(503),
  );
  expect(app.keySet()).toMatchObject({ status: 'ready', lastError: expect.any(String), kids: ['key-1'] });
  expectOnly(outage, 401, 503);

  server.serve(issuer.key, next);
  await server.open();
  const ofNew = await load(app, tokens(next), (statuses) => statuses.has(200));
  isBack = true;
  expectOnly(await good, 200);
  expectOnly(ofNew, 200, 401, 503);
  expect(app.keySet()).toMatchObject({ status: 'ready', kids: ['key-1', 'key-2'] });
  expect(app.keySet()).not.toHaveProperty('lastError');
});

test('1,000 unknown kids beside good traffic cause no more than one fetch, and no good call is refused', async () => {
  const app = await start({ cooldownSeconds: 3600 });
  const [good, bad] = await Promise.all([
    load(app, tokens(), (statuses) => total(statuses) >= 200),
    load(app, forged(), (statuses) => total(statuses) >= 1000),
  ]);
  expectOnly(good, 200);
  expectOnly(bad, 401);
  expect(server.fetches).toBeLessThanOrEqual(2);
});

test('unknown kids without end cause one fetch a cooldown, and no good call is refused', async () => {
  const app = await start({ cooldownSeconds: 1 });
  const begun = Date.now();
  const [good, bad] = await Promise.all([
    load(app, tokens(), () => server.fetches >= 2),
    load(app, forged(), () => server.fetches >= 2),
  ]);
  const seconds = (Date.now() - begun) / 1000;
  expectOnly(good, 200);
  expectOnly(bad, 401);
  expect(server.fetches - 1).toBeLessThanOrEqual(1 + seconds);
});
