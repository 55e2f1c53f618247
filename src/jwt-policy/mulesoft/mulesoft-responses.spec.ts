import { describe, expect, it } from '@jest/globals';
import { refuse, REFUSALS, type RefusalCode } from '../errors/index.js';
import { respondTo } from '../responses/index.js';
import { muleSoftResponses } from './mulesoft-responses.js';

const CODES = Object.keys(REFUSALS) as RefusalCode[];
const challenge = { 'WWW-Authenticate': 'Bearer' };

function codesOf(family: string): RefusalCode[] {
  return CODES.filter((code) => REFUSALS[code].family === family);
}

function answerTo(code: RefusalCode, more: object = {}): unknown {
  return respondTo(refuse(code, 'what the log reads', more), muleSoftResponses);
}

describe('a refusal in the words of MuleSoft', () => {
  it.each([...codesOf('no_token'), ...codesOf('bad_request')])('is 400 for %s', (code) => {
    const body = { error: 'JWT Token is required.' };
    expect(answerTo(code)).toStrictEqual({ status: 400, headers: challenge, body });
  });

  it.each(codesOf('bad_token'))('is 401 with one text for all, also for %s', (code) => {
    expect(answerTo(code)).toStrictEqual({
      status: 401,
      headers: challenge,
      body: { error: 'Invalid token.' },
    });
  });

  it('is 403 for clients, without a challenge: another token would not help', () => {
    const forbidden = (error: string): unknown => ({ status: 403, headers: {}, body: { error } });
    expect(answerTo('CLIENT_UNRESOLVED')).toStrictEqual(forbidden('Authentication denied.'));
    expect(answerTo('CLIENT_NOT_APPROVED')).toStrictEqual(forbidden('Invalid Client'));
  });

  it('is 503 with Retry-After for what cannot be decided', () => {
    const unavailable = (error: string, seconds: string): unknown => ({
      status: 503,
      headers: { 'Retry-After': seconds },
      body: { error },
    });
    const keys = 'Unable to reach JWKS endpoint.';
    expect(answerTo('KEYS_UNAVAILABLE')).toStrictEqual(unavailable(keys, '5'));
    expect(answerTo('KEYS_UNAVAILABLE', { retryAfterSeconds: 9 })).toStrictEqual(unavailable(keys, '9'));
    expect(answerTo('CLIENTS_UNAVAILABLE')).toStrictEqual(
      unavailable('Unable to reach client registry.', '5'),
    );
  });

  it.each<RefusalCode>(['SCOPE_MISSING', 'CLAIM_RULE_FAILED', 'NO_POLICY_APPLIES', 'CONTEXT_UNSUPPORTED'])(
    'stays as RFC 6750 has it for %s, which MuleSoft does not decide',
    (code) => {
      const refusal = refuse(code, 'x', { scopes: ['a'] });
      expect(respondTo(refusal, muleSoftResponses)).toStrictEqual(respondTo(refusal));
    },
  );

  it('never tells more than a constant of the code', () => {
    for (const code of CODES) {
      const refusal = refuse(code, 'SECRET');
      expect(JSON.stringify(respondTo(refusal, muleSoftResponses))).not.toContain('SECRET');
    }
  });
});
