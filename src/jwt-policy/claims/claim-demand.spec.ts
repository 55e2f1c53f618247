import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  claimCheckProblem,
  compileClaimDemand,
  runClaimCheck,
  type ClaimCheckOptions,
} from './claim-demand.js';
import type { JwtClaims } from './claims.js';
import { includes, type RuleContext } from './rule.js';

function contextOf(claims: JwtClaims): RuleContext {
  return { claims, attributes: {} } as unknown as RuleContext;
}

function run(options: ClaimCheckOptions, claims: JwtClaims) {
  const thrown: unknown[] = [];
  const outcome = runClaimCheck(compileClaimDemand(options), contextOf(claims), (error) =>
    thrown.push(error),
  );
  return { outcome, thrown };
}

/** Outcome of a check that must not throw. */
function outcomeOf(options: ClaimCheckOptions, claims: JwtClaims): string {
  const { outcome, thrown } = run(options, claims);
  expect(thrown).toEqual([]);
  return outcome;
}

describe('claimCheckProblem', () => {
  it.each([
    ['a literal', { claim: 'token_use', rule: 'access' }],
    ['a nested claim', { claim: ['realm_access', 'roles'], rule: () => true }],
    ['an optional claim', { claim: 'token_use', rule: ['access'], mandatory: false }],
    ['a predicate over all claims', { rule: () => true }],
    ['a DescribedRule over all claims', { rule: { describe: 'is whole', run: () => true } }],
  ])('has nothing against %s', (_name, options) => {
    expect(claimCheckProblem(options)).toBeUndefined();
  });

  it.each([
    ['undefined', undefined, 'must be an object'],
    ['a list', [{ claim: 'a', rule: 'b' }], 'must be an object'],
    ['a text', 'token_use', 'must be an object'],
    [
      'a misspelt name',
      { claim: 'a', rule: 'b', optional: true },
      '"optional" is not an option here; known are claim, rule, mandatory.',
    ],
    [
      'a name of the prototype',
      JSON.parse('{"claim":"a","rule":"b","__proto__":1}'),
      '"__proto__" is not an option here',
    ],
    ['an empty claim', { claim: '', rule: 'b' }, 'claim must be'],
    ['an unset claim, which would check all claims', { claim: undefined, rule: () => true }, 'claim must be'],
    ['no rule', { claim: 'a' }, 'rule must be'],
    ['an unset rule', { claim: 'a', rule: undefined }, 'rule must be'],
    ['an empty list', { claim: 'a', rule: [] }, 'rule must be'],
    ['a literal without a claim', { rule: 'access' }, 'a rule without a claim'],
    ['a list without a claim', { rule: ['access'] }, 'a rule without a claim'],
    ['a text for mandatory', { claim: 'a', rule: 'b', mandatory: 'false' }, 'mandatory must be'],
    ['an unset mandatory', { claim: 'a', rule: 'b', mandatory: undefined }, 'mandatory must be'],
  ])('says what is wrong with %s', (_name, options: unknown, problem) => {
    expect(claimCheckProblem(options)).toContain(problem);
  });
});

describe('a literal beyond ±(2^53 - 1)', () => {
  it.each([
    ['a literal', Number('9007199254740993')],
    ['a negative literal', -(2 ** 53)],
    ['a literal with an exponent', 1e300],
    ['one of a set', ['a', 1, Number('9007199254740993')]],
    ['the element of includes()', includes(Number('9007199254740993'))],
  ])('stops the start: %s', (_name, rule) => {
    expect(claimCheckProblem({ claim: 'uid', rule })).toMatch(/number beyond 9007199254740991 .* as text/);
  });

  it.each([
    ['the largest', 2 ** 53 - 1],
    ['the smallest', -(2 ** 53 - 1)],
    ['a fraction', 1.5],
    ['a text', '9007199254740993'],
    ['a set of texts', ['9007199254740993']],
    ['the element of includes()', includes('9007199254740993')],
  ])('is not what this is: %s', (_name, rule) => {
    expect(claimCheckProblem({ claim: 'uid', rule })).toBeUndefined();
  });

  it.each([
    [2 ** 53 - 1, '{"uid":9007199254740992}'],
    ['9007199254740993', '{"uid":9007199254740993}'],
    [[2 ** 53 - 1], '{"uid":9007199254740993}'],
    [includes(2 ** 53 - 1), '{"uid":[9007199254740992]}'],
  ])('is equal to no claim: %j does not pass %s', (rule, claims) => {
    expect(outcomeOf({ claim: 'uid', rule }, JSON.parse(claims) as JwtClaims)).toBe('failed');
  });
});

describe('compileClaimDemand', () => {
  it.each([
    [{ claim: 'token_use', rule: 'access' }, 'token_use is "access"'],
    [{ claim: 'token_use', rule: 'access', mandatory: false }, 'token_use is "access" where present'],
    [{ claim: ['realm', 'role'], rule: ['a', 'b'] }, 'realm > role is one of ["a","b"]'],
    [{ rule: { describe: 'is whole', run: () => true } }, 'the token is whole'],
  ])('puts %j in words', (options: ClaimCheckOptions, words) => {
    expect(compileClaimDemand(options).describe).toBe(words);
  });

  it('does not change with the options it was made of', () => {
    const claim = ['realm', 'role'];
    const demand = compileClaimDemand({ claim, rule: 'a' });
    claim.pop();
    expect(demand.claim).toEqual(['realm', 'role']);
    expect(Object.isFrozen(demand) && Object.isFrozen(demand.claim)).toBe(true);
  });
});

describe('runClaimCheck', () => {
  it('passes a claim that satisfies its rule', () => {
    expect(outcomeOf({ claim: 'token_use', rule: 'access' }, { token_use: 'access' })).toBe('passed');
  });

  it('fails a claim that does not', () => {
    expect(outcomeOf({ claim: 'token_use', rule: 'access' }, { token_use: 'id' })).toBe('failed');
  });

  it('misses an absent claim', () => {
    expect(outcomeOf({ claim: 'token_use', rule: 'access' }, {})).toBe('missing');
  });

  it('passes an absent claim that is not mandatory, without running the rule', () => {
    let runs = 0;
    const rule = (): boolean => (runs += 1) > 1;
    expect(outcomeOf({ claim: 'token_use', rule, mandatory: false }, {})).toBe('passed');
    expect(runs).toBe(0);
  });

  it.each([['id'], [null], ['']])('checks the claim %p that is present though not mandatory', (value) => {
    expect(outcomeOf({ claim: 'token_use', rule: 'access', mandatory: false }, { token_use: value })).toBe(
      'failed',
    );
  });

  it('takes an inherited member for absent', () => {
    expect(outcomeOf({ claim: 'constructor', rule: () => true }, {})).toBe('missing');
    expect(outcomeOf({ claim: '__proto__', rule: () => true }, {})).toBe('missing');
  });

  it('hands a rule without a claim all claims', () => {
    expect(outcomeOf({ rule: (value, { claims }) => value === claims }, { sub: 'alice' })).toBe('passed');
  });

  it.each([[1], ['true'], [{}], [[]], [undefined], [null], [new Boolean(true)]])(
    'fails when the rule returns %p: only true passes',
    (result) => {
      expect(outcomeOf({ claim: 'sub', rule: () => result as boolean }, { sub: 'alice' })).toBe('failed');
    },
  );

  it('fails closed when the rule throws, and hands on what was thrown', () => {
    const error = new TypeError('no such property');
    const rule = (): boolean => {
      throw error;
    };
    expect(run({ claim: 'sub', rule }, { sub: 'alice' })).toEqual({ outcome: 'threw', thrown: [error] });
  });

  it('fails closed when the rule returns a promise, be it one of true', () => {
    const rule = (async () => true) as unknown as () => boolean;
    const { outcome, thrown } = run({ claim: 'sub', rule }, { sub: 'alice' });
    expect(outcome).toBe('threw');
    expect(String(thrown[0])).toContain('rules are synchronous');
  });

  it('leaves no rejection unhandled when the rule returns a promise that rejects', async () => {
    const rule = (async () => {
      throw new Error('late');
    }) as unknown as () => boolean;
    expect(run({ claim: 'sub', rule }, { sub: 'alice' }).outcome).toBe('threw');
    // By then an unhandled rejection would have failed this test.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('never throws and never passes when a rule throws whatever there is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (thrown, value) => {
        const rule = (): boolean => {
          throw thrown;
        };
        expect(run({ claim: 'sub', rule }, { sub: value as string })).toEqual({
          outcome: 'threw',
          thrown: [thrown],
        });
      }),
    );
  });

  it('passes nothing but true, whatever a rule returns', () => {
    fc.assert(
      fc.property(fc.anything(), (result) => {
        const { outcome } = run({ rule: () => result as boolean }, {});
        expect(outcome).toBe(result === true ? 'passed' : 'failed');
      }),
    );
  });
});

describe('a rule that returns a promise of another kind', () => {
  it('does not pass, and its rejection ends nothing', async () => {
    const rule = () => runInNewContext("Promise.reject(new Error('late'))") as unknown;
    const { outcome } = run({ claim: 'sub', rule: rule as never }, { sub: 'alice' });
    expect(outcome).toBe('threw');
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('a rule with a problem or warnings of its own', () => {
  it('is refused with its problem', () => {
    const rule = { describe: 'is broken', problem: 'is cut off.', run: () => true };
    expect(claimCheckProblem({ claim: 'sub', rule })).toBe('is cut off.');
    expect(claimCheckProblem({ rule })).toBe('is cut off.');
    expect(claimCheckProblem({ rule: { ...rule, problem: undefined } })).toBeUndefined();
  });

  it('hands on its warnings', () => {
    const rule = { describe: 'is odd', warnings: ['It is odd.'], run: () => true };
    expect(compileClaimDemand({ rule }).warnings).toEqual(['It is odd.']);
    expect(compileClaimDemand({ claim: 'sub', rule: 'alice' }).warnings).toEqual([]);
  });
});
