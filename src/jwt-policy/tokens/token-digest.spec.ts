import { describe, expect, it } from '@jest/globals';
import { tokenDigest } from './token-digest.js';

describe('tokenDigest', () => {
  it('is the first 8 hex digits of the SHA-256', () => {
    // FIPS 180-2, appendix B.1.
    expect(tokenDigest('abc')).toBe('ba7816bf');
  });

  it('does not show the token, and differs with its last character', () => {
    expect(tokenDigest('header.payload.signature1')).not.toBe(tokenDigest('header.payload.signature2'));
    expect(tokenDigest('')).toMatch(/^[0-9a-f]{8}$/);
  });
});
