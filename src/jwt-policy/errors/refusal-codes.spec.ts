import { describe, expect, it } from '@jest/globals';
import { REFUSAL_CODES, REFUSALS } from './refusal-codes.js';

const entries = Object.entries(REFUSALS);

describe('refusal codes', () => {
  it('are a list at run time, which nobody can change', () => {
    expect(REFUSAL_CODES).toEqual(Object.keys(REFUSALS));
    expect(Object.isFrozen(REFUSAL_CODES)).toBe(true);
  });

  it.each(entries)('%s reads like a code and has a sentence that fits a header', (code, { message }) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    // RFC 6750 §3: error_description is printable ASCII without quote and backslash.
    expect(message).toMatch(/^[A-Z][\x20\x21\x23-\x5b\x5d-\x7e]+\.$/);
  });

  it('each have a sentence of their own', () => {
    expect(new Set(entries.map(([, { message }]) => message)).size).toBe(entries.length);
  });

  it('separate an outage from a bad token', () => {
    expect(REFUSALS.KEYS_UNAVAILABLE.family).toBe('cannot_decide');
    expect(REFUSALS.NOT_READY.family).toBe('cannot_decide');
    expect(REFUSALS.KEY_UNKNOWN.family).toBe('bad_token');
  });

  it.each(['TOKEN_AMBIGUOUS', 'AUTHORIZATION_MALFORMED'] as const)('count %s as a bad request', (code) => {
    expect(REFUSALS[code].family).toBe('bad_request');
  });

  it.each(['SCOPE_MISSING', 'CLAIM_RULE_FAILED', 'NO_POLICY_APPLIES', 'CONTEXT_UNSUPPORTED'] as const)(
    'count %s as a good token without access',
    (code) => {
      expect(REFUSALS[code].family).toBe('no_access');
    },
  );
});
