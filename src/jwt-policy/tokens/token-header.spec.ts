import { describe, expect, it } from '@jest/globals';
import type { Refusal } from '../errors/index.js';
import { checkProcessing, checkType, normalizeType, readAlgorithm, readKid } from './token-header.js';

/** As a token would bring it: `__proto__` is an own member only through JSON. */
function headerOf(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>;
}

describe('checkProcessing', () => {
  it('passes an ordinary header', () => {
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
  ])('ignores unknown members and members with the default value: %s', (json) => {
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

  it('reads own members only', () => {
    expect(checkProcessing(headerOf('{"__proto__":{"crit":["exp"]}}'))).toBeUndefined();
  });
});

describe('readAlgorithm', () => {
  const accepted = new Set(['RS256', 'ES256'] as const);

  it('reads one that is accepted', () => {
    expect(readAlgorithm({ alg: 'RS256' }, accepted)).toBe('RS256');
  });

  it.each([
    ['{}', 'has no alg'],
    ['{"__proto__":{"alg":"RS256"}}', 'has no alg'],
    ['{"alg":"HS256"}', 'has the alg "HS256"'],
    ['{"alg":"none"}', 'has the alg "none"'],
    ['{"alg":"rs256"}', 'has the alg "rs256"'],
    ['{"alg":"RS256\\n\\u202e"}', String.raw`has the alg "RS256\n?"`],
    ['{"alg":["RS256"]}', 'has the alg "object"'],
    ['{"alg":256}', 'has the alg "number"'],
    ['{"alg":null}', 'has the alg "object"'],
  ])('refuses %s and names the value found', (json, found) => {
    expect(readAlgorithm(headerOf(json), accepted)).toEqual({
      code: 'ALGORITHM_REFUSED',
      detail: `the token header ${found}; its issuer accepts RS256, ES256`,
    });
  });

  it('shortens a long one', () => {
    const { detail } = readAlgorithm({ alg: 'x'.repeat(10_000) }, accepted) as Refusal;
    expect(detail.length).toBeLessThan(200);
  });
});

describe('readKid', () => {
  it.each([['a'], [''], ['../../../dev/null'], ["' OR 1=1 --"], ['k'.repeat(1024)], ['__proto__']])(
    'takes %p as it is',
    (kid) => {
      expect(readKid({ kid })).toEqual({ kid });
    },
  );

  it('treats an inherited kid as absent', () => {
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
    ['{"typ":"JWE"}', '"JWE"'],
    ['{"typ":"dpop+jwt"}', '"dpop+jwt"'],
    ['{"typ":"logout+jwt"}', '"logout+jwt"'],
    ['{"typ":"JWT "}', '"JWT "'],
    ['{"typ":""}', '""'],
    ['{"typ":null}', '"object"'],
    ['{"typ":["JWT"]}', '"object"'],
    ['{"typ":1}', '"number"'],
  ])('refuses %s and names the value found', (json, found) => {
    expect(checkType(headerOf(json), accepted)).toEqual({
      code: 'TOKEN_TYPE_REFUSED',
      detail: `the token header has the typ ${found}; accepted (option types): (absent), jwt, at+jwt`,
    });
  });

  it('refuses a token without typ if a typ is required', () => {
    const detail = 'the token header has no typ; accepted (option types): at+jwt';
    expect(checkType({}, new Set(['at+jwt']))).toEqual({ code: 'TOKEN_TYPE_REFUSED', detail });
    expect(checkType(headerOf('{"__proto__":{"typ":"at+jwt"}}'), new Set(['at+jwt']))).toMatchObject({
      detail,
    });
  });
});
