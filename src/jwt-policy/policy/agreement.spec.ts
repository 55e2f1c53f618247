import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { withKeys } from '../../../test/support/changing-keys.js';
import { askingRegistries } from '../../../test/support/asked-registries.js';
import { callOf, callWith, PolicyBench, type CallParts } from '../../../test/support/policy-bench.js';
import {
  furtherRefusalCases,
  refusalCases,
  type DecisionCode,
  type RefusalCase,
} from '../../../test/support/refusal-cases.js';
import { encode, generateKey, signToken, type TestKey } from '../../../test/support/test-issuer.js';
import { compileClaimDemand, type ClaimCheckOptions } from '../claims/index.js';
import type { ClientRegistry } from '../clients/index.js';
import { refuse } from '../errors/index.js';
import type { KeySource } from '../keys/index.js';
import type { Call } from '../tokens/index.js';
import { decide } from './decide.js';
import { explain, type ExplainedStep } from './explain.js';
import type { JwtPolicyOptions, PolicyOptions } from '../options/index.js';
import type { Demands } from './demands.js';
import type { Plan } from './plan.js';
import type { Step } from './step.js';

const bench = new PolicyBench();
const START = bench.clock.seconds;
const STRANGER = generateKey('key-1', 'ES256');
const RSA = generateKey('rsa-1', 'RS256');

/** How the keys of every issuer behave in one run. */
type Keys = 'at hand' | 'late' | 'unavailable' | 'late and unavailable';

function keySource(inner: KeySource, keys: Keys): KeySource {
  return {
    find(kid, algorithm) {
      const found = this.look(kid, algorithm) ?? inner.find(kid, algorithm);
      return keys === 'late' || keys === 'late and unavailable' ? Promise.resolve(found) : found;
    },
    look(kid, algorithm) {
      const unavailable = keys === 'unavailable' || keys === 'late and unavailable';
      return unavailable ? refuse('KEYS_UNAVAILABLE', 'down') : inner.look(kid, algorithm);
    },
    prefetch: () => inner.prefetch(),
    peek: (kid, algorithm) => inner.peek(kid, algorithm),
    inspect: () => inner.inspect(),
    close: () => inner.close(),
  };
}

/** The plan with other key sources, and with every step reporting its name when it runs. */
function observed(plan: Plan, keys: Keys, tell: (step: string) => void): Plan {
  const telling = (step: Step): Step => ({
    ...step,
    run(subject) {
      tell(step.name);
      return step.run(subject);
    },
  });
  const { policies, ...rest } = withKeys(plan, (_issuer, own) => keySource(own, keys));
  const told = policies.map((policy) => {
    const lists = policy.lists.map((list) => ({ ...list, steps: list.steps.map(telling) }));
    return { ...policy, lists };
  });
  return { ...rest, policies: told, demands: plan.demands.map(telling) };
}

// --- Tokens: valid ones with some members changed, and garbage.

/** Written as 1e400, which JSON.parse reads as Infinity and JSON.stringify cannot write. */
const HUGE = 1.25e300;

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, HUGE, '', 'x', [], {}, ['x'], { x: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** One or two of these members. */
function few(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  const names = fc.subarray(Object.keys(members), { minLength: 1, maxLength: 2 });
  return fc
    .tuple(fc.record(members), names)
    .map(([all, chosen]) => Object.fromEntries(chosen.map((name) => [name, all[name]])));
}

const header = few({
  alg: fc.oneof(fc.constantFrom('ES256', 'RS256', 'none', 'HS256', 'constructor'), oddValue),
  kid: fc.oneof(fc.constantFrom('key-1', 'partner-1', 'rsa-1', 'other', undefined), oddValue),
  typ: fc.oneof(fc.constantFrom('JWT', 'at+jwt', 'application/JWT', 'dpop+jwt', undefined), oddValue),
  crit: oddValue,
  b64: oddValue,
  jku: oddValue,
  ['__proto__']: oddValue,
});

const time = fc.integer({ min: -200, max: 200 }).map((seconds) => START + seconds);
const claims = few({
  iss: fc.oneof(
    fc.constantFrom(bench.issuer.issuer, bench.partner.issuer, `${bench.issuer.issuer}/`, undefined),
    oddValue,
  ),
  aud: fc.oneof(fc.constantFrom<unknown>('orders', ['x', 'orders'], 'other', undefined), oddValue),
  exp: fc.oneof(time, fc.constant(undefined), oddValue),
  nbf: fc.oneof(time, oddValue),
  iat: fc.oneof(time, fc.constant(undefined), oddValue),
  cnf: oddValue,
  sub: fc.oneof(fc.constant('bob'), oddValue),
  client_id: fc.oneof(
    fc.constantFrom('batch', 'new', 'late', 'down', 'late and down', 'constructor', undefined),
    oddValue,
  ),
  scope: fc.oneof(fc.constantFrom('a', 'a b', 'b  c', 'c'), oddValue),
  scp: fc.oneof(fc.constantFrom(['a', 'b'], ['c']), oddValue),
  ['__proto__']: oddValue,
});

interface TokenParts {
  readonly signer: 'issuer' | 'partner';
  readonly key: TestKey | undefined;
  readonly header: object;
  readonly claims: object;
}

function write({ signer, key = bench[signer].key, ...changes }: TokenParts): string {
  const own = { aud: 'orders', sub: 'alice', client_id: 'batch', iat: START, exp: START + 100 };
  const payload = { iss: bench[signer].issuer, ...own };
  const json = (value: object): string => JSON.stringify(value).replaceAll('1.25e+300', '1e400');
  return signToken(
    json({ alg: key.alg, typ: 'JWT', kid: key.kid, ...changes.header }),
    json({ ...payload, scope: 'a b', ...changes.claims }),
    key.alg,
    key.privateKey,
  );
}

const untouched = fc.constant({});
const signed = fc
  .record({
    signer: fc.constantFrom('issuer' as const, 'issuer' as const, 'partner' as const),
    key: fc.oneof(
      { weight: 6, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(STRANGER, RSA, bench.partner.key) },
    ),
    header: fc.oneof({ weight: 3, arbitrary: untouched }, { weight: 1, arbitrary: header }),
    claims: fc.oneof({ weight: 2, arbitrary: untouched }, { weight: 3, arbitrary: claims }),
  })
  .map(write);

const damaged = fc.tuple(signed, fc.nat(), fc.constantFrom('cut', 'flip', 'grow')).map(([token, at, how]) => {
  const index = at % token.length;
  if (how === 'cut') return token.slice(0, index);
  const other = token[index] === 'A' ? 'B' : 'A';
  return `${token.slice(0, index)}${other}${token.slice(how === 'flip' ? index + 1 : index)}`;
});

const garbage = fc.oneof(
  fc.string(),
  fc.tuple(fc.jsonValue(), fc.jsonValue()).map((values) => `${values.map(encode).join('.')}.AAAA`),
  fc.constantFrom('', '.', '..', '...', 'a.b.c', 'e30.e30.', '['.repeat(9_000)),
);

const token = fc.oneof(
  { weight: 14, arbitrary: signed },
  { weight: 2, arbitrary: damaged },
  { weight: 1, arbitrary: garbage },
);

// --- Calls: the token in one header, mostly.

interface CallShape {
  readonly how: 'header' | 'beside' | 'none' | 'twice' | 'basic' | 'query';
  readonly parts: CallParts;
  readonly routeKnown: boolean;
}

const callShape: fc.Arbitrary<CallShape> = fc.record({
  how: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('header' as const, 'beside' as const) },
    { weight: 1, arbitrary: fc.constantFrom('none', 'twice', 'basic', 'query') },
  ),
  parts: fc.record({ method: fc.constantFrom('GET', 'POST', 'HEAD') }),
  routeKnown: fc.oneof(
    { weight: 9, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
});

function toCall(
  text: string,
  { how, parts, routeKnown }: CallShape,
): [call: Call, token: string | undefined] {
  const bearer = `Bearer ${text}`;
  const calls: Record<CallShape['how'], Call> = {
    header: callWith(text, parts),
    beside: callOf(parts),
    none: callOf(parts),
    twice: callOf({ ...parts, authorization: [bearer, bearer] }),
    basic: callOf({ ...parts, authorization: `Basic ${text}` }),
    query: callOf({ ...parts, authorization: bearer, parameters: ['access_token'] }),
  };
  const call = calls[how];
  return [routeKnown ? call : { ...call, route: undefined }, how === 'beside' ? text : undefined];
}

// --- Plans: policies with conditions, several issuers, checks that pass, fail and throw, demands.

const check = fc.constantFrom<ClaimCheckOptions>(
  { claim: 'sub', rule: 'alice' },
  { claim: 'sub', rule: ['alice', 'bob'] },
  { claim: 'sub', rule: 'bob', mandatory: false },
  { claim: 'tenant', rule: 'x' },
  { claim: 'tenant', rule: 'x', mandatory: false },
  { claim: ['realm', 'roles'], rule: () => true, mandatory: false },
  { rule: () => true },
  { rule: () => false },
  { claim: '__proto__', rule: () => true, mandatory: false },
  {
    claim: 'sub',
    rule: () => {
      throw new Error('a rule that throws');
    },
  },
  { claim: 'sub', rule: () => Promise.reject(new Error('late')) as unknown as boolean },
);
const checks = fc.oneof(
  { weight: 5, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(check, { maxLength: 2 }) },
);

const issuerOptions = fc.record(
  {
    audience: fc.constantFrom(null, 'orders', ['orders', 'other']),
    requireExp: fc.boolean(),
    maxAgeSeconds: fc.constantFrom(1, 100),
    clockToleranceSeconds: fc.constantFrom(0, 60, 300),
    types: fc.constantFrom(['JWT', 'at+jwt'], ['at+jwt', null]),
    acceptBoundTokens: fc.boolean(),
    acceptIdTokens: fc.boolean(),
    allowMissingKid: fc.boolean(),
    scopeFrom: fc.constantFrom(['scope'], ['scp', ['realm', 'roles']]),
    checks,
  },
  { requiredKeys: [] },
);

const issuers = fc.tuple(
  fc.constantFrom('own and partner', 'partner and own', 'own', 'any'),
  fc.oneof({ weight: 2, arbitrary: untouched }, { weight: 1, arbitrary: issuerOptions }),
);

function toIssuers([who, more]: [string, object]): PolicyOptions['issuers'] {
  const own = { ...bench.options(), ...more };
  const partner = { ...bench.options(bench.partner), ...more };
  if (who === 'any') return [{ ...own, issuer: null }];
  if (who === 'own') return [own];
  return who === 'own and partner' ? [own, partner] : [partner, own];
}

/** A registry in which some clients are looked up at once, some later, and some never. */
const registry: ClientRegistry = {
  find(id) {
    if (id === 'down') throw new Error('down');
    if (id === 'late and down') return Promise.reject(new Error('down'));
    if (id === 'new') return { status: 'pending' };
    if (id === 'late') return Promise.resolve({ status: 'approved' as const, name: 'Late' });
    return id === 'batch' ? { status: 'approved' } : undefined;
  },
};

/** Looks at what an earlier policy has established. */
const byPrincipal: ClaimCheckOptions = {
  rule: (_claims, { authentication }) => authentication === undefined || authentication.principal === 'alice',
};

const policy = fc.record({
  issuers,
  checks: fc.oneof({ weight: 4, arbitrary: checks }, { weight: 1, arbitrary: fc.constant([byPrincipal]) }),
  clients: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant({ registry }) },
  ),
  appliesTo: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<NonNullable<PolicyOptions['appliesTo']>>(
        [{ path: '/orders/**' }],
        [{ methods: ['GET'] }],
        [{ path: '/other' }],
        [{ when: { describe: 'a POST', matches: ({ method }) => method === 'POST' } }],
        [
          {
            when: {
              describe: 'no HEAD',
              matches: ({ method }) => {
                if (method === 'HEAD') throw new Error('a condition that throws');
                return true;
              },
            },
          },
        ],
      ),
    },
  ),
});

const options = fc
  .record({
    policies: fc.oneof(
      { weight: 3, arbitrary: policy.map((one) => [one]) },
      { weight: 1, arbitrary: fc.array(policy, { minLength: 2, maxLength: 3 }) },
    ),
    unmatchedRoutes: fc.constantFrom('deny' as const, 'allow' as const),
  })
  .map(({ policies, unmatchedRoutes }): JwtPolicyOptions => ({
    unmatchedRoutes,
    policies: policies.map(({ appliesTo, clients, ...rest }, index) => ({
      name: `policy ${index}`,
      ...rest,
      issuers: toIssuers(rest.issuers),
      ...(appliesTo && { appliesTo }),
      ...(clients && { clients }),
    })),
  }));

const demands: fc.Arbitrary<Demands> = fc.record({
  scopes: fc.record({
    all: fc.subarray(['a', 'b'], { maxLength: 1 }),
    any: fc.array(fc.subarray(['a', 'b', 'c'], { minLength: 1 }), { maxLength: 1 }),
  }),
  rules: checks.map((list) => list.map(compileClaimDemand)),
  tokenNeed: fc.constantFrom('required', 'required', 'optional', 'optional-any'),
});

const keys = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Keys>('at hand', 'late') },
  { weight: 1, arbitrary: fc.constantFrom<Keys>('unavailable', 'late and unavailable') },
);

const drift = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -60, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: -400, max: 400 }) },
);

const RUNS = 1_000;

describe('decide and explain', () => {
  it('never disagree, whatever the token, the plan, the call and the time', async () => {
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          text: token,
          callShape,
          options,
          demands,
          keys,
          drift,
        }),
        async ({ text, drift: seconds, ...random }) => {
          const decisionSteps: string[] = [];
          const [call, brought] = toCall(text, random.callShape);
          const plan = bench.plan(random.options, random.demands);
          const clock = { now: () => (START + seconds) * 1000 };

          const verdict = await decide(
            observed(plan, random.keys, (step) => decisionSteps.push(step)),
            call,
            clock,
            brought,
          );
          const explanation = await explain(
            askingRegistries(observed(plan, random.keys, () => undefined)),
            call,
            clock,
            brought,
          );

          const { steps } = explanation;
          const firstRefused = steps.findIndex(({ outcome }) => outcome === 'refused');
          const refusing: ExplainedStep | undefined = steps[firstRefused];
          expect(explanation.granted).toBe(verdict.granted);
          expect(explanation.anonymous).toBe(verdict.granted && verdict.anonymous);
          expect(
            explanation.refusal?.code === 'NO_POLICY_APPLIES' ? undefined : explanation.refusal?.code,
          ).toBe(refusing?.code);
          // The decision ran the steps that are explained, in their order, up to the first refusal and no further.
          const explained = refusing === undefined ? steps : steps.slice(0, firstRefused + 1);
          expect(decisionSteps).toEqual(explained.map(({ step }) => step));
          for (const { outcome } of explained.slice(0, firstRefused)) expect(outcome).toBe('passed');

          if (!verdict.granted) {
            count(verdict.refusal.code);
            expect(explanation.refusal).toEqual(verdict.refusal);
            expect(refusing?.step ?? 'policy').toBe(verdict.step);
            if (refusing?.policy !== undefined) expect(refusing.policy).toBe(verdict.policy);
          } else if (verdict.anonymous) {
            count('anonymous');
          } else {
            count('granted');
            for (const { outcome } of steps) expect(outcome).toBe('passed');
            const names = [...new Set(steps.map((step) => step.policy).filter((name) => name !== undefined))];
            expect(Object.keys(verdict.results)).toEqual(names);
          }
        },
      ),
      { numRuns: RUNS },
    );
    // The runs must have been about something: many grants, and many kinds of refusal.
    expect(seen.get('granted')).toBeGreaterThan(RUNS / 50);
    expect(seen.get('anonymous')).toBeGreaterThan(RUNS / 50);
    expect(seen.size).toBeGreaterThan(12);
  }, 30_000);
});

function everyRefusal(own: PolicyBench, mark: string): readonly (readonly [DecisionCode, RefusalCase])[] {
  const cases = Object.entries(refusalCases(own, mark)) as [DecisionCode, RefusalCase][];
  return [...cases, ...furtherRefusalCases(own, mark)];
}

describe('the detail of a refusal', () => {
  const count = everyRefusal(bench, 'mark').length;
  const mark = fc
    .tuple(
      fc.string({ unit: fc.constantFrom('X', 'Y', 'Z', '0'), minLength: 8, maxLength: 24 }),
      fc.constantFrom('', '-_', '~'),
    )
    .map(([middle, end]) => `MARK${middle}${end}`);

  it('never holds a claim, a header but alg and typ, the token or a part of it; nor does a log line above debug', async () => {
    await fc.assert(
      fc.asyncProperty(mark, async (text) => {
        const own = new PolicyBench();
        for (const [code, { plan, call, step }] of everyRefusal(own, text)) {
          const verdict = await decide(plan, call, own.clock);
          expect(verdict).toMatchObject({ granted: false, refusal: { code }, step });
          const explanation = await explain(askingRegistries(plan), call, own.clock);
          const details = explanation.steps.map(({ detail }) => detail);
          const reports = own.reports.filter((line) => !line.startsWith('debug '));
          const written = JSON.stringify([explanation.refusal, details, reports]);
          const sent = call.headerValues('authorization').flatMap((value) => value.split(/[ .]/).slice(1));
          const shown = written.replaceAll(/the token header has the (alg|typ) [^;]*/g, '');
          for (const part of [text, ...sent]) expect(shown).not.toContain(part);
          expect(verdict).toHaveProperty('refusal.detail', explanation.refusal?.detail);
        }
      }),
      { numRuns: 8, examples: [['MARK'], ['MARK-_']] },
    );
    expect(count).toBeGreaterThan(40);
  }, 30_000);
});
