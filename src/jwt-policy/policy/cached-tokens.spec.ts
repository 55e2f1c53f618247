import { beforeEach, describe, expect, it } from '@jest/globals';
import { ChangingKeys, withKeys } from '../../../test/support/changing-keys.js';
import { callOf, callWith, PolicyBench, type CallParts } from '../../../test/support/policy-bench.js';
import { generateKey, signToken, type TestKey } from '../../../test/support/test-issuer.js';
import { compileClaimDemand, type ClaimCheckOptions } from '../claims/index.js';
import { RemoteKeys } from '../keys/remote-keys.js';
import { verificationKey } from '../keys/verification-key.js';
import { tokenKey } from '../tokens/index.js';
import { decide } from './decide.js';
import type { JwtPolicyOptions, PolicyOptions } from '../options/index.js';
import type { Plan } from './plan.js';
import { MAX_CACHED_VALUES } from './cached-tokens.js';
import type { Granted, Verdict } from './verdict.js';

const BOUNDS = { maxEntries: 1_000, maxBytes: 1_000_000 };
const OTHER = generateKey('key-1', 'ES256');
const NEXT = generateKey('key-2', 'ES256');

let bench: PolicyBench;
let keys: ChangingKeys;

beforeEach(() => {
  bench = new PolicyBench();
  keys = new ChangingKeys(false, bench.issuer.key);
});

/** A plan of the one issuer that caches, with keys that can be changed. */
function remembering(changes: object = {}, demands: Parameters<PolicyBench['plan']>[1] = {}): Plan {
  return withKeys(bench.plan({ issuers: [{ ...bench.options(), ...changes }] }, demands), () => keys, BOUNDS);
}

function decided(plan: Plan, token: string, parts: CallParts = {}): Verdict {
  const verdict = decide(plan, callWith(token, parts), bench.clock);
  if (verdict instanceof Promise) throw new Error('the decision waits, though the keys are at hand');
  return verdict;
}

/** What a verdict says, in short: who was granted by which policies, or which step of which policy refused. */
function told(verdict: Verdict): unknown {
  if (!verdict.granted) return [verdict.refusal.code, verdict.policy, verdict.step];
  return verdict.anonymous ? 'anonymous' : Object.keys(verdict.results);
}

function outcomeOf(plan: Plan, token: string, parts: CallParts = {}): unknown {
  return told(decided(plan, token, parts));
}

function granted(verdict: Verdict): Granted {
  if (!verdict.granted || verdict.anonymous) throw new Error(`nobody was granted: ${String(told(verdict))}`);
  return verdict;
}

/** Makes the plan remember the token, and holds that it does: no key is asked for any more. */
function remember(plan: Plan, token: string, parts: CallParts = {}): void {
  outcomeOf(plan, token, parts);
  const { finds } = keys;
  outcomeOf(plan, token, parts);
  expect([finds, keys.finds]).toEqual([1, 1]);
}

const PASSED = ['default'];

describe('a cached token', () => {
  it('is granted with the same verdict object as the first time, and no key is looked up', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    const first = granted(decided(plan, token));
    expect(granted(decided(plan, token))).toBe(first);
    expect(keys.finds).toBe(1);
    expect(first.claims.sub).toBe('alice');
  });

  it('is cached once it is verified, even if a later step refuses it', () => {
    const plan = remembering();
    remember(plan, bench.issuer.token({ claims: { aud: 'other' } }));
  });

  it('is not cached if the cache is switched off', () => {
    const plan = withKeys(bench.plan(), () => keys);
    const token = bench.issuer.token();
    outcomeOf(plan, token);
    outcomeOf(plan, token);
    expect(keys.finds).toBe(2);
  });

  it.each([
    [MAX_CACHED_VALUES, 1],
    [MAX_CACHED_VALUES + 1, 2],
  ])(
    'is cached up to a number of values in its claims: with %d values its keys are looked up %d times',
    (values, finds) => {
      const plan = remembering();
      // The claims are an object of six members, of which one is this list.
      const list = Array.from({ length: values - 7 }, () => 0);
      const token = bench.issuer.token({ claims: { list } });
      expect(outcomeOf(plan, token)).toEqual(PASSED);
      expect(outcomeOf(plan, token)).toEqual(PASSED);
      expect(keys.finds).toBe(finds);
    },
  );

  it.each<[string, string]>([
    ['a member that stands there again and again', '"a":1,'.repeat(1_500)],
    ['such members of inner objects', `"b":{${'"a":{},'.repeat(1_300)}"c":1},`],
    ['objects', `"a":[${'{},'.repeat(300)}1],`],
    ['lists within lists', `"a":${'['.repeat(300)}${']'.repeat(300)},`],
    ['names of its own', Array.from({ length: 100 }, (_, index) => `"k${index}":1,`).join('')],
    ['a long text', `"a":"${'x'.repeat(10_000)}",`],
    ['a text of two-byte letters', `"a":"${'ж'.repeat(5_000)}",`],
    ['fractions', `"a":[${'0.5,'.repeat(500)}1],`],
  ])('is not cached if its claims alone are larger than the cache: %s', (_what, members) => {
    const bounds = { maxEntries: 10, maxBytes: 10_000 };
    const plan = withKeys(bench.plan(), () => keys, bounds);
    const head = { alg: bench.issuer.key.alg, kid: bench.issuer.key.kid };
    const claims = { iss: bench.issuer.issuer, aud: 'orders', exp: bench.clock.seconds + 60 };
    const payload = `{${members}${JSON.stringify(claims).slice(1)}`;
    const token = signToken(head, payload, bench.issuer.key.alg, bench.issuer.key.privateKey);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    expect(keys.finds).toBe(2);
    remember(
      withKeys(bench.plan(), () => (keys = new ChangingKeys(false, bench.issuer.key)), {
        ...bounds,
        maxBytes: 1_000_000,
      }),
      token,
    );
  });

  it('is on by default, and off with tokenCache: false', () => {
    const cached = (options: Partial<JwtPolicyOptions>) =>
      bench.plan({ issuers: [bench.options()], ...options } as JwtPolicyOptions).policies[0]?.cached;
    expect(cached({ tokenCache: {} })).toBeDefined();
    expect(cached({ tokenCache: false })).toBeUndefined();
  });

  it('cannot be changed through its verdict', () => {
    const plan = remembering();
    const token = bench.issuer.token({ claims: { roles: ['reader'], realm: { admin: false } } });
    const { claims, results } = granted(decided(plan, token));
    const writes: (() => unknown)[] = [
      () => Object.assign(claims, { sub: 'root' }),
      () => (claims['roles'] as string[]).push('admin'),
      () => Object.assign(claims['realm'] as object, { admin: true }),
      () => Object.assign(results, { other: {} }),
      () => Object.assign(results['default'] ?? {}, { issuer: 'evil' }),
      () => Object.setPrototypeOf(claims, { scope: 'all' }),
    ];
    for (const write of writes) expect(write).toThrow(TypeError);
    expect(Reflect.deleteProperty(claims, 'aud')).toBe(false);
    expect(granted(decided(plan, token))).toMatchObject({
      claims: { sub: 'alice', aud: 'orders', roles: ['reader'], realm: { admin: false } },
      issuer: bench.issuer.issuer,
    });
  });
});

describe('the time of a cached token is checked at each call', () => {
  it('it expires at its second, and is good again if the clock is set back', () => {
    const plan = remembering({ clockToleranceSeconds: 0 });
    const token = bench.issuer.token({ claims: { exp: bench.clock.seconds + 10 } });
    remember(plan, token);
    bench.clock.advance(9.999);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    bench.clock.advance(0.001);
    expect(outcomeOf(plan, token)).toEqual(['TOKEN_EXPIRED', 'default', 'exp']);
    expect(outcomeOf(plan, token)).toEqual(['TOKEN_EXPIRED', 'default', 'exp']);
    bench.clock.advance(-5);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    expect(keys.finds).toBe(1);
  });

  it('one that was not valid yet becomes valid, and is not again before its time', () => {
    const plan = remembering({ clockToleranceSeconds: 0 });
    const token = bench.issuer.token({ claims: { nbf: bench.clock.seconds + 10 } });
    expect(outcomeOf(plan, token)).toEqual(['TOKEN_NOT_YET_VALID', 'default', 'nbf']);
    bench.clock.advance(10);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    bench.clock.advance(-0.001);
    expect(outcomeOf(plan, token)).toEqual(['TOKEN_NOT_YET_VALID', 'default', 'nbf']);
    expect(keys.finds).toBe(1);
  });

  it('one issued in the future, because the clock was set back, is refused', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    bench.clock.advance(-61);
    expect(outcomeOf(plan, token)).toEqual(['TOKEN_NOT_YET_VALID', 'default', 'iat']);
  });

  it('it ages beyond maxAgeSeconds', () => {
    const plan = remembering({ maxAgeSeconds: 100, clockToleranceSeconds: 0 });
    const token = bench.issuer.token();
    remember(plan, token);
    bench.clock.advance(99.999);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    bench.clock.advance(0.001);
    expect(outcomeOf(plan, token)).toEqual(['TOKEN_EXPIRED', 'default', 'iat']);
  });
});

describe('every check of a cached token runs at each call', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['the audience', {}, { aud: 'other' }, ['AUDIENCE_REFUSED', 'default', 'aud']],
    ['exp', {}, { exp: undefined }, ['CLAIM_MISSING', 'default', 'exp']],
    ['a binding', {}, { cnf: { jkt: 'x' } }, ['BOUND_TOKEN_REFUSED', 'default', 'cnf']],
    ['a check', { checks: [{ claim: 'sub', rule: 'bob' }] }, {}, ['CLAIM_REFUSED', 'default', 'rule sub']],
  ])('%s', (_what, changes, claims, refused) => {
    const plan = remembering(changes);
    const token = bench.issuer.token({ claims: { ...claims } });
    for (let call = 0; call < 3; call += 1) expect(outcomeOf(plan, token)).toEqual(refused);
    expect(keys.finds).toBe(1);
  });

  const rule = (check: ClaimCheckOptions['rule']) => ({
    rules: [compileClaimDemand({ claim: 'sub', rule: check })],
  });

  it('the scopes of each route, though another route has granted it', () => {
    const policies = remembering();
    const read = {
      ...policies,
      demands: bench.plan(undefined, { scopes: { all: ['read'], any: [] } }).demands,
    };
    const write = {
      ...policies,
      demands: bench.plan(undefined, { scopes: { all: ['write'], any: [] } }).demands,
    };
    const token = bench.issuer.token({ claims: { scope: 'read' } });
    for (let call = 0; call < 2; call += 1) {
      expect(outcomeOf(read, token)).toEqual(PASSED);
      expect(outcomeOf(write, token)).toEqual(['SCOPE_MISSING', 'default', 'scope']);
    }
    expect(keys.finds).toBe(1);
  });

  it('a rule that reads the call', () => {
    const owner = rule((sub, { attributes }) => attributes.uriParams['owner'] === sub);
    const plan = remembering({}, owner);
    const token = bench.issuer.token();
    const call = (name: string): unknown => outcomeOf(plan, token, { uriParams: { owner: name } });
    expect([call('alice'), call('bob'), call('alice')]).toEqual([
      PASSED,
      ['CLAIM_RULE_FAILED', 'default', 'rule sub'],
      PASSED,
    ]);
  });

  it('a rule that throws at the second call refuses the second, and no more', () => {
    let calls = 0;
    const plan = remembering(
      {},
      rule(() => {
        calls += 1;
        if (calls === 2) throw new Error('once');
        return true;
      }),
    );
    const token = bench.issuer.token();
    expect([outcomeOf(plan, token), outcomeOf(plan, token), outcomeOf(plan, token)]).toEqual([
      PASSED,
      ['CLAIM_RULE_FAILED', 'default', 'rule sub'],
      PASSED,
    ]);
    expect(calls).toBe(3);
  });

  it('a route with an optional token refuses it, passes it or passes it anonymously, as it would the first time', () => {
    const policies = remembering({}, { scopes: { all: ['read'], any: [] } });
    const token = bench.issuer.token({ claims: { scope: 'other' } });
    const outcomes = (['required', 'optional', 'optional-any'] as const).map((tokenNeed) => {
      const plan = { ...policies, tokenNeed };
      return [
        outcomeOf(plan, token),
        outcomeOf(plan, token),
        told(decide(plan, callOf(), bench.clock) as Verdict),
      ];
    });
    const missing = ['SCOPE_MISSING', 'default', 'scope'];
    expect(outcomes).toEqual([
      [missing, missing, ['TOKEN_MISSING', 'default', 'token']],
      [missing, missing, 'anonymous'],
      ['anonymous', 'anonymous', 'anonymous'],
    ]);
    expect(keys.finds).toBe(1);
  });

  it('that it is the only token: a second one, or one in the query, is refused before the cache is read', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    expect(outcomeOf(plan, token, { parameters: ['access_token'] })).toEqual([
      'TOKEN_AMBIGUOUS',
      'default',
      'token',
    ]);
    expect(outcomeOf(plan, token, { authorization: [`Bearer ${token}`, `Bearer ${token}`] })).toEqual([
      'TOKEN_AMBIGUOUS',
      'default',
      'token',
    ]);
  });
});

describe('another policy', () => {
  const named = (name: string, key: TestKey, changes: object = {}): PolicyOptions => ({
    name,
    issuers: [{ ...bench.options(), keys: { key: key.publicKey, kid: key.kid }, ...changes }],
  });
  const planOf = (...policies: readonly PolicyOptions[]): Plan => bench.plan({ policies, tokenCache: {} });

  it('with other keys does not take a token that the first caches', () => {
    const { policies, ...plan } = planOf(named('first', bench.issuer.key), named('second', OTHER));
    const token = bench.issuer.token();
    const [first = [], second = []] = policies.map((policy) => [policy]);
    for (let call = 0; call < 2; call += 1) {
      expect(outcomeOf({ ...plan, policies: first }, token)).toEqual(['first']);
      expect(outcomeOf({ ...plan, policies: second }, token)).toEqual([
        'SIGNATURE_INVALID',
        'second',
        'signature',
      ]);
      expect(outcomeOf({ ...plan, policies }, token)).toEqual(['SIGNATURE_INVALID', 'second', 'signature']);
    }
  });

  it('with the same keys has an audience of its own', () => {
    const { policies, ...plan } = planOf(
      named('first', bench.issuer.key),
      named('second', bench.issuer.key, { audience: 'billing' }),
    );
    const token = bench.issuer.token();
    const [first = [], second = []] = policies.map((policy) => [policy]);
    for (let call = 0; call < 2; call += 1) {
      expect(outcomeOf({ ...plan, policies: first }, token)).toEqual(['first']);
      expect(outcomeOf({ ...plan, policies: second }, token)).toEqual(['AUDIENCE_REFUSED', 'second', 'aud']);
    }
  });

  it('with the same keys has algorithms and types of its own', () => {
    const { policies, ...plan } = planOf(
      named('first', bench.issuer.key),
      named('second', bench.issuer.key, { types: ['at+jwt'] }),
    );
    const [first = [], second = []] = policies.map((policy) => [policy]);
    const token = bench.issuer.token();
    for (let call = 0; call < 2; call += 1) {
      expect(outcomeOf({ ...plan, policies: first }, token)).toEqual(['first']);
      expect(outcomeOf({ ...plan, policies: second }, token)).toEqual([
        'TOKEN_TYPE_REFUSED',
        'second',
        'typ',
      ]);
    }
  });

  it('that also applies adds its own result, at each call', () => {
    const plan = planOf(
      named('first', bench.issuer.key),
      named('second', bench.issuer.key, { issuer: null }),
    );
    const token = bench.issuer.token();
    const [one, two] = [granted(decided(plan, token)), granted(decided(plan, token))];
    expect(two).toEqual(one);
    expect(Object.values(two.results).map(({ policy, issuer }) => [policy, issuer])).toEqual([
      ['first', bench.issuer.issuer],
      ['second', null],
    ]);
  });
});

describe('the key of a cached token', () => {
  it('ends the cached token when it is withdrawn; the token passes again when the key returns', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    keys.publish(NEXT);
    expect(outcomeOf(plan, token)).toEqual(['KEY_UNKNOWN', 'default', 'key']);
    keys.publish(NEXT, bench.issuer.key);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it('ends the cached token when it is replaced under its kid', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    keys.publish(OTHER);
    expect(outcomeOf(plan, token)).toEqual(['SIGNATURE_INVALID', 'default', 'signature']);
    expect(outcomeOf(plan, bench.issuer.token({ key: OTHER }))).toEqual(PASSED);
  });

  it('keeps the cached token when other keys come and go', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    keys.publish(bench.issuer.key, NEXT);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    expect(keys.finds).toBe(1);
  });

  it('is no longer used when another key has the same kid, as for a new token', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    keys.publish(bench.issuer.key, OTHER);
    expect(outcomeOf(plan, token)).toEqual(['KEY_UNKNOWN', 'default', 'key']);
    keys.publish(bench.issuer.key);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it('is no longer used for a token without kid when it is not the only key any more', () => {
    keys = new ChangingKeys(true, bench.issuer.key);
    const plan = remembering({ allowMissingKid: true });
    const token = bench.issuer.token({ header: { kid: undefined } });
    remember(plan, token);
    keys.publish(bench.issuer.key, NEXT);
    expect(outcomeOf(plan, token)).toEqual(['KEY_UNKNOWN', 'default', 'key']);
    keys.publish(bench.issuer.key);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it('cannot be decided while no key set is available: 503, not a pass and not a bad token', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    keys.isDown = true;
    expect(outcomeOf(plan, token)).toEqual(['KEYS_UNAVAILABLE', 'default', 'key']);
    expect(outcomeOf({ ...plan, tokenNeed: 'optional-any' }, token)).toEqual([
      'KEYS_UNAVAILABLE',
      'default',
      'key',
    ]);
    keys.isDown = false;
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it('that arrived late is available from then on', async () => {
    keys.isLate = true;
    const plan = remembering();
    const token = bench.issuer.token();
    const first = decide(plan, callWith(token), bench.clock);
    expect(first).toBeInstanceOf(Promise);
    const verdict = granted(await first);
    expect(granted(decided(plan, token))).toBe(verdict);
  });

  it('that is withdrawn while a call waits for it leaves no key to use', async () => {
    keys.isLate = true;
    const plan = remembering();
    const token = bench.issuer.token();
    const first = decide(plan, callWith(token), bench.clock);
    keys.publish(NEXT);
    expect(told(await first)).toEqual(PASSED);
    expect(told(await decide(plan, callWith(token), bench.clock))).toEqual(['KEY_UNKNOWN', 'default', 'key']);
  });

  it('is looked up by each of several first calls, and by none after them', async () => {
    keys.isLate = true;
    const plan = remembering();
    const token = bench.issuer.token();
    const call = () => decide(plan, callWith(token), bench.clock);
    const first = await Promise.all([call(), call(), call()]);
    expect(first.map(told)).toEqual([PASSED, PASSED, PASSED]);
    expect(told(decided(plan, token))).toEqual(PASSED);
    expect(keys.finds).toBe(3);
  });
});

describe('fetched keys', () => {
  const HOUR = 3600;
  const times = { timeToLiveMs: HOUR * 1000, maxStaleMs: HOUR * 1000, timeoutMs: 1000, cooldownMs: 30_000 };

  /** A plan over a fetched key set; `published` is what the next fetch brings, nothing at all is an outage. */
  async function fetching(published: { keys: readonly TestKey[] | undefined }): Promise<Plan> {
    const remote = new RemoteKeys({
      issuer: bench.issuer.issuer,
      allowMissingKid: false,
      times,
      url: 'https://id.example.com/jwks',
      load: async () => {
        if (published.keys === undefined) throw new Error('down');
        const imported = published.keys.map(({ publicKey, kid }) => verificationKey(publicKey, kid));
        return { keys: imported, dropped: [] };
      },
      clock: { now: () => bench.clock.now(), after: () => () => undefined },
      report: () => undefined,
      onSet: () => undefined,
      random: () => 0.5,
    });
    await remote.prefetch();
    return withKeys(bench.plan(), () => remote, BOUNDS);
  }

  const longToken = (): string => bench.issuer.token({ claims: { exp: bench.clock.seconds + 10 * HOUR } });
  const turn = (): Promise<void> => new Promise(setImmediate);

  it('that stay through a refresh keep the tokens that they verified', async () => {
    const plan = await fetching({ keys: [bench.issuer.key] });
    const token = longToken();
    const first = granted(decided(plan, token));
    bench.clock.advance(HOUR);
    expect(granted(decided(plan, token))).toBe(first);
    await turn();
    expect(granted(decided(plan, token))).toBe(first);
  });

  it('that are withdrawn at a refresh end the tokens that they verified, even if only cached tokens came', async () => {
    const published = { keys: [bench.issuer.key] };
    const plan = await fetching(published);
    const token = longToken();
    outcomeOf(plan, token);
    published.keys = [NEXT];
    bench.clock.advance(HOUR);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    await turn();
    bench.clock.advance(1);
    expect(outcomeOf(plan, token)).toEqual(['KEY_UNKNOWN', 'default', 'key']);
  });

  it('that are too old, because no newer ones can be fetched, give 503 and not a pass', async () => {
    const published: { keys: readonly TestKey[] | undefined } = { keys: [bench.issuer.key] };
    const plan = await fetching(published);
    const token = longToken();
    outcomeOf(plan, token);
    published.keys = undefined;
    bench.clock.advance(2 * HOUR - 1);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
    await turn();
    bench.clock.advance(1);
    const verdict = await decide(plan, callWith(token), bench.clock);
    expect(told(verdict)).toEqual(['KEYS_UNAVAILABLE', 'default', 'key']);
  });
});

describe('nothing is cached of', () => {
  it('a token whose signature is bad: it is verified again when its key has arrived', () => {
    keys.publish(OTHER);
    const plan = remembering();
    const token = bench.issuer.token();
    expect(outcomeOf(plan, token)).toEqual(['SIGNATURE_INVALID', 'default', 'signature']);
    keys.publish(bench.issuer.key);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it('a token whose key is unknown: it passes when its key has come', () => {
    keys.publish(NEXT);
    const plan = remembering();
    const token = bench.issuer.token();
    expect(outcomeOf(plan, token)).toEqual(['KEY_UNKNOWN', 'default', 'key']);
    keys.publish(bench.issuer.key);
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it('a token that could not be decided', () => {
    keys.isDown = true;
    const plan = remembering();
    const token = bench.issuer.token();
    expect(outcomeOf(plan, token)).toEqual(['KEYS_UNAVAILABLE', 'default', 'key']);
    keys.isDown = false;
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it.each<[string, (token: string) => string, string]>([
    ['padding', (token) => `${token}=`, 'TOKEN_MALFORMED'],
    ['a blank behind', (token) => `${token} `, 'AUTHORIZATION_MALFORMED'],
    ['a character more', (token) => `${token}A`, 'SIGNATURE_INVALID'],
    ['other trailing bits', withOtherTrailingBits, 'TOKEN_MALFORMED'],
    ['another letter case', (token) => token.toLowerCase(), 'TOKEN_MALFORMED'],
    ['the signature of another', (token) => token.replace(/[^.]*$/, 'A'.repeat(86)), 'SIGNATURE_INVALID'],
    ['other claims', (token) => token.replace(/\.[^.]*\./, `.${otherPayload(token)}.`), 'SIGNATURE_INVALID'],
  ])('a token with %s, though it equals a cached one otherwise', (_difference, change, code) => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    for (let call = 0; call < 2; call += 1) expect(outcomeOf(plan, change(token))).toMatchObject({ 0: code });
    expect(outcomeOf(plan, token)).toEqual(PASSED);
  });

  it('the way it came: the scheme in any letter case, or passed by the caller', () => {
    const plan = remembering();
    const token = bench.issuer.token();
    remember(plan, token);
    const other = callOf({ authorization: `bEARER ${token}` });
    expect(told(decide(plan, other, bench.clock) as Verdict)).toEqual(PASSED);
    expect(told(decide(plan, callOf(), bench.clock, token) as Verdict)).toEqual(PASSED);
    expect(keys.finds).toBe(1);
  });

  it('a token over 16 KiB, which is not even hashed', () => {
    const plan = remembering();
    const longest = bench.issuer.token({ claims: { x: 'x'.repeat(11_900) } });
    expect(longest.length).toBeLessThanOrEqual(16 * 1024);
    remember(plan, longest);
    const tooLong = bench.issuer.token({ claims: { x: 'x'.repeat(12_200) } });
    const verdict = decided(plan, tooLong);
    expect(told(verdict)).toEqual(['TOKEN_MALFORMED', 'default', 'parse']);
    const cacheKeyOf = (one: Verdict) => (one.granted ? undefined : one.subject?.cacheKey);
    expect(cacheKeyOf(verdict)).toBeUndefined();
    const refused = bench.issuer.token({ header: { alg: 'none' } });
    expect(cacheKeyOf(decided(plan, refused))).toBe(tokenKey(refused));
  });
});

function withOtherTrailingBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.at(-1) ?? '') + 1);
}

function otherPayload(token: string): string {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return Buffer.from(text.replace('alice', 'mallo')).toString('base64url');
}
