import { createSecretKey } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, test } from '@jest/globals';
import {
  ALGORITHM_NAMES,
  JwtPolicyService,
  type IssuerOptions,
  type JwtPolicyOptions,
} from '../../src/jwt-policy/index.js';
import {
  createTestIssuer,
  installIssuers,
  TestClock,
  TestKitError,
  type BadTokenName,
  type TestIssuer,
} from '../../src/jwt-policy/testing/index.js';
import { DANGEROUSLY_UNSIGNED } from '../../src/jwt-policy/keys/index.js';
import { closeAfterEach } from '../support/closing.js';
import { makeKeyPair } from '../support/key-pair.js';
import { OrdersApp } from './orders-app.js';
import { CONFIGURED, ISSUER, startOrders } from './start-orders.js';

const opened = closeAfterEach();
const PEM = makeKeyPair('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' });

const startWith = async (
  options: JwtPolicyOptions,
  ...issuers: readonly TestIssuer[]
): Promise<INestApplication> => opened(await startOrders(issuers, { options }));

const startFor = (issuer: TestIssuer, changes: Partial<IssuerOptions> = {}): Promise<INestApplication> =>
  startWith({ issuers: [{ ...CONFIGURED, ...changes }] }, issuer);

async function codeOf(app: INestApplication, token: string): Promise<string> {
  const verdict = await app.get(JwtPolicyService).decide(token);
  return verdict.granted ? 'granted' : verdict.refusal.code;
}

/** The sentence of what goes wrong. */
async function toldBy(misuse: () => unknown): Promise<string> {
  try {
    await misuse();
  } catch (error) {
    expect(error).toBeInstanceOf(TestKitError);
    return (error as Error).message;
  }
  return 'nothing';
}

describe('a token', () => {
  test.each(ALGORITHM_NAMES.filter((name) => !name.startsWith('HS')))(
    'is valid for an application that accepts %s',
    async (algorithm) => {
      const issuer = createTestIssuer({ issuer: ISSUER });
      const app = await startFor(issuer, { algorithms: [algorithm] });
      expect(await codeOf(app, issuer.token())).toBe('granted');
    },
  );

  const ORIGINS: readonly [string, Partial<IssuerOptions>][] = [
    ['discovers them', {}],
    ['fetches them from a URL', { jwksUri: 'https://keys.example.com/set' }],
    ['fetches them from two URLs', { jwksUri: ['https://keys.example.com/1', 'https://keys.example.com/2'] }],
    ['fetches them from a secret URL', { jwksUri: 'https://k.example.com/s?key=1', jwks: { shownAs: 'k' } }],
    ['has one in its options', { keys: { pem: String(PEM) } }],
    ['has one with kid in its options', { keys: { pem: String(PEM), kid: 'configured' } }],
    ['has a secret', { algorithms: ['HS384', 'HS256'], keys: { secret: 'x'.repeat(64) } }],
    ['derives one', { keys: { describe: 'derived', derive: () => ({ pem: String(PEM) }) } }],
    [
      'derives a secret',
      { algorithms: ['HS256'], keys: { describe: 'derived', derive: () => ({ secret: 'x'.repeat(64) }) } },
    ],
    ['waits for them at start', { jwks: { timeToLiveSeconds: 60 } }],
  ];

  test.each(ORIGINS)('is valid for an application that %s', async (_what, changes) => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = await startWith({ issuers: [{ ...CONFIGURED, ...changes }], failFast: true }, issuer);
    expect(await codeOf(app, issuer.token())).toBe('granted');
    expect(await codeOf(app, issuer.bad.otherKey().token)).toBe('SIGNATURE_INVALID');
  });

  test('is refused where the application derives no key, as in earnest', async () => {
    const issuer = createTestIssuer();
    const app = await startFor(issuer, { keys: { describe: 'derived', derive: () => undefined } });
    expect(await codeOf(app, issuer.token())).toBe('KEYS_UNAVAILABLE');
  });

  test('has what the options of the application ask for, whatever the test issuer is told', async () => {
    const issuer = createTestIssuer();
    const app = await startFor(issuer, {
      audience: ['orders', 'invoices'],
      algorithms: ['ES384'],
      types: ['at+jwt'],
      requireNbf: true,
      maxAgeSeconds: 60,
    });
    expect(await codeOf(app, issuer.token())).toBe('granted');
    expect(issuer.issuer).toBe(ISSUER);
  });

  test('is valid in every policy that has the issuer, where these expect different audiences', async () => {
    const issuer = createTestIssuer();
    const policies = ['orders', 'invoices'].map((audience) => ({
      name: audience,
      issuers: [{ ...CONFIGURED, audience }],
    }));
    expect(await codeOf(await startWith({ policies }, issuer), issuer.token())).toBe('granted');
  });

  test('has the claims and the header that it is given, and lacks those that are undefined', async () => {
    const issuer = createTestIssuer({
      issuer: ISSUER,
      audience: 'orders',
      claims: { tier: 'gold', sub: 'a' },
    });
    const token = issuer.token({ sub: 'alice', exp: undefined }, { header: { typ: undefined, x: 1 } });
    const [header, payload] = token
      .split('.')
      .slice(0, 2)
      .map((segment) => JSON.parse(Buffer.from(segment, 'base64url').toString()) as object);
    expect(header).toEqual({ alg: 'RS256', kid: `${ISSUER}#RS256-1`, x: 1 });
    expect(payload).toEqual({
      iss: ISSUER,
      aud: 'orders',
      sub: 'alice',
      tier: 'gold',
      iat: expect.any(Number),
    });
  });

  test('may be signed with any algorithm that the application accepts', async () => {
    const issuer = createTestIssuer();
    const app = await startFor(issuer, { algorithms: ['ES256', 'EdDSA'] });
    for (const algorithm of ['ES256', 'EdDSA'] as const)
      expect(await codeOf(app, issuer.token({}, { algorithm }))).toBe('granted');
    expect(await codeOf(app, issuer.token({}, { algorithm: 'ES384' }))).toBe('ALGORITHM_REFUSED');
  });
});

describe('bad tokens', () => {
  const DEFAULTS = createTestIssuer({ issuer: ISSUER, audience: 'orders' });
  const ALL = Object.keys(DEFAULTS.bad) as BadTokenName[];

  const OPTIONS: readonly [string, Partial<IssuerOptions>, readonly BadTokenName[]][] = [
    ['the defaults', {}, ['noNbf', 'tooOld']],
    ['requireNbf', { requireNbf: true }, ['tooOld']],
    ['maxAgeSeconds', { maxAgeSeconds: 60 }, ['noNbf']],
    [
      'issuer: null',
      { issuer: null, jwksUri: 'https://k.test' },
      ['noNbf', 'tooOld', 'wrongIssuer', 'noIssuer'],
    ],
    ['audience: null', { audience: null }, ['noNbf', 'tooOld', 'wrongAudience', 'noAudience']],
    ['requireAud: false', { requireAud: false }, ['noNbf', 'tooOld', 'noAudience']],
    ['requireExp: false', { requireExp: false }, ['noExp', 'noNbf', 'tooOld']],
    ['acceptBoundTokens', { acceptBoundTokens: true }, ['noNbf', 'tooOld', 'bound']],
    [
      'acceptIdTokens',
      { acceptIdTokens: true },
      ['noNbf', 'tooOld', 'idToken', 'refreshToken', 'logoutToken'],
    ],
    ['types: null', { types: null }, ['noNbf', 'tooOld', 'wrongType']],
    ['allowMissingKid', { allowMissingKid: true }, ['noNbf', 'tooOld', 'noKid']],
    ['a key without kid', { keys: { pem: String(PEM) } }, ['noNbf', 'tooOld', 'unknownKid', 'noKid']],
    ['a key with kid', { keys: { pem: String(PEM), kid: 'k' } }, ['noNbf', 'tooOld']],
    [
      'a derived key',
      {
        keys: { describe: 'd', derive: () => ({ key: createSecretKey(Buffer.alloc(32)) }) },
        algorithms: ['HS256'],
      },
      ['noNbf', 'tooOld', 'unknownKid', 'noKid'],
    ],
    [
      'unsigned tokens',
      { keys: DANGEROUSLY_UNSIGNED, algorithms: undefined } as never,
      [
        ...(['noNbf', 'tooOld', 'unknownKid', 'noKid', 'otherKey', 'badSignature', 'changedClaims'] as const),
        ...(['algNone', 'otherAlgorithm', 'hs256WithPublicKey'] as const),
      ],
    ],
  ];

  test.each(OPTIONS)(
    'with %s each gives the code that it says, or is accepted by an option',
    async (_what, changes, accepted) => {
      const issuer = createTestIssuer({ issuer: ISSUER });
      const app = await startFor(issuer, changes);
      const told: string[] = [];
      for (const name of ALL) {
        const { token, code, acceptedBy } = issuer.bad[name]({ scope: 'orders/read' });
        if (name === 'missing') continue;
        expect([name, await codeOf(app, token)]).toEqual([name, code ?? 'granted']);
        if (code === undefined) told.push(name);
        expect(acceptedBy === undefined).toBe(code !== undefined);
      }
      expect(told.toSorted()).toEqual([...accepted].toSorted());
    },
  );

  test('say what the defaults refuse, before an application is there', () => {
    expect(DEFAULTS.bad.expired().code).toBe('TOKEN_EXPIRED');
    expect(DEFAULTS.bad.noNbf()).toMatchObject({ code: undefined, acceptedBy: 'requireNbf: false' });
    expect(DEFAULTS.bad.missing()).toMatchObject({ token: '', code: 'TOKEN_MISSING' });
  });
});

describe('keys', () => {
  test('rotate: the new key is accepted at once, and the old one no longer', async () => {
    const issuer = createTestIssuer();
    const app = await startFor(issuer);
    const old = issuer.token();
    expect(await codeOf(app, old)).toBe('granted');
    await issuer.rotate();
    expect(await codeOf(app, old)).toBe('granted');
    expect(await codeOf(app, issuer.token())).toBe('granted');
    expect(await codeOf(app, old)).toBe('KEY_UNKNOWN');
  });

  test('rotate, and the old one may stay published', async () => {
    const issuer = createTestIssuer();
    const app = await startFor(issuer);
    const old = issuer.token();
    await issuer.rotate({ keepOld: true });
    expect([await codeOf(app, issuer.token()), await codeOf(app, old)]).toEqual(['granted', 'granted']);
  });

  test.each([
    ['slow', 'KEYS_UNAVAILABLE'],
    ['garbage', 'KEYS_UNAVAILABLE'],
    ['cut', 'KEYS_UNAVAILABLE'],
    [500, 'KEYS_UNAVAILABLE'],
    [404, 'KEYS_UNAVAILABLE'],
    ['wrong keys', 'SIGNATURE_INVALID'],
  ] as const)(
    'that cannot be fetched (%s) refuse with %s, until the issuer recovers',
    async (failure, code) => {
      const issuer = createTestIssuer();
      issuer.fail(failure);
      const app = await startFor(issuer, { jwks: { timeoutMs: 60_000 } });
      const found = codeOf(app, issuer.token());
      // The application would have given up by then on an issuer that answers nothing.
      if (failure === 'slow') await issuer.clock.advance(60);
      expect(await found).toBe(code);
      issuer.recover();
      await issuer.clock.advance(3600);
      expect(await codeOf(app, issuer.token())).toBe('granted');
    },
  );

  test('outlive a failure that begins later', async () => {
    const issuer = createTestIssuer();
    const app = await startFor(issuer);
    await codeOf(app, issuer.token());
    issuer.fail(503);
    await issuer.clock.advance(3601);
    expect(await codeOf(app, issuer.token())).toBe('granted');
    await issuer.clock.advance(3600);
    expect(await codeOf(app, issuer.token())).toBe('KEYS_UNAVAILABLE');
  });
});

describe('the clock', () => {
  test('moves tokens and application together', async () => {
    const issuer = createTestIssuer();
    const app = await startFor(issuer);
    const token = issuer.token();
    await issuer.clock.advance(3700);
    expect([await codeOf(app, token), await codeOf(app, issuer.token())]).toEqual([
      'TOKEN_EXPIRED',
      'granted',
    ]);
  });

  test('moves while nothing answers, and after a module that could not be compiled', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    await expect(startFor(issuer, { issuer: 'https://other.example.com' })).rejects.toThrow(/has no issuer/);
    const app = await startFor(issuer);
    expect(await codeOf(app, issuer.token())).toBe('granted');
    issuer.fail('slow');
    await issuer.clock.advance(3601);
    expect(await codeOf(app, issuer.token())).toBe('granted');
  });

  test('stands still where it was given a time', async () => {
    const clock = new TestClock(new Date('2026-01-01T00:00:00Z'));
    const issuer = createTestIssuer({ issuer: ISSUER, clock });
    await clock.advance(60);
    expect([clock.seconds, clock.now(), issuer.clock]).toEqual([1767225660, 1767225660000, clock]);
  });

  test('runs each timer once, in order, and not one that was cancelled', async () => {
    const clock = new TestClock(0);
    const run: string[] = [];
    const timer = (seconds: number, name: string): (() => void) =>
      clock.after(seconds * 1000, () => void run.push(name));
    timer(2, 'second');
    const cancelThird = clock.after(3000, () => void run.push('third'));
    clock.after(1000, () => {
      run.push('first');
      cancelThird();
    });
    timer(9, 'later');
    await clock.advance(5);
    await clock.advance(1);
    expect(run).toEqual(['first', 'second']);
  });
});

describe('several issuers', () => {
  const partner = 'https://partner.example.com';
  const both: JwtPolicyOptions = { issuers: [CONFIGURED, { ...CONFIGURED, issuer: partner }] };

  test('stand side by side: none signs for another, and one clock moves all', async () => {
    const [own, other] = [createTestIssuer({ issuer: ISSUER }), createTestIssuer({ issuer: partner })];
    const app = await startWith(both, own, other);
    expect([await codeOf(app, own.token()), await codeOf(app, other.token())]).toEqual([
      'granted',
      'granted',
    ]);
    expect(await codeOf(app, own.token({ iss: partner }))).toBe('KEY_UNKNOWN');
    expect(own.clock).toBe(other.clock);
  });

  test('may publish their keys at one URL', async () => {
    const [own, other] = [createTestIssuer({ issuer: ISSUER }), createTestIssuer({ issuer: partner })];
    const jwksUri = 'https://keys.example.com';
    const options = {
      issuers: [CONFIGURED, { ...CONFIGURED, issuer: partner }].map((one) => ({ ...one, jwksUri })),
    };
    const app = await startWith(options, own, other);
    expect([await codeOf(app, own.token()), await codeOf(app, other.token())]).toEqual([
      'granted',
      'granted',
    ]);
  });

  test('may be installed one after the other; one that is not has no keys, and the network is not used', async () => {
    const own = createTestIssuer({ issuer: ISSUER });
    const other = createTestIssuer({ issuer: partner, algorithm: 'ES256' });
    const builder = Test.createTestingModule({ imports: [OrdersApp.with(both)] });
    const module = await own.install(own.install(builder)).compile();
    const app: INestApplication = opened(module.createNestApplication({ logger: false }));
    await app.init();
    expect([await codeOf(app, own.token()), await codeOf(app, other.token())]).toEqual([
      'granted',
      'KEYS_UNAVAILABLE',
    ]);
    expect(app.get(JwtPolicyService).keySets()[1]?.lastError).toBe(
      'no test issuer stands in for it, and tests do not use the network; install one for each issuer whose tokens the test needs',
    );
  });

  test('one serves two applications with different options', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const first = await startFor(issuer, { audience: 'first' });
    const second = await startFor(issuer, { audience: 'second', algorithms: ['ES384'] });
    expect(await codeOf(second, issuer.token())).toBe('granted');
    expect(await codeOf(first, issuer.token({ aud: 'first' }, { algorithm: 'ES256' }))).toBe('granted');
  });
});

describe('misuse is told in a sentence', () => {
  const several: JwtPolicyOptions = {
    issuers: [CONFIGURED, { ...CONFIGURED, issuer: 'https://b.example.com' }],
  };

  const CASES: readonly [string, () => unknown, RegExp][] = [
    [
      'an issuer that the application does not have',
      () => startFor(createTestIssuer({ issuer: `${ISSUER}/` })),
      /has no issuer "https:\/\/id\.example\.com\/"; configured are "https:\/\/id\.example\.com"\. Give createTestIssuer/,
    ],
    [
      'no issuer where there are several',
      () => startWith(several, createTestIssuer()),
      /has several issuers: "https:\/\/id\.example\.com", "https:\/\/b\.example\.com"\. Give/,
    ],
    [
      'a token of an issuer without a name',
      () => createTestIssuer().token(),
      /install it and compile the module first/,
    ],
    [
      'install after compile',
      async () => {
        const builder = Test.createTestingModule({ imports: [OrdersApp.with({ issuers: [CONFIGURED] })] });
        await builder.compile();
        createTestIssuer().install(builder);
      },
      /before compile\(\): this module is compiled already/,
    ],
    [
      'install on the compiled module',
      async () => {
        const builder = Test.createTestingModule({ imports: [OrdersApp.with({ issuers: [CONFIGURED] })] });
        createTestIssuer().install((await builder.compile()) as never);
      },
      /takes what Test\.createTestingModule\(\) returns/,
    ],
    [
      'no issuer to install',
      () => installIssuers(Test.createTestingModule({})),
      /needs one test issuer at least/,
    ],
    [
      'something else to install',
      () => installIssuers(Test.createTestingModule({}), {} as never),
      /A test issuer is needed here/,
    ],
    [
      'rotation of keys that are in the options',
      async () => {
        const issuer = createTestIssuer();
        await startFor(issuer, { keys: { pem: String(PEM) } });
        await issuer.rotate();
      },
      /are in the options of the application \(keys\)/,
    ],
    [
      'a failure of keys that are in the options',
      async () => {
        const issuer = createTestIssuer();
        await startFor(issuer, { keys: { pem: String(PEM) } });
        issuer.fail(500);
      },
      /fail\(\) is for issuers whose keys are fetched/,
    ],
    ['an unknown option', () => createTestIssuer({ audiance: 'x' } as never), /audiance.*audience/],
    ['a wrong issuer', () => createTestIssuer({ issuer: '' }), /issuer must be a text/],
    ['a wrong audience', () => createTestIssuer({ audience: [] }), /audience must be/],
    [
      'a wrong algorithm',
      () => createTestIssuer({ algorithm: 'none' as never }),
      /algorithm must be one of RS256/,
    ],
    ['wrong claims', () => createTestIssuer({ claims: 'x' as never }), /claims must be an object/],
    [
      'a wrong clock',
      () => createTestIssuer({ clock: { now: () => 1 } as never }),
      /clock must be a TestClock/,
    ],
    ['wrong options', () => createTestIssuer('https://id.example.com' as never), /takes an object/],
    [
      'claims of a token that are none',
      () => createTestIssuer({ issuer: ISSUER }).token('x' as never),
      /as an object/,
    ],
    ['an unknown failure', () => createTestIssuer().fail('loud' as never), /takes 'slow', 'garbage'/],
    ['a failure that is a success', () => createTestIssuer().fail(200), /from 400 to 599/],
    ['a clock that goes back', () => createTestIssuer().clock.advance(-1), /zero or more/],
    ['a clock without a time', () => new TestClock(new Date('x')), /valid date/],
  ];

  test.each(CASES)('%s', async (_what, misuse, sentence) => {
    expect(await toldBy(misuse)).toMatch(sentence);
  });

  test('production', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      expect(await toldBy(() => createTestIssuer())).toMatch(/does not run with NODE_ENV=production/);
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  test('issuers with different clocks that are in use', async () => {
    const [own, other] = [createTestIssuer(), createTestIssuer()];
    await startFor(own);
    await startFor(other);
    expect(await toldBy(() => startWith({ issuers: [CONFIGURED] }, own, other))).toMatch(/need one clock/);
  });

  test('several algorithms that have none in common', async () => {
    const issuer = createTestIssuer();
    const policies = (['ES256', 'ES384'] as const).map((algorithm) => ({
      name: algorithm,
      issuers: [{ ...CONFIGURED, algorithms: [algorithm] }],
    }));
    await startWith({ policies }, issuer);
    expect(await toldBy(() => issuer.token())).toMatch(/no algorithm in common/);
  });
});
