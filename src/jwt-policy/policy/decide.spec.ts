import { beforeEach, describe, expect, it } from '@jest/globals';
import { callOf, callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import {
  furtherRefusalCases,
  GUARD_CODES,
  refusalCases,
  type DecisionCode,
} from '../../../test/support/refusal-cases.js';
import { generateKey } from '../../../test/support/test-issuer.js';
import { compileClaimDemand, type ClaimCheckOptions } from '../claims/index.js';
import { REFUSALS } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import { decide } from './decide.js';
import { outline } from './outline.js';
import type { Plan } from './plan.js';
import type { Verdict } from './verdict.js';

let bench: PolicyBench;

beforeEach(() => {
  bench = new PolicyBench();
});

/** The verdict of a decision that has nothing to wait for. */
function decided(plan: Plan, call: Call, token?: string): Verdict {
  const verdict = decide(plan, call, bench.clock, token);
  if (verdict instanceof Promise) throw new Error('the decision waits, though the keys are at hand');
  return verdict;
}

/** What a verdict says, in short: who was granted by which policies, or which step of which policy refused. */
function told(verdict: Verdict): unknown {
  if (!verdict.granted) return [verdict.refusal.code, verdict.policy, verdict.step];
  return verdict.anonymous ? 'anonymous' : Object.keys(verdict.results);
}

function rules(...checks: readonly ClaimCheckOptions[]) {
  return { rules: checks.map(compileClaimDemand) };
}

describe('a decision', () => {
  it('grants a valid token, with the frozen claims, the issuer and the name of the policy', () => {
    const verdict = decided(bench.plan(), callWith(bench.issuer.token({ claims: { list: [{ deep: 1 }] } })));
    const claims = { iss: 'https://id.example.com', aud: 'orders', sub: 'alice', list: [{ deep: 1 }] };
    const result = {
      policy: 'default',
      issuer: 'https://id.example.com',
      claims: { ...claims, iat: bench.clock.seconds, exp: bench.clock.seconds + 3600 },
    };
    expect(verdict).toEqual({ granted: true, anonymous: false, ...result, results: { default: result } });
    if (!verdict.granted || verdict.anonymous) throw new Error('nobody was granted');
    for (const part of [
      verdict,
      verdict.results,
      verdict.results['default'],
      verdict.claims,
      verdict.claims['list'],
      (verdict.claims['list'] as object[])[0],
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('decides on a token that the caller passes instead of the one in the call', () => {
    const call = callWith(bench.issuer.token({ claims: { aud: 'other' } }));
    expect(told(decided(bench.plan(), call, bench.issuer.token()))).toEqual(['default']);
    expect(told(decided(bench.plan(), callWith(bench.issuer.token()), ''))).toEqual([
      'TOKEN_MALFORMED',
      'default',
      'parse',
    ]);
  });

  it('asks in the order token, syntax, parse, header, issuer, alg, typ, key, signature, kind, times, aud, cnf, checks, scope, rules', () => {
    const plan = bench.plan(
      {
        issuers: [{ ...bench.options(), checks: [{ claim: 'first', rule: 1 }] }],
        checks: [{ claim: 'second', rule: 2 }],
      },
      { scopes: { all: ['a'], any: [] }, ...rules({ claim: ['deep', 'third'], rule: 3 }) },
    );
    expect(outline(plan).map(({ step }) => step.name)).toEqual([
      'token',
      'syntax',
      'parse',
      'header',
      'issuer',
      'alg',
      'typ',
      'key',
      'signature',
      'kind',
      'exp',
      'nbf',
      'iat',
      'aud',
      'cnf',
      'rule first',
      'rule second',
      'scope',
      'rule deep > third',
    ]);
  });

  it('stops at the first refusal: no rule sees claims that are not verified', () => {
    let asked = 0;
    const spy = () => {
      asked += 1;
      return true;
    };
    const plan = bench.plan(undefined, rules({ claim: 'sub', rule: spy }));
    decided(plan, callWith(bench.issuer.token({ key: generateKey('key-1', 'ES256') })));
    expect(asked).toBe(0);
    decided(plan, callWith(bench.issuer.token()));
    expect(asked).toBe(1);
  });

  it('reads the time anew for each decision', () => {
    const call = callWith(bench.issuer.token());
    bench.clock.advance(3600 + 59);
    expect(told(decided(bench.plan(), call))).toEqual(['default']);
    bench.clock.advance(1);
    expect(told(decided(bench.plan(), call))).toEqual(['TOKEN_EXPIRED', 'default', 'exp']);
  });
});

describe('every refusal', () => {
  const codes = Object.keys(REFUSALS).filter(
    (code) => !GUARD_CODES.some((other) => other === code),
  ) as DecisionCode[];

  it.each(codes)('%s names the step that refused', async (code) => {
    const { plan, call, step } = refusalCases(bench, 'mark')[code];
    const verdict = await decide(plan, call, bench.clock);
    const policy = step === 'policy' ? undefined : 'default';
    expect(told(verdict)).toEqual([code, policy, step]);
  });

  it('that has several causes names the step that refused', async () => {
    const cases = furtherRefusalCases(bench, 'mark');
    const verdicts = await Promise.all(
      cases.map(async ([, { plan, call }]) => decide(plan, call, bench.clock)),
    );
    expect(verdicts.map(told)).toEqual(cases.map(([code, { step }]) => [code, 'default', step]));
  });

  it('carries the subject with the token as far as it was read, for the log', () => {
    const token = bench.issuer.token({ header: { kid: 'other' } });
    const verdict = decided(bench.plan(), callWith(token));
    const subject = verdict.granted ? undefined : verdict.subject;
    expect(subject).toMatchObject({ token, parsed: { header: { kid: 'other' } }, verified: undefined });
  });

  it('names all scopes of the route in SCOPE_MISSING, alternatives included, each once', () => {
    const scopes = { all: ['a', 'b'], any: [['b', 'c'], ['d']] };
    const verdict = decided(bench.plan(undefined, { scopes }), callWith(bench.issuer.token()));
    expect(verdict).toMatchObject({ refusal: { code: 'SCOPE_MISSING', scopes: ['a', 'b', 'c', 'd'] } });
  });
});

describe('waiting', () => {
  const answer = (body: unknown) => Promise.resolve(new Response(JSON.stringify(body)));

  it('happens only if a key has to be fetched; the next decision with that key does not wait', async () => {
    const { keys: _keys, ...fetched } = bench.options();
    const { jwk } = bench.issuer.key;
    const plan = bench.plan({ issuers: [fetched], fetch: answerDiscovery });
    function answerDiscovery(url: string): Promise<Response> {
      const metadata = { issuer: fetched.issuer, jwks_uri: `${fetched.issuer}/jwks` };
      return answer(url.endsWith('/jwks') ? { keys: [jwk] } : metadata);
    }
    const call = callWith(bench.issuer.token());
    const first = decide(plan, call, bench.clock);
    expect(first).toBeInstanceOf(Promise);
    expect(told(await first)).toEqual(['default']);
    expect(told(decided(plan, call))).toEqual(['default']);
  });

  it('happens if a signature is slow, and only once for a token that is cached', async () => {
    const slow = generateKey('slow', 'ES384');
    const keys = { key: slow.publicKey, kid: 'slow' };
    const issuers = [{ ...bench.options(), algorithms: ['ES384'], keys }] as const;
    const plan = bench.plan({ issuers, tokenCache: {} });
    const forged = decide(
      plan,
      callWith(bench.issuer.token({ key: generateKey('slow', 'ES384') })),
      bench.clock,
    );
    expect(forged).toBeInstanceOf(Promise);
    expect(told(await forged)).toEqual(['SIGNATURE_INVALID', 'default', 'signature']);
    const call = callWith(bench.issuer.token({ key: slow }));
    const first = decide(plan, call, bench.clock);
    expect(first).toBeInstanceOf(Promise);
    expect(told(await first)).toEqual(['default']);
    expect(told(decided(plan, call))).toEqual(['default']);
  });

  it('does not happen for a token that is refused before its key is looked up', () => {
    const { keys: _keys, ...fetched } = bench.options();
    const plan = bench.plan({
      issuers: [fetched],
      fetch: () => {
        throw new Error('nothing may be fetched');
      },
    });
    const call = callWith(bench.issuer.token({ header: { alg: 'none' } }));
    expect(told(decided(plan, call))).toEqual(['ALGORITHM_REFUSED', 'default', 'alg']);
  });

  it('goes on with the steps that follow once the key is there', async () => {
    const { keys: _keys, ...options } = bench.options();
    const fetched = { ...options, jwksUri: 'https://id.example.com/jwks' };
    const plan = bench.plan({ issuers: [fetched], fetch: () => answer({ keys: [bench.issuer.key.jwk] }) });
    const verdict = await decide(plan, callWith(bench.issuer.token({ claims: { aud: 'x' } })), bench.clock);
    expect(told(verdict)).toEqual(['AUDIENCE_REFUSED', 'default', 'aud']);
  });

  it('ends in a refusal of the key step when the kid is in no set', async () => {
    const { keys: _keys, ...options } = bench.options();
    const fetched = { ...options, jwksUri: 'https://id.example.com/jwks' };
    const plan = bench.plan({ issuers: [fetched], fetch: () => answer({ keys: [bench.partner.key.jwk] }) });
    const verdict = await decide(plan, callWith(bench.issuer.token()), bench.clock);
    expect(told(verdict)).toEqual(['KEY_UNKNOWN', 'default', 'key']);
  });
});

describe('several policies', () => {
  const named = (name: string, more: object = {}) => ({ name, issuers: [bench.options()], ...more });

  it('must all pass, in order, and each leaves its result', () => {
    const plan = bench.plan({ policies: [named('first'), named('second')] });
    expect(told(decided(plan, callWith(bench.issuer.token())))).toEqual(['first', 'second']);
  });

  it('refuse by the first that refuses', () => {
    const check = (rule: string) => ({ checks: [{ claim: 'sub', rule }] });
    const plan = bench.plan({
      policies: [named('first'), named('second', check('bob')), named('third', check('carol'))],
    });
    expect(told(decided(plan, callWith(bench.issuer.token())))).toEqual([
      'CLAIM_REFUSED',
      'second',
      'rule sub',
    ]);
  });

  it('cannot both pass where they take different issuers: one token has one iss', () => {
    const partners = { name: 'partners', issuers: [bench.options(bench.partner)] };
    const plan = bench.plan({ policies: [named('own'), partners] });
    expect(told(decided(plan, callWith(bench.issuer.token())))).toEqual([
      'ISSUER_REFUSED',
      'partners',
      'issuer',
    ]);
    expect(told(decided(plan, callWith(bench.partner.token())))).toEqual(['ISSUER_REFUSED', 'own', 'issuer']);
  });

  it('each verify with their own keys: a key of the first is no key of the second', () => {
    const { publicKey } = generateKey('key-1', 'ES256');
    const rotated = { ...bench.options(), keys: { key: publicKey, kid: 'key-1' } };
    const plan = bench.plan({ policies: [named('first'), { name: 'second', issuers: [rotated] }] });
    expect(told(decided(plan, callWith(bench.issuer.token())))).toEqual([
      'SIGNATURE_INVALID',
      'second',
      'signature',
    ]);
  });

  it('apply each where its condition says', () => {
    const plan = bench.plan({
      policies: [
        named('reads', { appliesTo: [{ methods: ['GET'] }] }),
        named('orders', { appliesTo: [{ path: '/orders/**' }] }),
        named('always'),
      ],
    });
    const token = bench.issuer.token();
    expect(told(decided(plan, callWith(token)))).toEqual(['reads', 'orders', 'always']);
    expect(told(decided(plan, callWith(token, { method: 'POST' })))).toEqual(['orders', 'always']);
    expect(told(decided(plan, callWith(token, { routePattern: '/items' })))).toEqual(['reads', 'always']);
  });

  it('have the demands checked on the claims of the last one that applies', () => {
    const scopeFrom = (claim: string) => ({ issuers: [{ ...bench.options(), scopeFrom: [claim] }] });
    const plan = (first: string, last: string) =>
      bench.plan(
        { policies: [named('first', scopeFrom(first)), named('last', scopeFrom(last))] },
        { scopes: { all: ['orders/read'], any: [] } },
      );
    const call = callWith(bench.issuer.token({ claims: { permissions: ['orders/read'], scope: 'other' } }));
    expect(told(decided(plan('scope', 'permissions'), call))).toEqual(['first', 'last']);
    expect(told(decided(plan('permissions', 'scope'), call))).toEqual(['SCOPE_MISSING', 'last', 'scope']);
  });
});

describe('several issuers in one policy', () => {
  const both = () => bench.plan({ issuers: [bench.options(), bench.options(bench.partner)] });

  it('are told apart by the iss of the token', () => {
    const issuerOf = (token: string) => {
      const verdict = decided(both(), callWith(token));
      return verdict.granted && !verdict.anonymous ? verdict.issuer : verdict;
    };
    expect(issuerOf(bench.issuer.token())).toBe('https://id.example.com');
    expect(issuerOf(bench.partner.token())).toBe('https://partner.example.com');
  });

  it("never count another issuer's key, though the token names it by kid", () => {
    const forged = bench.partner.token({ claims: { iss: 'https://id.example.com' } });
    expect(told(decided(both(), callWith(forged)))).toEqual(['KEY_UNKNOWN', 'default', 'key']);
  });

  it("never count another issuer's key under the kid of the right one", () => {
    const claims = { iss: 'https://id.example.com' };
    const forged = bench.partner.token({ claims, header: { kid: 'key-1' } });
    expect(told(decided(both(), callWith(forged)))).toEqual(['SIGNATURE_INVALID', 'default', 'signature']);
  });

  it('each have their own audience, tolerance and checks', () => {
    const strict = {
      ...bench.options(bench.partner),
      audience: ['partners'],
      clockToleranceSeconds: 0,
      checks: [{ claim: 'tier', rule: 'gold' }],
    };
    const plan = bench.plan({ issuers: [bench.options(), strict] });
    const outcomeOf = (claims: object) =>
      told(decided(plan, callWith(bench.partner.token({ claims: { ...claims } }))));
    expect(told(decided(plan, callWith(bench.issuer.token())))).toEqual(['default']);
    expect(outcomeOf({ tier: 'gold' })).toEqual(['AUDIENCE_REFUSED', 'default', 'aud']);
    expect(outcomeOf({ aud: 'partners' })).toEqual(['CLAIM_MISSING', 'default', 'rule tier']);
    expect(outcomeOf({ aud: 'partners', tier: 'gold', exp: bench.clock.seconds })).toEqual([
      'TOKEN_EXPIRED',
      'default',
      'exp',
    ]);
    expect(outcomeOf({ aud: 'partners', tier: 'gold' })).toEqual(['default']);
  });

  it.each([
    ['a slash more', 'https://id.example.com/'],
    ['a prefix', 'https://id.example.co'],
    ['a longer name', 'https://id.example.com.evil.example'],
    ['another letter case', 'https://ID.example.com'],
    ['a blank', ' https://id.example.com'],
    ['an empty text', ''],
    ['the name of what every object has', 'constructor'],
  ])('refuse an iss with %s', (_difference, iss) => {
    const verdict = decided(both(), callWith(bench.issuer.token({ claims: { iss } })));
    expect(told(verdict)).toEqual(['ISSUER_REFUSED', 'default', 'issuer']);
  });

  it.each([
    ['a list with the right name', ['https://id.example.com']],
    ['null', null],
    ['a number', 1],
    ['an object', { toString: 'https://id.example.com' }],
  ])('refuse an iss that is %s as malformed', (_kind, iss) => {
    const verdict = decided(both(), callWith(bench.issuer.token({ claims: { iss } })));
    expect(told(verdict)).toEqual(['CLAIM_MALFORMED', 'default', 'issuer']);
  });
});

describe('the sole issuer of a policy with issuer: null', () => {
  it.each([['any text'], [undefined], [['a list']]])('takes the iss %j, and says null for it', (iss) => {
    const plan = bench.plan({ issuers: [{ ...bench.options(), issuer: null }] });
    const verdict = decided(plan, callWith(bench.issuer.token({ claims: { iss } })));
    expect(verdict).toMatchObject({ granted: true, issuer: null });
  });

  it('still takes nothing but the keys of that issuer', () => {
    const plan = bench.plan({ issuers: [{ ...bench.options(), issuer: null }] });
    expect(told(decided(plan, callWith(bench.partner.token())))).toEqual(['KEY_UNKNOWN', 'default', 'key']);
  });
});

describe('the options of an issuer', () => {
  const outcomeOf = (options: object, changes: Parameters<typeof bench.issuer.token>[0]) =>
    told(
      decided(
        bench.plan({ issuers: [{ ...bench.options(), ...options }] }),
        callWith(bench.issuer.token(changes)),
      ),
    );

  it('take a token without exp only with requireExp: false', () => {
    expect(outcomeOf({}, { claims: { exp: undefined } })).toEqual(['CLAIM_MISSING', 'default', 'exp']);
    expect(outcomeOf({ requireExp: false }, { claims: { exp: undefined } })).toEqual(['default']);
  });

  it('refuse an expired token also with requireExp: false', () => {
    expect(outcomeOf({ requireExp: false }, { claims: { exp: 1 } })).toEqual([
      'TOKEN_EXPIRED',
      'default',
      'exp',
    ]);
  });

  it('need an iat once there is a maximum age, and refuse from that age on, tolerance added', () => {
    const issuedAgo = (seconds: number) => ({ claims: { iat: bench.clock.seconds - seconds } });
    const options = { maxAgeSeconds: 100, clockToleranceSeconds: 10 };
    expect(outcomeOf(options, { claims: { iat: undefined } })).toEqual(['CLAIM_MISSING', 'default', 'iat']);
    expect(outcomeOf(options, issuedAgo(109))).toEqual(['default']);
    expect(outcomeOf(options, issuedAgo(110))).toEqual(['TOKEN_EXPIRED', 'default', 'iat']);
    expect(outcomeOf({}, issuedAgo(1_000_000))).toEqual(['default']);
  });

  it('do not look at aud with audience: null', () => {
    expect(outcomeOf({ audience: null }, { claims: { aud: undefined } })).toEqual(['default']);
    expect(outcomeOf({}, { claims: { aud: undefined } })).toEqual(['CLAIM_MISSING', 'default', 'aud']);
  });

  it('take a bound token only with acceptBoundTokens', () => {
    const bound = { claims: { cnf: { jkt: 'thumbprint' } } };
    expect(outcomeOf({}, bound)).toEqual(['BOUND_TOKEN_REFUSED', 'default', 'cnf']);
    expect(outcomeOf({ acceptBoundTokens: true }, bound)).toEqual(['default']);
  });

  it('take an id token only with acceptIdTokens', () => {
    const idToken = { claims: { at_hash: 'x', exp: 1 } };
    expect(outcomeOf({}, idToken)).toEqual(['ACCESS_TOKEN_REQUIRED', 'default', 'kind']);
    expect(outcomeOf({ acceptIdTokens: true }, { claims: { at_hash: 'x' } })).toEqual(['default']);
  });

  it('take a token without kid only with allowMissingKid', () => {
    const kidless = { header: { kid: undefined } };
    expect(outcomeOf({}, kidless)).toEqual(['KEY_UNKNOWN', 'default', 'key']);
    expect(outcomeOf({ allowMissingKid: true }, kidless)).toEqual(['default']);
  });

  it('take the types they list and no other, an absent typ only as null', () => {
    const typed = (typ: unknown) => ({ header: { typ } });
    expect(outcomeOf({}, typed(undefined))).toEqual(['default']);
    expect(outcomeOf({}, typed('application/AT+JWT'))).toEqual(['default']);
    expect(outcomeOf({ types: ['at+jwt'] }, typed('JWT'))).toEqual(['TOKEN_TYPE_REFUSED', 'default', 'typ']);
    expect(outcomeOf({ types: ['at+jwt'] }, typed(undefined))).toEqual([
      'TOKEN_TYPE_REFUSED',
      'default',
      'typ',
    ]);
    expect(outcomeOf({ types: ['application/secevent+jwt', null] }, typed('SecEvent+JWT'))).toEqual([
      'default',
    ]);
  });

  it('take no algorithm beside the listed ones, though the key would fit', () => {
    const key = generateKey('rsa', 'PS256');
    const keys = { key: key.publicKey, kid: 'rsa' };
    expect(outcomeOf({ algorithms: ['RS256'], keys }, { key })).toEqual([
      'ALGORITHM_REFUSED',
      'default',
      'alg',
    ]);
    expect(outcomeOf({ algorithms: ['PS256'], keys }, { key })).toEqual(['default']);
  });

  it.each([['none'], [['ES256']], [null], ['es256'], ['toString']])('refuse the alg %j', (alg) => {
    expect(outcomeOf({}, { header: { alg } })).toEqual(['ALGORITHM_REFUSED', 'default', 'alg']);
  });

  it('refuse a kid that is no string before any key is looked up', () => {
    expect(outcomeOf({}, { header: { kid: ['key-1'] } })).toEqual(['HEADER_REFUSED', 'default', 'key']);
  });
});

describe('demands of a route', () => {
  const outcomeOf = (demands: Parameters<PolicyBench['plan']>[1], claims: object) =>
    told(decided(bench.plan(undefined, demands), callWith(bench.issuer.token({ claims: { ...claims } }))));
  const missing = ['SCOPE_MISSING', 'default', 'scope'];

  it('are met when every scope of "all" is there, and refused when one is not', () => {
    const demands = { scopes: { all: ['a', 'b'], any: [] } };
    expect(outcomeOf(demands, { scope: 'b a c' })).toEqual(['default']);
    expect(outcomeOf(demands, { scope: 'a' })).toEqual(missing);
    expect(outcomeOf(demands, { scope: 'a bb' })).toEqual(missing);
    expect(outcomeOf(demands, {})).toEqual(missing);
  });

  it('are met when each group of "any" has one of its scopes', () => {
    const demands = { scopes: { all: [], any: [['a', 'b'], ['c']] } };
    expect(outcomeOf(demands, { scp: ['b', 'c'] })).toEqual(['default']);
    expect(outcomeOf(demands, { scp: ['a', 'b'] })).toEqual(missing);
  });

  it('refuse with CLAIM_RULE_FAILED, whether the claim is missing, wrong, or the rule throws', () => {
    const failed = ['CLAIM_RULE_FAILED', 'default', 'rule tier'];
    const literal = rules({ claim: 'tier', rule: 'gold' });
    expect(outcomeOf(literal, { tier: 'gold' })).toEqual(['default']);
    expect(outcomeOf(literal, { tier: 'tin' })).toEqual(failed);
    expect(outcomeOf(literal, {})).toEqual(failed);
    const thrower = () => {
      throw new Error('bad rule');
    };
    expect(outcomeOf(rules({ claim: 'tier', rule: thrower }), { tier: 'gold' })).toEqual(failed);
  });

  it('pass an absent claim that is not mandatory, and check a present one', () => {
    const optional = rules({ claim: 'tier', rule: 'gold', mandatory: false });
    expect(outcomeOf(optional, {})).toEqual(['default']);
    expect(outcomeOf(optional, { tier: 'tin' })).toEqual(['CLAIM_RULE_FAILED', 'default', 'rule tier']);
  });

  it('check the claims as a whole if no claim is named, with the attributes of the call', () => {
    const owner = rules({
      rule: (_claims, { claims, attributes }) => claims.sub === attributes.uriParams['owner'],
    });
    const plan = bench.plan(undefined, owner);
    const call = (name: string) => callWith(bench.issuer.token(), { uriParams: { owner: name } });
    expect(told(decided(plan, call('alice')))).toEqual(['default']);
    expect(told(decided(plan, call('bob')))).toEqual(['CLAIM_RULE_FAILED', 'default', 'rule token']);
  });
});

describe('checks of a policy', () => {
  const outcomeOf = (check: ClaimCheckOptions, claims: object) => {
    const plan = bench.plan({ issuers: [bench.options()], checks: [check] });
    return told(decided(plan, callWith(bench.issuer.token({ claims: { ...claims } }))));
  };

  it('refuse a missing claim and a wrong one with different codes; both mean a bad token', () => {
    const check = { claim: 'token_use', rule: 'access' };
    expect(outcomeOf(check, { token_use: 'access' })).toEqual(['default']);
    expect(outcomeOf(check, {})).toEqual(['CLAIM_MISSING', 'default', 'rule token_use']);
    expect(outcomeOf(check, { token_use: 'other' })).toEqual(['CLAIM_REFUSED', 'default', 'rule token_use']);
  });

  it('refuse when the rule throws or returns a promise', () => {
    const refused = ['CLAIM_REFUSED', 'default', 'rule sub'];
    const thrower = () => {
      throw new Error('bad rule');
    };
    expect(outcomeOf({ claim: 'sub', rule: thrower }, {})).toEqual(refused);
    const late = () => Promise.resolve(true) as unknown as boolean;
    expect(outcomeOf({ claim: 'sub', rule: late }, {})).toEqual(refused);
  });

  it('read no inherited member as a claim', () => {
    const check = { claim: 'constructor', rule: () => true };
    expect(outcomeOf(check, {})).toEqual(['CLAIM_MISSING', 'default', 'rule constructor']);
  });
});

describe('an optional token', () => {
  const scopes = { all: ['orders/read'], any: [] };
  const outcomeOf = (tokenNeed: 'required' | 'optional' | 'optional-any', call: Call) =>
    told(decided(bench.plan(undefined, { tokenNeed, scopes }), call));

  it('may be absent, and another scheme counts as absent', () => {
    expect(outcomeOf('optional', callOf())).toBe('anonymous');
    expect(outcomeOf('optional', callOf({ authorization: 'Basic eDp5' }))).toBe('anonymous');
    expect(outcomeOf('optional-any', callOf())).toBe('anonymous');
    expect(outcomeOf('required', callOf())).toEqual(['TOKEN_MISSING', 'default', 'token']);
  });

  it('must be good and meet the demands when it is there', () => {
    const expired = callWith(bench.issuer.token({ claims: { exp: 1, scope: 'orders/read' } }));
    expect(outcomeOf('optional', expired)).toEqual(['TOKEN_EXPIRED', 'default', 'exp']);
    expect(outcomeOf('optional', callWith(bench.issuer.token()))).toEqual([
      'SCOPE_MISSING',
      'default',
      'scope',
    ]);
    expect(outcomeOf('optional', callWith(bench.issuer.token({ claims: { scope: 'orders/read' } })))).toEqual(
      ['default'],
    );
  });

  it('passes anonymously when it is bad or lacks a demand, if onInvalid says so', () => {
    expect(outcomeOf('optional-any', callWith(bench.issuer.token({ claims: { exp: 1 } })))).toBe('anonymous');
    expect(outcomeOf('optional-any', callWith(bench.issuer.token()))).toBe('anonymous');
    expect(outcomeOf('optional-any', callWith('garbage'))).toBe('anonymous');
  });

  it('is never let through when the request is malformed', () => {
    const twice = callOf({ authorization: ['Bearer a', 'Bearer b'] });
    expect(outcomeOf('optional-any', twice)).toEqual(['TOKEN_AMBIGUOUS', 'default', 'token']);
    const inQuery = callOf({ parameters: ['access_token'] });
    expect(outcomeOf('optional-any', inQuery)).toEqual(['AUTHORIZATION_MALFORMED', 'default', 'token']);
  });

  it('is never let through when it cannot be decided', async () => {
    const { keys: _keys, ...fetched } = bench.options();
    const fetch = () => Promise.reject(new Error('down'));
    const plan = bench.plan({ issuers: [fetched], fetch }, { tokenNeed: 'optional-any' });
    const verdict = await decide(plan, callWith(bench.issuer.token()), bench.clock);
    expect(told(verdict)).toEqual(['KEYS_UNAVAILABLE', 'default', 'key']);
  });

  it('does not open a route that no policy applies to', () => {
    const policies = [{ name: 'other', issuers: [bench.options()], appliesTo: [{ path: '/other' }] }];
    const plan = bench.plan({ policies }, { tokenNeed: 'optional-any' });
    expect(told(decided(plan, callOf()))).toEqual(['NO_POLICY_APPLIES', undefined, 'policy']);
  });
});

describe('a call that is no HTTP request', () => {
  const operation = { transport: 'rpc', name: 'orders.list' };
  const called = (): Call => ({ ...callWith(bench.issuer.token()), route: undefined, operation });
  const rows = (appliesTo: readonly object[]): Plan =>
    bench.plan({ policies: [{ name: 'rows', issuers: [bench.options()], appliesTo }] });

  it('is decided by the policies whose rows name its operation', () => {
    expect(
      told(decided(rows([{ path: '/x' }, { transport: 'rpc', pattern: 'orders.*' }]), called())),
    ).toEqual(['rows']);
    expect(told(decided(rows([{ transport: 'ws', pattern: 'orders.*' }]), called()))).toEqual([
      'NO_POLICY_APPLIES',
      undefined,
      'policy',
    ]);
  });

  it('is refused where the policies have rows for HTTP only', () => {
    expect(told(decided(rows([{ path: '/**' }, { methods: ['GET'] }]), called()))).toEqual([
      'NO_POLICY_APPLIES',
      undefined,
      'policy',
    ]);
  });

  it('is refused where the condition of a row throws', () => {
    const when = {
      describe: 'a condition that fails',
      matches: (): boolean => {
        throw new Error('it fails');
      },
    };
    expect(told(decided(rows([{ transport: 'rpc', when }]), called()))).toEqual([
      'NO_POLICY_APPLIES',
      undefined,
      'policy',
    ]);
  });
});

describe('a route that no policy applies to', () => {
  const elsewhere = () => ({
    policies: [{ name: 'other', issuers: [bench.options()], appliesTo: [{ path: '/other' }] }],
  });

  it('is refused by default, with a good token too', () => {
    const verdict = decided(bench.plan(elsewhere()), callWith(bench.issuer.token()));
    expect(verdict).toEqual({
      granted: false,
      refusal: { code: 'NO_POLICY_APPLIES', detail: 'no policy applies to this route' },
      policy: undefined,
      step: 'policy',
      subject: undefined,
    });
  });

  it('passes without a token with unmatchedRoutes: allow', () => {
    const plan = bench.plan({ ...elsewhere(), unmatchedRoutes: 'allow' });
    expect(told(decided(plan, callOf()))).toBe('anonymous');
  });

  it('stays closed with unmatchedRoutes: allow when it has demands, because no policy could check them', () => {
    const options = { ...elsewhere(), unmatchedRoutes: 'allow' } as const;
    const refused = ['NO_POLICY_APPLIES', undefined, 'policy'];
    const scopes = { all: ['a'], any: [] };
    expect(told(decided(bench.plan(options, { scopes }), callOf()))).toEqual(refused);
    const demands = rules({ claim: 'sub', rule: 'alice' });
    expect(told(decided(bench.plan(options, demands), callOf()))).toEqual(refused);
  });

  it('is refused, open or not, when the router does not give the route and a policy depends on it', () => {
    const call = { ...callWith(bench.issuer.token()), route: undefined };
    const always = { name: 'always', issuers: [bench.options()] };
    const plan = bench.plan({ policies: [always, ...elsewhere().policies], unmatchedRoutes: 'allow' });
    expect(told(decided(plan, call))).toEqual(['NO_POLICY_APPLIES', undefined, 'policy']);
  });

  it('needs no known route when no policy depends on it', () => {
    const call = { ...callWith(bench.issuer.token()), route: undefined };
    expect(told(decided(bench.plan(), call))).toEqual(['default']);
  });
});
