import { describe, expect, it } from '@jest/globals';
import { PolicyBench, callWith } from '../../../../test/support/policy-bench.js';
import type { ClaimCheckOptions } from '../../claims/index.js';
import { decide } from '../decide.js';

/** The warnings that are logged when this rule checks the claim `sub`, and the code of the refusal. */
async function toldAbout(
  rule: ClaimCheckOptions['rule'],
  sub = 'alice',
): Promise<[readonly string[], unknown]> {
  const bench = new PolicyBench();
  const plan = bench.plan({ issuers: [bench.options()], checks: [{ claim: 'sub', rule }] });
  const verdict = await decide(plan, callWith(bench.issuer.token({ claims: { sub } })), bench.clock);
  return [bench.reports, verdict.granted ? 'granted' : verdict.refusal];
}

function throwing(make: (value: unknown) => unknown) {
  return function picky(value: unknown): boolean {
    throw make(value);
  };
}

const REFUSED = { code: 'CLAIM_REFUSED', detail: 'the rule threw: sub satisfies picky' };

describe('a rule that throws', () => {
  it('refuses, and a warning says which rule it is, what it threw and where', async () => {
    const [reports, outcome] = await toldAbout(throwing(() => new RangeError('out of range')));
    expect(outcome).toEqual(REFUSED);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(
      /^warn The rule "sub satisfies picky" threw RangeError at \S.*claim-rules\.spec\.ts/,
    );
  });

  it('is logged without its message, which may hold a claim value', async () => {
    const [reports] = await toldAbout(
      throwing((value) => new Error(`bad ${String(value)}`)),
      'mallory',
    );
    expect(reports[0]).toMatch(/threw Error at /);
    expect(reports[0]).not.toContain('mallory');
  });

  it('is logged without its message also if a line of the message looks like a stack frame', async () => {
    const rule = throwing((value) => new Error(`bad\n    at ${String(value)}`));
    const [reports] = await toldAbout(rule, 'forged (file.js:1:1)\n    at mallory');
    expect(reports[0]).toMatch(/threw Error at \S.*claim-rules\.spec\.ts/);
    expect(reports[0]).not.toMatch(/forged|mallory/);
  });

  it('is logged without a place if its message differs from the one in the stack', async () => {
    const rule = throwing((value) => {
      const error = new Error(`\n at ${String(value)}`);
      // Reading the stack writes it, with the message of that moment.
      return Object.assign(error, { stack: error.stack, message: 'changed' });
    });
    const [reports, outcome] = await toldAbout(rule, 'mallory');
    expect(reports).toEqual(['warn The rule "sub satisfies picky" threw Error']);
    expect(outcome).toEqual(REFUSED);
  });

  it.each([
    ['a list, as some tracing tools make it', []],
    ['missing', undefined],
    ['cut short', 'Error: x'],
  ])('refuses as well when its stack is %s', async (_what, stack) => {
    const rule = throwing(() => Object.assign(new Error('x'), { stack }));
    expect(await toldAbout(rule)).toEqual([['warn The rule "sub satisfies picky" threw Error'], REFUSED]);
  });

  it.each([['a text'], [null], [undefined], [{ message: 'no Error' }]])(
    'refuses when it throws %j, which is not an Error',
    async (thrown) => {
      expect(await toldAbout(throwing(() => thrown))).toEqual([
        ['warn The rule "sub satisfies picky" threw a value that is not an Error'],
        REFUSED,
      ]);
    },
  );

  it('refuses when it throws a value that cannot be read', async () => {
    const getPrototypeOf = (): never => {
      throw new Error('mallory');
    };
    expect(await toldAbout(throwing(() => new Proxy({}, { getPrototypeOf })))).toEqual([
      ['warn The rule "sub satisfies picky" threw a value that cannot be read'],
      REFUSED,
    ]);
  });

  it('is logged for every call, so that a broken rule is noticed', async () => {
    const bench = new PolicyBench();
    const rule = throwing(() => new Error('x'));
    const plan = bench.plan({ issuers: [bench.options()], checks: [{ claim: 'sub', rule }] });
    await decide(plan, callWith(bench.issuer.token()), bench.clock);
    await decide(plan, callWith(bench.issuer.token()), bench.clock);
    expect(bench.reports).toHaveLength(2);
  });
});

describe('a rule', () => {
  it('passes only if it returns true', async () => {
    expect(await toldAbout(() => true)).toEqual([[], 'granted']);
    const truthy = (() => 1) as unknown as () => boolean;
    expect((await toldAbout(truthy))[1]).toMatchObject({ code: 'CLAIM_REFUSED' });
  });

  it('names in the detail the expected value and not the found one', async () => {
    expect(await toldAbout('bob', 'mallory')).toEqual([
      [],
      { code: 'CLAIM_REFUSED', detail: 'expected: sub is "bob"' },
    ]);
  });
});
