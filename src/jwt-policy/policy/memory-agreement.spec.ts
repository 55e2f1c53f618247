import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { askingRegistries } from '../../../test/support/asked-registries.js';
import { ChangingKeys, withKeys } from '../../../test/support/changing-keys.js';
import { callOf, callWith, PolicyBench, type CallParts } from '../../../test/support/policy-bench.js';
import { generateKey, type TestKey } from '../../../test/support/test-issuer.js';
import { compileClaimDemand, type ClaimCheckOptions } from '../claims/index.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import type { JwtPolicyOptions, PolicyOptions } from '../options/index.js';
import type { Demands } from './demands.js';
import type { Plan } from './plan.js';
import type { Verdict } from './verdict.js';

const bench = new PolicyBench();
const START = bench.clock.seconds;

const SIGNERS = ['issuer', 'partner'] as const;
type Signer = (typeof SIGNERS)[number];

/** Two of them share a kid. */
const KEYS: readonly TestKey[] = [
  bench.issuer.key,
  bench.partner.key,
  generateKey('key-1', 'ES256'),
  generateKey('key-2', 'ES256'),
];

// --- Tokens: a small pool for each run, so that they come again.

const time = fc.integer({ min: -20, max: 20 }).map((tens) => START + tens * 10);

/** Each claim as the issuer writes it by default, mostly. */
const claims = fc
  .record({
    aud: mostly<unknown>('orders', 'other', undefined),
    exp: fc.oneof({ weight: 3, arbitrary: fc.constant(START + 100) }, { weight: 2, arbitrary: time }),
    nbf: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: time }),
    iat: fc.oneof({ weight: 4, arbitrary: fc.constant(START) }, { weight: 1, arbitrary: time }),
    sub: mostly<unknown>('alice', 'bob'),
    scope: fc.constantFrom('a', 'a b', 'c'),
    cnf: mostly<unknown>(undefined, { jkt: 'x' }),
  })
  .map((all): Record<string, unknown> => all);

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Other texts that a sloppy memory could take for the token. */
const MUTATIONS: Readonly<Record<string, (token: string) => string>> = {
  padding: (token) => `${token}=`,
  bits: (token) => token.slice(0, -1) + LETTERS.charAt(LETTERS.indexOf(token.at(-1) ?? '') + 1),
  cut: (token) => token.slice(0, -7),
  payload: (token) => token.replace(/\.(.)/, (_all, first: string) => (first === 'e' ? '.f' : '.e')),
};

const token = fc
  .record({
    signer: mostly<Signer>('issuer', 'partner'),
    key: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
    ),
    header: mostly<object>({}, { kid: undefined }, { typ: 'at+jwt' }, { alg: 'none' }),
    claims,
  })
  .map(({ signer, key = bench[signer].key, header, claims: changes }) =>
    bench[signer].token({ key, header: { ...header }, claims: changes }),
  );

/** The first value far more often than all the others together. */
function mostly<T>(usual: T, ...others: readonly [T, ...T[]]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

// --- What happens: calls with these tokens, while keys and clock do what they like.

interface Call {
  readonly token: number;
  readonly mutation: string;
  readonly how: 'header' | 'beside' | 'none' | 'twice';
  readonly parts: CallParts;
}

const call = fc.record({
  token: fc.nat(),
  mutation: mostly('none', 'padding', 'bits', 'cut', 'payload'),
  how: mostly<Call['how']>('header', 'beside', 'none', 'twice'),
  parts: fc.record({ method: fc.constantFrom('GET', 'POST') }),
});

const event = fc.oneof(
  { weight: 10, arbitrary: fc.record({ call }) },
  {
    weight: 2,
    arbitrary: fc.record({ moveTo: fc.integer({ min: -25, max: 25 }).map((tens) => START + tens * 10) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      of: fc.constantFrom(...SIGNERS),
      keys: fc.oneof(fc.constant(KEYS.slice(0, 2)), fc.subarray([...KEYS])),
      isDown: mostly(false, true),
      isLate: mostly(false, true),
    }),
  },
);

function toCall(
  text: string,
  { how, parts }: Call,
): readonly [Parameters<typeof decide>[1], string | undefined] {
  const bearer = `Bearer ${text}`;
  if (how === 'beside') return [callOf(parts), text];
  if (how === 'none') return [callOf(parts), undefined];
  return [
    how === 'twice' ? callOf({ ...parts, authorization: [bearer, bearer] }) : callWith(text, parts),
    undefined,
  ];
}

// --- Plans, and how much they remember.

const check = fc.constantFrom<ClaimCheckOptions>(
  { claim: 'sub', rule: 'alice' },
  { claim: 'sub', rule: 'bob', mandatory: false },
  { claim: 'nbf', rule: () => true },
  { rule: (_claims, { attributes }) => attributes.method === 'GET' },
  {
    claim: 'scope',
    rule: (scope) => {
      if (scope === 'c') throw new Error('a rule that throws');
      return true;
    },
  },
);
const checks = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(check, { maxLength: 2 }) },
);

const issuerOptions = fc.record(
  {
    audience: fc.constantFrom(null, 'orders', 'other'),
    requireExp: fc.boolean(),
    maxAgeSeconds: fc.constantFrom(50, 100),
    clockToleranceSeconds: fc.constantFrom(0, 60),
    types: mostly(['JWT', 'at+jwt'], ['at+jwt']),
    acceptBoundTokens: fc.boolean(),
    acceptIdTokens: fc.boolean(),
    allowMissingKid: fc.boolean(),
    checks,
  },
  { requiredKeys: [] },
);

/** Approves at once or later, or nobody at all: what a registry says is never cached. */
const clients: NonNullable<PolicyOptions['clients']> = {
  clientId: 'sub',
  registry: {
    find: (id) => (id === 'bob' ? Promise.resolve({ status: 'approved' }) : { status: 'approved' }),
  },
};

const policy = fc.record({
  clients: mostly<PolicyOptions['clients']>(undefined, clients, { ...clients, registry: {} }),
  who: mostly('both', 'own', 'any'),
  issuer: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: issuerOptions }),
  appliesTo: mostly(undefined, [{ methods: ['GET'] }]),
  checks,
});

const options = fc.array(policy, { minLength: 1, maxLength: 2 }).map((policies): JwtPolicyOptions => ({
  policies: policies.map(
    ({ who, issuer, appliesTo, clients: ofTokens, checks: ofPolicy }, index): PolicyOptions => {
      const own = { ...bench.options(), ...issuer };
      const partner = { ...bench.options(bench.partner), ...issuer };
      const issuers = who === 'both' ? [own, partner] : [who === 'own' ? own : { ...own, issuer: null }];
      return {
        name: `policy ${index}`,
        issuers,
        checks: ofPolicy,
        ...(appliesTo && { appliesTo }),
        ...(ofTokens && { clients: ofTokens }),
      };
    },
  ),
}));

const demands: fc.Arbitrary<Demands> = fc.record({
  scopes: mostly<Demands['scopes']>(
    { all: [], any: [] },
    { all: ['a'], any: [] },
    { all: [], any: [['b', 'c']] },
  ),
  rules: checks.map((list) => list.map(compileClaimDemand)),
  tokenNeed: fc.constantFrom('required', 'optional', 'optional-any'),
});

const bounds = fc.record({
  maxEntries: fc.constantFrom(1, 2, 3, 1_000),
  maxBytes: fc.constantFrom(1_500, 1_000_000),
});

/** The keys of each issuer: the first of the pool that it signs with, until something happens to them. */
class World {
  private readonly sources: Record<Signer, ChangingKeys[]> = { issuer: [], partner: [] };

  open(issuer: string | null, allowMissingKid: boolean): ChangingKeys {
    const signer = issuer === bench.partner.issuer ? 'partner' : 'issuer';
    const keys = new ChangingKeys(allowMissingKid, bench[signer].key);
    this.sources[signer].push(keys);
    return keys;
  }

  change({
    of,
    keys,
    ...state
  }: {
    of: Signer;
    keys: readonly TestKey[];
    isDown: boolean;
    isLate: boolean;
  }): void {
    for (const source of this.sources[of]) {
      source.publish(...keys);
      Object.assign(source, state);
    }
  }

  get finds(): number {
    return Object.values(this.sources)
      .flat()
      .reduce((sum, { finds }) => sum + finds, 0);
  }
}

/** All that a verdict says, but for the subject, which knows less of a token that was not read anew. */
function told(verdict: Verdict): unknown {
  if (verdict.granted) return verdict;
  const { subject: _subject, ...rest } = verdict;
  return rest;
}

const RUNS = 120;

describe('a plan that caches tokens and the same plan without a cache', () => {
  it('decide alike, and explain agrees, for any sequence of calls while keys and time change', async () => {
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    const run = fc.record({
      tokens: fc.array(token, { minLength: 1, maxLength: 5 }),
      events: fc.array(event, { minLength: 10, maxLength: 40, size: 'max' }),
      options,
      demands,
      bounds,
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ tokens, events, ...random }) => {
        const plan = bench.plan(random.options, random.demands);
        const worlds = [new World(), new World(), new World()] as const;
        const inWorld = (index: 0 | 1 | 2, memory?: typeof random.bounds): Plan =>
          withKeys(
            plan,
            ({ issuer, allowMissingKid }) => worlds[index].open(issuer, allowMissingKid),
            memory,
          );
        const [remembering, forgetful, explained] = [inWorld(0, random.bounds), inWorld(1), inWorld(2)];
        let now = START;
        const clock = { now: () => now * 1000 };
        for (const happening of events) {
          if ('moveTo' in happening) now = happening.moveTo;
          else if ('keys' in happening) for (const world of worlds) world.change(happening);
          else {
            const { token: index, mutation } = happening.call;
            const original = tokens[index % tokens.length] ?? '';
            const text = MUTATIONS[mutation]?.(original) ?? original;
            const [sent, brought] = toCall(text, happening.call);
            const [before, beforeOff] = [worlds[0].finds, worlds[1].finds];
            const on = await decide(remembering, sent, clock, brought);
            const off = await decide(forgetful, sent, clock, brought);
            const explanation = await explain(askingRegistries(explained), sent, clock, brought);

            expect(told(on)).toEqual(told(off));
            expect(explanation.granted).toBe(on.granted);
            expect(explanation.anonymous).toBe(on.granted && on.anonymous);
            if (!on.granted) expect(explanation.refusal).toEqual(on.refusal);

            const outcome = on.granted ? (on.anonymous ? 'anonymous' : 'granted') : on.refusal.code;
            count(outcome);
            if (worlds[0].finds - before < worlds[1].finds - beforeOff) count(`${outcome} from memory`);
          }
        }
      }),
      { numRuns: RUNS },
    );
    // The runs must have been about something.
    expect(seen.get('granted from memory')).toBeGreaterThan(RUNS / 5);
    expect(seen.get('anonymous from memory')).toBeGreaterThan(RUNS / 10);
    expect(seen.size).toBeGreaterThan(15);
  }, 60_000);
});
