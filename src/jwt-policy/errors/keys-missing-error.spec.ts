import { describe, expect, it } from '@jest/globals';
import { JwtPolicyError } from './jwt-policy-error.js';
import { KeysMissingError } from './keys-missing-error.js';

describe('missing keys at start', () => {
  const error = new KeysMissingError([
    'https://id.example.com/jwks: the answer has status 500, not 200',
    'https://partner.example.com/jwks: ECONNREFUSED',
  ]);

  it('are listed with place and reason, one a line', () => {
    expect(error.message).toBe(
      [
        'JwtPolicyModule cannot start with failFast, key sets are missing:',
        '  - https://id.example.com/jwks: the answer has status 500, not 200',
        '  - https://partner.example.com/jwks: ECONNREFUSED',
      ].join('\n'),
    );
  });

  it('are an error of the package with a name and a code', () => {
    expect(error).toBeInstanceOf(JwtPolicyError);
    expect([error.name, error.code]).toEqual(['KeysMissingError', 'KEYS_MISSING_AT_START']);
  });
});
