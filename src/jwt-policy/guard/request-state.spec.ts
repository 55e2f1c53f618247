import { describe, expect, it } from '@jest/globals';
import type { PolicyResult } from '../policy/index.js';
import { toState } from './request-state.js';

function result(policy: string, issuer: string | null = 'https://id.example.com'): PolicyResult {
  return { policy, issuer, claims: { sub: policy } };
}

describe('the state of a granted call', () => {
  it('holds claims, issuer and name of the last policy, and the results of all by name', () => {
    const [first, last] = [result('first'), result('last', null)];
    expect(toState({ granted: true, anonymous: false, results: [first, last] })).toEqual({
      policy: 'last',
      issuer: null,
      claims: { sub: 'last' },
      results: { first, last },
    });
  });

  it('is the one policy where there is one', () => {
    const only = result('only');
    const state = toState({ granted: true, anonymous: false, results: [only] });
    expect(state).toEqual({ ...only, results: { only } });
    expect(state.claims).toBe(only.claims);
  });

  it('is frozen, and its results are', () => {
    const state = toState({ granted: true, anonymous: false, results: [result('only')] });
    expect(Object.isFrozen(state)).toBe(true);
    expect(Object.isFrozen(state.results)).toBe(true);
  });

  it('keeps a policy of any name as a result like the others', () => {
    const state = toState({
      granted: true,
      anonymous: false,
      results: [result('__proto__'), result('last')],
    });
    expect(Object.keys(state.results)).toEqual(['__proto__', 'last']);
    expect(Object.getPrototypeOf(state.results)).toBe(Object.prototype);
  });
});
