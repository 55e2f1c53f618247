import { describe, expect, it } from '@jest/globals';
import { grant, type PolicyResult } from './verdict.js';

function result(policy: string, issuer: string | null = 'https://id.example.com'): PolicyResult {
  return { policy, issuer, claims: { sub: policy } };
}

describe('a granted verdict', () => {
  it('holds claims, issuer and name of the last policy, and the results of all by name', () => {
    const [first, last] = [result('first'), result('last', null)];
    expect(grant([first, last])).toEqual({
      granted: true,
      anonymous: false,
      policy: 'last',
      issuer: null,
      claims: { sub: 'last' },
      results: { first, last },
    });
  });

  it('is frozen, and its results are', () => {
    const only = result('only');
    const verdict = grant([only]);
    expect([Object.isFrozen(verdict), Object.isFrozen(verdict.results)]).toEqual([true, true]);
    expect(verdict.claims).toBe(only.claims);
  });

  it('keeps a policy of any name as a result like the others', () => {
    const last = result('last');
    const { results } = grant([result('__proto__'), last]);
    expect(Object.keys(results)).toEqual(['__proto__', 'last']);
    expect(Object.getPrototypeOf(results)).toBe(Object.prototype);
  });
});
