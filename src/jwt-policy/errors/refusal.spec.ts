import { describe, expect, it } from '@jest/globals';
import { isRefusal, refuse } from './refusal.js';

describe('a refusal', () => {
  it('is its code and its detail, and nothing else', () => {
    expect(refuse('TOKEN_EXPIRED', 'exp has passed')).toStrictEqual({
      code: 'TOKEN_EXPIRED',
      detail: 'exp has passed',
    });
  });

  it('carries the scopes that are missing', () => {
    expect(refuse('SCOPE_MISSING', 'no scope', { scopes: ['a', 'b'] })).toStrictEqual({
      code: 'SCOPE_MISSING',
      detail: 'no scope',
      scopes: ['a', 'b'],
    });
  });

  it('carries the time after which another try makes sense', () => {
    expect(refuse('KEYS_UNAVAILABLE', 'down', { retryAfterSeconds: 3 })).toMatchObject({
      retryAfterSeconds: 3,
    });
  });

  it('is recognised among other values', () => {
    expect(isRefusal(refuse('TOKEN_MISSING', 'none'))).toBe(true);
    expect(isRefusal({ kid: undefined })).toBe(false);
    expect(isRefusal({ code: 'TOKEN_MISSING' })).toBe(false);
    expect(isRefusal({ detail: 'none' })).toBe(false);
  });
});
