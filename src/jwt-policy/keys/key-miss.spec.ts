import { describe, expect, it } from '@jest/globals';
import { refuseMiss } from './key-miss.js';

describe('refuseMiss', () => {
  it.each([
    ['unknown', 'KEY_UNKNOWN', 'no key with the kid'],
    ['unfit', 'ALGORITHM_REFUSED', 'not for its alg'],
    ['ambiguous', 'KEY_UNKNOWN', 'several keys'],
    ['no-kid', 'KEY_UNKNOWN', 'names no kid'],
  ] as const)('refuses the miss "%s" as %s', (miss, code, detail) => {
    expect(refuseMiss(miss)).toStrictEqual({ code, detail: expect.stringContaining(detail) });
  });
});
