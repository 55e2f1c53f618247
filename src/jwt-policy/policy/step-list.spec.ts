import { describe, expect, it } from '@jest/globals';
import { PolicyBench } from '../../../test/support/policy-bench.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { must } from './subject.js';
import type { Resolved, Step } from './step.js';
import { assertOrder, isCacheable, stepList } from './step-list.js';

const bench = new PolicyBench();
const [issuer] = bench.plan().policies.flatMap(({ issuers }) => issuers);

function step(name: string, needs: readonly Resolved[], more: Partial<Step> = {}): Step {
  return { name, expects: name, needs, run: () => undefined, ...more };
}

const TOKEN = step('token', [], { provides: 'token' });
const PARSE = step('parse', ['token'], { provides: 'parsed', isSettled: true });
const ISSUER = step('issuer', ['parsed'], { provides: 'issuer', isSettled: true });
const SIGNATURE = step('signature', ['issuer'], { provides: 'verified', isSettled: true });
const KIND = step('kind', ['verified'], { isSettled: true });
const RULE = step('rule', ['verified']);

describe('the order of steps', () => {
  it.each<[string, readonly Step[], string]>([
    [
      'a step before what it needs',
      [PARSE, TOKEN],
      'the step "parse" needs token, which no step before it provides.',
    ],
    ['a rule before the signature', [TOKEN, PARSE, RULE, ISSUER], 'the step "rule" needs verified, which'],
    [
      'a step that needs what it provides itself',
      [step('self', ['client'], { provides: 'client' })],
      '"self" needs client',
    ],
    ['two that are missing', [step('late', ['key', 'client'])], 'needs key and client, which'],
  ])('stops the start with %s', (_name, steps, message) => {
    expect(() => assertOrder('policy "a"', steps)).toThrow(JwtPolicyConfigurationError);
    expect(() => assertOrder('policy "a"', steps)).toThrow(message);
    expect(() => assertOrder('policy "a"', steps)).toThrow('policy "a"');
  });

  it('counts the values that are already there', () => {
    expect(() => assertOrder('OrdersController.list', [RULE], new Set<Resolved>(['verified']))).not.toThrow();
    expect(() => assertOrder('OrdersController.list', [RULE])).toThrow('needs verified');
  });
});

describe('a list of steps', () => {
  it('knows the positions where the token is found, the issuer is found and the claims are verified', () => {
    const list = stepList('policy "a"', must(issuer), [TOKEN, PARSE, ISSUER, SIGNATURE, RULE]);
    expect([list.tokenEnd, list.issuerEnd, list.settledEnd]).toEqual([1, 3, 4]);
    expect(Object.isFrozen(list.steps)).toBe(true);
    const longer = stepList('policy "a"', must(issuer), [TOKEN, PARSE, ISSUER, SIGNATURE, KIND, RULE, KIND]);
    expect([longer.tokenEnd, longer.issuerEnd, longer.settledEnd]).toEqual([1, 3, 5]);
    expect(stepList('policy "a"', must(issuer), [TOKEN, PARSE, ISSUER, SIGNATURE]).settledEnd).toBe(4);
  });

  it('can be cached if token and key alone settle the steps between token and claims', () => {
    const settled = stepList('policy "a"', must(issuer), [TOKEN, PARSE, ISSUER, SIGNATURE, RULE]);
    const { isSettled: _settled, ...anew } = SIGNATURE;
    const unsettled = stepList('policy "a"', must(issuer), [TOKEN, PARSE, ISSUER, anew, RULE]);
    expect(isCacheable(settled)).toBe(true);
    expect(isCacheable(unsettled)).toBe(false);
  });
});
