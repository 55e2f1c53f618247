import { describe, expect, it } from '@jest/globals';
import { refuse, REFUSALS, type RefusalCode } from '../errors/index.js';
import { respondTo } from './rfc6750-responses.js';

const CODES = Object.keys(REFUSALS) as RefusalCode[];

function codesOf(family: string): RefusalCode[] {
  return CODES.filter((code) => REFUSALS[code].family === family);
}

/** The whole answer to a refusal. */
function answerTo(code: RefusalCode): unknown {
  return respondTo(refuse(code, 'what the log reads'));
}

function bodyOf(statusCode: number, code: RefusalCode, error: string): unknown {
  return { statusCode, code, error, message: REFUSALS[code].message };
}

describe('rfc6750Responses', () => {
  it('challenges a call without token, without an error', () => {
    expect(answerTo('TOKEN_MISSING')).toStrictEqual({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer' },
      body: bodyOf(401, 'TOKEN_MISSING', 'unauthorized'),
    });
  });

  it.each(codesOf('bad_request'))('answers %s with 400 and invalid_request', (code) => {
    const told = `error="invalid_request", error_description="${REFUSALS[code].message}"`;
    expect(answerTo(code)).toStrictEqual({
      status: 400,
      headers: { 'WWW-Authenticate': `Bearer ${told}` },
      body: bodyOf(400, code, 'invalid_request'),
    });
  });

  it.each(codesOf('bad_token'))('answers %s with 401 and invalid_token', (code) => {
    const told = `error="invalid_token", error_description="${REFUSALS[code].message}"`;
    expect(answerTo(code)).toStrictEqual({
      status: 401,
      headers: { 'WWW-Authenticate': `Bearer ${told}` },
      body: bodyOf(401, code, 'invalid_token'),
    });
  });

  it('answers a missing scope with 403, insufficient_scope and the scopes that the route wants', () => {
    const { message } = REFUSALS.SCOPE_MISSING;
    expect(respondTo(refuse('SCOPE_MISSING', 'x', { scopes: ['api/read', 'api/write'] }))).toStrictEqual({
      status: 403,
      headers: {
        'WWW-Authenticate': `Bearer error="insufficient_scope", error_description="${message}", scope="api/read api/write"`,
      },
      body: bodyOf(403, 'SCOPE_MISSING', 'insufficient_scope'),
    });
  });

  it.each(['CLAIM_RULE_FAILED', 'NO_POLICY_APPLIES', 'CONTEXT_UNSUPPORTED'] as const)(
    'answers %s with 403 and a challenge without error: another token would not help',
    (code) => {
      expect(answerTo(code)).toStrictEqual({
        status: 403,
        headers: { 'WWW-Authenticate': 'Bearer' },
        body: bodyOf(403, code, 'forbidden'),
      });
    },
  );

  it('answers an outage with 503, the time to wait, and no challenge', () => {
    expect(respondTo(refuse('KEYS_UNAVAILABLE', 'x', { retryAfterSeconds: 12 }))).toStrictEqual({
      status: 503,
      headers: { 'Retry-After': '12' },
      body: bodyOf(503, 'KEYS_UNAVAILABLE', 'temporarily_unavailable'),
    });
  });

  it('names 5 seconds if an outage names no time', () => {
    expect(answerTo('KEYS_UNAVAILABLE')).toMatchObject({ headers: { 'Retry-After': '5' } });
  });

  it.each(CODES)('shows a caller nothing of the detail of %s', (code) => {
    const detail = 'kid "../etc" of alice@example.com';
    expect(JSON.stringify(respondTo(refuse(code, detail)))).not.toContain('alice');
    expect(respondTo(refuse(code, detail))).toEqual(respondTo(refuse(code, 'another')));
  });
});
