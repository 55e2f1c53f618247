import { describe, expect, it } from '@jest/globals';
import type { JwtClaims } from './claims.js';
import {
  checkAudience,
  checkExpiry,
  checkIssuedAt,
  checkNotBefore,
  checkUnbound,
  type Moment,
} from './registered-claims.js';

const NOW = 1_800_000_000;
const TOLERANCE = 60;
const moment: Moment = { nowSeconds: NOW, clockToleranceSeconds: TOLERANCE };

/** As a token would bring them: `1e400` and `__proto__` come through JSON only. */
function claimsOf(json: string): JwtClaims {
  return JSON.parse(json) as JwtClaims;
}

const NOT_DATES = [
  ['a text', '"1900000000"'],
  ['null', 'null'],
  ['a number too large for a double, which would never expire', '1e400'],
  ['a negative number too large for a double', '-1e400'],
  ['a negative number', '-1'],
  ['an array', '[1900000000]'],
  ['an object', '{}'],
  ['true', 'true'],
] as const;

const checkExp = (exp: unknown, required = true) => checkExpiry({ exp } as JwtClaims, required, moment);

describe('exp', () => {
  it('passes until the last moment of the tolerance', () => {
    expect(checkExp(NOW + 1)).toBeUndefined();
    expect(checkExp(NOW - TOLERANCE + 1)).toBeUndefined();
    expect(checkExp(NOW - TOLERANCE + 0.001)).toBeUndefined();
  });

  it('refuses from the second of exp on, tolerance added', () => {
    expect(checkExp(NOW - TOLERANCE)).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(checkExp(0)).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('refuses at exp itself without tolerance', () => {
    const strict = { ...moment, clockToleranceSeconds: 0 };
    expect(checkExpiry({ exp: NOW }, true, strict)).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(checkExpiry({ exp: NOW + 1 }, true, strict)).toBeUndefined();
  });

  it('is required unless it is said not to be', () => {
    expect(checkExpiry({}, true, moment)).toMatchObject({ code: 'CLAIM_MISSING' });
    expect(checkExpiry({}, false, moment)).toBeUndefined();
  });

  it('counts as missing when it is only inherited', () => {
    const claims = Object.create({ exp: NOW + 10 }) as JwtClaims;
    expect(checkExpiry(claims, true, moment)).toMatchObject({ code: 'CLAIM_MISSING' });
    expect(checkExpiry(claimsOf(`{"__proto__":{"exp":${NOW + 10}}}`), true, moment)).toMatchObject({
      code: 'CLAIM_MISSING',
    });
  });

  it.each(NOT_DATES)('is malformed as %s, required or not', (_name, json) => {
    for (const required of [true, false]) {
      expect(checkExpiry(claimsOf(`{"exp":${json}}`), required, moment)).toMatchObject({
        code: 'CLAIM_MALFORMED',
      });
    }
  });

  it('refuses when the time is unknown', () => {
    expect(checkExpiry({ exp: NOW + 10 }, true, { ...moment, nowSeconds: Number.NaN })).toBeDefined();
  });
});

const checkNbf = (nbf: unknown) => checkNotBefore({ nbf } as JwtClaims, false, moment);

describe('nbf', () => {
  it('passes when absent', () => {
    expect(checkNotBefore({}, false, moment)).toBeUndefined();
  });

  it('passes from nbf on, tolerance subtracted', () => {
    expect(checkNbf(NOW + TOLERANCE)).toBeUndefined();
    expect(checkNbf(NOW)).toBeUndefined();
    expect(checkNbf(0)).toBeUndefined();
  });

  it('refuses before that', () => {
    expect(checkNbf(NOW + TOLERANCE + 0.001)).toMatchObject({ code: 'TOKEN_NOT_YET_VALID' });
  });

  it.each(NOT_DATES)('is malformed as %s', (_name, json) => {
    expect(checkNotBefore(claimsOf(`{"nbf":${json}}`), false, moment)).toMatchObject({
      code: 'CLAIM_MALFORMED',
    });
  });
});

const checkIat = (iat: unknown, maxAge?: number) => checkIssuedAt({ iat } as JwtClaims, maxAge, moment);

describe('iat', () => {
  it('passes when absent and no maximum age is set', () => {
    expect(checkIssuedAt({}, undefined, moment)).toBeUndefined();
  });

  it('is required by a maximum age', () => {
    expect(checkIssuedAt({}, 300, moment)).toMatchObject({ code: 'CLAIM_MISSING' });
  });

  it('passes up to the tolerance in the future and refuses beyond', () => {
    expect(checkIat(NOW + TOLERANCE)).toBeUndefined();
    expect(checkIat(NOW + TOLERANCE + 0.001)).toMatchObject({ code: 'TOKEN_NOT_YET_VALID' });
  });

  it('passes however old without a maximum age', () => {
    expect(checkIat(0)).toBeUndefined();
  });

  it('passes below the maximum age and refuses from it on, tolerance added', () => {
    expect(checkIat(NOW - 300 - TOLERANCE + 1, 300)).toBeUndefined();
    expect(checkIat(NOW - 300 - TOLERANCE, 300)).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('refuses one in the future also with a maximum age', () => {
    expect(checkIat(NOW + TOLERANCE + 1, 300)).toMatchObject({ code: 'TOKEN_NOT_YET_VALID' });
  });

  it.each(NOT_DATES)('is malformed as %s, with a maximum age and without', (_name, json) => {
    for (const maxAge of [undefined, 300]) {
      expect(checkIssuedAt(claimsOf(`{"iat":${json}}`), maxAge, moment)).toMatchObject({
        code: 'CLAIM_MALFORMED',
      });
    }
  });
});

describe('aud', () => {
  const accepted = new Set(['orders', 'https://api.example.com/']);
  const check = (aud: unknown) => checkAudience({ aud } as JwtClaims, accepted, true);

  it.each([['orders'], [['orders']], [['other', 'orders']], ['https://api.example.com/']])(
    'passes %p',
    (aud) => {
      expect(check(aud)).toBeUndefined();
    },
  );

  it.each([
    ['another letter case', 'Orders'],
    ['a prefix', 'order'],
    ['a longer name', 'orders2'],
    ['a blank at the end', 'orders '],
    ['a list in a text', 'orders other'],
    ['a URL without its slash', 'https://api.example.com'],
    ['an empty text', ''],
    ['an empty array', []],
    ['other audiences', ['a', 'b']],
    ['a name of the prototype', 'constructor'],
  ])('refuses %s', (_name, aud) => {
    expect(check(aud)).toMatchObject({ code: 'AUDIENCE_REFUSED' });
  });

  it.each([
    ['null', null],
    ['a number', 1],
    ['an object', { 0: 'orders' }],
    ['an array with a number beside the right one', ['orders', 1]],
    ['an array in the array', [['orders']]],
  ])('is malformed as %s', (_name, aud) => {
    expect(check(aud)).toMatchObject({ code: 'CLAIM_MALFORMED' });
  });

  it('is missing when absent or only inherited', () => {
    expect(checkAudience({}, accepted, true)).toMatchObject({ code: 'CLAIM_MISSING' });
    expect(checkAudience(claimsOf('{"__proto__":{"aud":"orders"}}'), accepted, true)).toMatchObject({
      code: 'CLAIM_MISSING',
    });
  });
});

describe('cnf', () => {
  it('passes when absent', () => {
    expect(checkUnbound({})).toBeUndefined();
  });

  it.each([
    [{ jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' }, 'a key'],
    [{}, 'a key'],
    [null, 'something unreadable'],
    ['', 'something unreadable'],
    [[], 'something unreadable'],
  ])('refuses a token with %j', (cnf, words) => {
    expect(checkUnbound({ cnf })).toEqual({
      code: 'BOUND_TOKEN_REFUSED',
      detail: `cnf binds the token to ${words}`,
    });
  });
});

describe('a clock that gives no time', () => {
  const broken: Moment = { nowSeconds: Number.NaN, clockToleranceSeconds: TOLERANCE };

  it('passes no time check', () => {
    expect(checkExpiry({ exp: NOW }, true, broken)).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(checkNotBefore({ nbf: NOW }, false, broken)).toMatchObject({ code: 'TOKEN_NOT_YET_VALID' });
    expect(checkIssuedAt({ iat: NOW }, undefined, broken)).toMatchObject({ code: 'TOKEN_NOT_YET_VALID' });
  });
});

describe('a registered claim that is required, or not', () => {
  it('refuses a token without nbf only where nbf is required, and checks it if it is present', () => {
    expect(checkNotBefore({}, true, moment)).toMatchObject({ code: 'CLAIM_MISSING' });
    expect(checkNotBefore({ nbf: NOW }, true, moment)).toBeUndefined();
    expect(checkNotBefore({ nbf: NOW + 3600 }, false, moment)).toMatchObject({ code: 'TOKEN_NOT_YET_VALID' });
  });

  it('lets a token without aud pass where aud is not required, and checks it if it is present', () => {
    const accepted = new Set(['orders']);
    expect(checkAudience({}, accepted, false)).toBeUndefined();
    expect(checkAudience({ aud: 'orders' }, accepted, false)).toBeUndefined();
    expect(checkAudience({ aud: 'others' }, accepted, false)).toMatchObject({ code: 'AUDIENCE_REFUSED' });
  });
});
