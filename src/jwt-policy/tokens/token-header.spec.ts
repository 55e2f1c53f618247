import { describe, expect, it } from '@jest/globals';
import { checkProcessing, checkType, normalizeType, readAlgorithm, readKid } from './token-header.js';

/** As a token would bring it: `__proto__` is an own member only through JSON. */
function headerOf(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>;
}

describe('checkProcessing', () => {
  it('has nothing against an ordinary header', () => {
    expect(
      checkProcessing({ alg: 'RS256', kid: 'a', typ: 'JWT', cty: 'JWT', jku: 'x', x5c: [] }),
    ).toBeUndefined();
  });

  it.each([
    '{"zip":"NONE"}',
    '{"zip":"DEF"}',
    '{"zip":null}',
    '{"enc":"A256GCM"}',
    '{"epk":{}}',
    '{"b64":true}',
    '{"b64":false,"b64":true}',
    '{"b64":true,"zip":"NONE"}',
    '{"unknown":1}',
  ])('ignores what it does not understand or what says the default: %s', (json) => {
    expect(checkProcessing(headerOf(json))).toBeUndefined();
  });

  it.each([
    ['{"crit":["exp"]}', 'crit'],
    ['{"crit":[]}', 'crit'],
    ['{"crit":null}', 'crit'],
    ['{"crit":["b64"],"b64":true}', 'crit'],
    ['{"crit":["zip"],"zip":"NONE"}', 'crit'],
    ['{"b64":false}', 'a b64 that is not true'],
    ['{"b64":true,"b64":false}', 'a b64 that is not true'],
    ['{"b64":null}', 'a b64 that is not true'],
    ['{"b64":"true"}', 'a b64 that is not true'],
    ['{"b64":1}', 'a b64 that is not true'],
    ['{"b64":[true]}', 'a b64 that is not true'],
    ['{"b64":{}}', 'a b64 that is not true'],
  ])('refuses %s', (json, name) => {
    expect(checkProcessing(headerOf(json))).toEqual({
      code: 'HEADER_REFUSED',
      detail: `the token header has ${name}`,
    });
  });

  it('looks at own members only', () => {
    expect(checkProcessing(headerOf('{"__proto__":{"crit":["exp"]}}'))).toBeUndefined();
  });
});

describe('readAlgorithm', () => {
  it('reads a string', () => {
    expect(readAlgorithm({ alg: 'RS256' })).toBe('RS256');
  });

  it.each([
    '{}',
    '{"alg":null}',
    '{"alg":["RS256"]}',
    '{"alg":256}',
    '{"alg":{}}',
    '{"__proto__":{"alg":"RS256"}}',
  ])('reads nothing from %s', (json) => {
    expect(readAlgorithm(headerOf(json))).toBeUndefined();
  });
});

describe('readKid', () => {
  it.each([['a'], [''], ['../../../dev/null'], ["' OR 1=1 --"], ['k'.repeat(1024)], ['__proto__']])(
    'takes %p as it is',
    (kid) => {
      expect(readKid({ kid })).toEqual({ kid });
    },
  );

  it('takes an absent kid for absent, an inherited one too', () => {
    expect(readKid({})).toEqual({ kid: undefined });
    expect(readKid(headerOf('{"__proto__":{"kid":"a"}}'))).toEqual({ kid: undefined });
  });

  it.each([[null], [1], [true], [['a']], [{ toString: 'a' }], ['k'.repeat(1025)], ['k'.repeat(16_000)]])(
    'refuses %j',
    (kid) => {
      expect(readKid({ kid })).toMatchObject({ code: 'HEADER_REFUSED' });
    },
  );
});

describe('normalizeType', () => {
  it.each([
    ['JWT', 'jwt'],
    ['at+jwt', 'at+jwt'],
    ['application/at+jwt', 'at+jwt'],
    ['APPLICATION/AT+JWT', 'at+jwt'],
    ['application/application/jwt', 'application/jwt'],
    ['text/jwt', 'text/jwt'],
    ['', ''],
  ])('reads %p as %p', (type, normalized) => {
    expect(normalizeType(type)).toBe(normalized);
  });
});

describe('checkType', () => {
  const accepted = new Set([null, 'jwt', 'at+jwt']);

  it.each(['{}', '{"typ":"JWT"}', '{"typ":"jwt"}', '{"typ":"at+jwt"}', '{"typ":"application/AT+JWT"}'])(
    'accepts %s',
    (json) => {
      expect(checkType(headerOf(json), accepted)).toBeUndefined();
    },
  );

  it.each([
    '{"typ":"JWE"}',
    '{"typ":"dpop+jwt"}',
    '{"typ":"logout+jwt"}',
    '{"typ":"JWT "}',
    '{"typ":""}',
    '{"typ":null}',
    '{"typ":["JWT"]}',
    '{"typ":1}',
  ])('refuses %s', (json) => {
    expect(checkType(headerOf(json), accepted)).toMatchObject({ code: 'TOKEN_TYPE_REFUSED' });
  });

  it('refuses a token without typ where one is wanted', () => {
    const detail = 'the token header has no typ';
    expect(checkType({}, new Set(['at+jwt']))).toEqual({ code: 'TOKEN_TYPE_REFUSED', detail });
    expect(checkType(headerOf('{"__proto__":{"typ":"at+jwt"}}'), new Set(['at+jwt']))).toMatchObject({
      detail,
    });
  });
});
