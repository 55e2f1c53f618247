import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { REFUSAL_CODES, type RefusalCode } from '../errors/index.js';
import { findCause, generalCause, KNOWN_CAUSES } from './find-cause.js';
import type { CauseEvidence } from './known-cause.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490';
const [V1, V2] = [`https://sts.windows.net/${TENANT}/`, `https://login.microsoftonline.com/${TENANT}/v2.0`];
const OTHER_TENANT = V1.replace('8', '9');

type Parts = Partial<Omit<CauseEvidence, 'code'>>;

function evidence(code: RefusalCode, parts: Parts = {}): CauseEvidence {
  const nothing = { token: '', claims: {}, accepts: [], found: undefined, claim: undefined };
  return { code, nowSeconds: NOW, ...nothing, ...parts };
}

function nameOf(code: RefusalCode, parts: Parts): string | undefined {
  return findCause(evidence(code, parts))?.name;
}

const iss = (found: unknown, ...accepts: string[]): Parts => ({ found, accepts });
const aud = (value: string | readonly string[], more: object = {}): Parts => ({
  found: value,
  accepts: ['orders'],
  claims: { aud: value, ...more },
});

/** What shows each cause, and what comes close to it and does not. */
const ROWS: readonly (readonly [cause: string | undefined, code: RefusalCode, Parts])[] = [
  ['pasted-scheme', 'TOKEN_MALFORMED', { token: 'Bearer a.b.c' }],
  ['pasted-scheme', 'AUTHORIZATION_MALFORMED', { token: 'bearer\ta.b.c' }],
  ['pasted-header', 'AUTHORIZATION_MALFORMED', { token: 'Authorization: Bearer a.b.c' }],
  ['pasted-header', 'TOKEN_MALFORMED', { token: 'authorization:a.b.c' }],
  ['pasted-json', 'AUTHORIZATION_MALFORMED', { token: '{"access_token":"a.b.c"}' }],
  ['pasted-json', 'TOKEN_MALFORMED', { token: '\n{ "access_token": "a.b.c" }' }],
  ['encoded-again', 'TOKEN_MALFORMED', { token: 'a.b+.c/' }],
  [undefined, 'TOKEN_MALFORMED', { token: 'a.b+' }],
  ['pasted-characters', 'AUTHORIZATION_MALFORMED', { token: 'a.b .c' }],
  ['pasted-characters', 'TOKEN_MALFORMED', { token: '"a.b.c"\n' }],
  [undefined, 'TOKEN_MALFORMED', { token: 'ä.b.c' }],
  [undefined, 'TOKEN_MALFORMED', { token: '' }],
  ['padded-token', 'AUTHORIZATION_MALFORMED', { token: 'a==.b=.c' }],
  ['padded-token', 'TOKEN_MALFORMED', { token: 'a.b.c=' }],
  ['encrypted-token', 'TOKEN_MALFORMED', { token: 'a..b.c.d' }],
  ['opaque-token', 'TOKEN_MALFORMED', { token: '7a4b9f2c' }],
  ['unsigned-token', 'TOKEN_MALFORMED', { token: 'a.b.' }],
  ['cut-token', 'TOKEN_MALFORMED', { token: 'a.b' }],
  ['cut-token', 'TOKEN_MALFORMED', { token: 'a.b.AAAAA' }],
  [undefined, 'TOKEN_MALFORMED', { token: 'a.b.c.d' }],
  ['id-token', 'ACCESS_TOKEN_REQUIRED', { claims: { at_hash: 'x' } }],
  ['id-token', 'AUDIENCE_REFUSED', { claims: { typ: 'ID' } }],
  ['id-token', 'CLAIM_REFUSED', { claims: { token_use: 'id' } }],
  ['refresh-token', 'ACCESS_TOKEN_REQUIRED', { claims: { typ: 'Offline' } }],
  [undefined, 'ACCESS_TOKEN_REQUIRED', { claims: { typ: 'Logout', token_use: 7 } }],
  ['trailing-slash', 'ISSUER_REFUSED', iss('https://a.example/', 'https://a.example')],
  ['trailing-slash', 'ISSUER_REFUSED', iss('https://a.example', 'https://b.example', 'https://a.example/')],
  ['trailing-slash', 'AUDIENCE_REFUSED', aud(['x', 'orders/'])],
  ['configured-blank', 'CLAIM_REFUSED', { found: 'gold', accepts: ['gold '] }],
  ['configured-blank', 'ISSUER_REFUSED', iss('https://a.example', ' https://a.example')],
  [undefined, 'CLAIM_REFUSED', { found: 'gold ', accepts: ['gold'] }],
  ['letter-case', 'SCOPE_MISSING', { found: ['Orders/Read'], accepts: ['orders/read'] }],
  ['letter-case', 'AUDIENCE_REFUSED', aud('Orders')],
  ['letter-case', 'CLAIM_RULE_FAILED', { found: 'ADMIN', accepts: ['admin'] }],
  [undefined, 'CLAIM_RULE_FAILED', { found: 'user', accepts: ['admin'] }],
  ['entra-version', 'ISSUER_REFUSED', iss(V1, V2)],
  ['entra-version', 'ISSUER_REFUSED', iss(V2, V1)],
  [undefined, 'ISSUER_REFUSED', iss(OTHER_TENANT, V2)],
  ['other-environment', 'ISSUER_REFUSED', iss('https://id.staging.example.com', 'https://id.example.com')],
  [
    'other-environment',
    'ISSUER_REFUSED',
    iss('http://localhost:8080/realms/a', 'https://id.example/realms/a'),
  ],
  ['other-environment', 'ISSUER_REFUSED', iss('https://id.example/realms/a', 'https://id.example/realms/b')],
  [undefined, 'ISSUER_REFUSED', iss('https://id.example.com', 'https://other.example.org')],
  [undefined, 'ISSUER_REFUSED', iss('accounts', 'https://id.example.com')],
  [undefined, 'ISSUER_REFUSED', iss('http://localhost:1', 'http://localhost:2')],
  ['other-keys', 'KEY_UNKNOWN', { found: 'b', accepts: ['a'], claims: { iat: NOW - 60, exp: NOW + 60 } }],
  ['other-keys', 'KEY_UNKNOWN', { found: 'b', accepts: ['a'] }],
  ['key-rotated', 'KEY_UNKNOWN', { found: 'b', accepts: ['a'], claims: { iat: NOW - 7200 } }],
  ['key-rotated', 'KEY_UNKNOWN', { found: 'b', accepts: ['a'], claims: { exp: NOW - 1 } }],
  [undefined, 'KEY_UNKNOWN', { found: 'a', accepts: ['a'] }],
  [undefined, 'KEY_UNKNOWN', { found: undefined, accepts: ['a'] }],
  [undefined, 'KEY_UNKNOWN', { found: 'a', accepts: [] }],
  ['algorithm-none', 'ALGORITHM_REFUSED', { found: 'None', accepts: ['RS256'] }],
  ['shared-secret', 'ALGORITHM_REFUSED', { found: 'HS256', accepts: ['RS256'] }],
  [undefined, 'ALGORITHM_REFUSED', { found: 'HS256', accepts: ['HS512'] }],
  [undefined, 'ALGORITHM_REFUSED', { found: undefined, accepts: ['RS256'] }],
  ['milliseconds', 'TOKEN_NOT_YET_VALID', { claims: { iat: NOW * 1000, exp: NOW * 1000 + 1 } }],
  ['clock-behind', 'TOKEN_NOT_YET_VALID', { claims: { iat: NOW + 240, nbf: NOW - 5 } }],
  ['just-expired', 'TOKEN_EXPIRED', { claims: { exp: NOW - 900 } }],
  [undefined, 'TOKEN_EXPIRED', { claims: { exp: NOW - 901 } }],
  [undefined, 'TOKEN_EXPIRED', { claims: { exp: NOW + 1 } }],
  [undefined, 'TOKEN_EXPIRED', {}],
  ['graph-token', 'AUDIENCE_REFUSED', aud('https://graph.microsoft.com/')],
  ['graph-token', 'SIGNATURE_INVALID', { claims: { aud: '00000003-0000-0000-c000-000000000000' } }],
  [undefined, 'SIGNATURE_INVALID', { claims: { aud: 'orders' } }],
  ['audience-account', 'AUDIENCE_REFUSED', aud(['account', 'x'])],
  ['audience-userinfo', 'AUDIENCE_REFUSED', aud('https://shop.auth0.com/userinfo')],
  ['audience-client', 'AUDIENCE_REFUSED', aud('web', { azp: 'web' })],
  ['audience-client', 'AUDIENCE_REFUSED', aud('web', { nonce: 'n' })],
  [undefined, 'AUDIENCE_REFUSED', aud('billing', { azp: 'web' })],
  ['scope-without-prefix', 'SCOPE_MISSING', { found: ['api_read'], accepts: ['mule-api/api_read'] }],
  ['scope-without-prefix', 'SCOPE_MISSING', { found: ['read'], accepts: ['orders:read'] }],
  ['demand-without-prefix', 'SCOPE_MISSING', { found: ['api://x/read'], accepts: ['read'] }],
  [undefined, 'SCOPE_MISSING', { found: ['read'], accepts: ['thread'] }],
  ['scopes-with-commas', 'SCOPE_MISSING', { found: ['read,write'], accepts: ['write'] }],
  [undefined, 'SCOPE_MISSING', { found: ['read,write'], accepts: ['delete'] }],
  ['scope-in-other-claim', 'SCOPE_MISSING', { found: [], accepts: ['a'], claims: { roles: ['b', 'a'] } }],
  ['scope-in-other-claim', 'SCOPE_MISSING', { found: [], accepts: ['a'], claims: { scp: 'b a' } }],
  [undefined, 'SCOPE_MISSING', { found: [], accepts: ['a'], claims: { groups: ['a'], roles: { a: 1 } } }],
  ['nested-claim', 'CLAIM_MISSING', { claim: 'realm.roles', claims: { realm: { roles: [] } } }],
  [undefined, 'CLAIM_MISSING', { claim: 'realm.roles', claims: { realm: {} } }],
  [undefined, 'CLAIM_MISSING', {}],
  [undefined, 'CLAIM_RULE_FAILED', { found: 'x', claim: 'a.b', claims: { a: { b: 1 } } }],
  ['list-for-literal', 'CLAIM_REFUSED', { found: ['admin'], accepts: ['admin'] }],
  ['literal-for-list', 'CLAIM_RULE_FAILED', { found: 'admin', accepts: ['admin'] }],
  ['other-type', 'CLAIM_REFUSED', { found: 42, accepts: ['42'] }],
  ['other-type', 'CLAIM_RULE_FAILED', { found: 'true', accepts: [true] }],
  [undefined, 'CLAIM_REFUSED', { found: { a: 1 }, accepts: ['admin', {}] }],
];

describe('the likely cause of a refusal', () => {
  it.each(ROWS)('is %s for %s of %j', (cause, code, parts) => {
    expect(nameOf(code, parts)).toBe(cause);
  });

  it.each(KNOWN_CAUSES.flatMap(({ name, codes }) => codes.map((code) => [name, code] as const)))(
    '%s is tested, and its sentence for %s has no full stop and is one line',
    (name, code) => {
      const shown = ROWS.filter(([cause]) => cause === name).map(([, of, parts]) => evidence(of, parts));
      expect(shown.length).toBeGreaterThan(0);
      const known = KNOWN_CAUSES.find((one) => one.name === name);
      for (const one of shown) expect(known?.sentence({ ...one, code })).toMatch(/^[^\n]{20,220}[^.\n]$/);
    },
  );

  it('has a name of its own', () => {
    expect(new Set(KNOWN_CAUSES.map(({ name }) => name)).size).toBe(KNOWN_CAUSES.length);
  });

  it.each([
    [45, '45 s'],
    [240, '4 min'],
    [7200, '2 h'],
  ])('says how far a clock is off: %i s as %s', (seconds, shown) => {
    const sentence = findCause(evidence('TOKEN_NOT_YET_VALID', { claims: { nbf: NOW + seconds } }))?.sentence;
    expect(sentence).toContain(`behind by ${shown},`);
  });

  it('names the times that are in milliseconds', () => {
    const claims = { iat: NOW * 1000, exp: NOW * 1000 };
    expect(findCause(evidence('TOKEN_NOT_YET_VALID', { claims }))?.sentence).toMatch(
      /^exp and iat are written/,
    );
    expect(findCause(evidence('TOKEN_NOT_YET_VALID', { claims: { exp: NOW * 1000 } }))?.sentence).toMatch(
      /^exp is written/,
    );
  });

  it.each<[RefusalCode, Parts, string, string | undefined]>([
    [
      'ISSUER_REFUSED',
      iss('https://id.example/realms/a', 'https://id.example/realms/b'),
      'caller',
      'operator',
    ],
    ['TOKEN_EXPIRED', { claims: { exp: NOW - 5 } }, 'caller', 'operator'],
    ['TOKEN_NOT_YET_VALID', { claims: { nbf: NOW + 500 } }, 'operator', 'issuer'],
    ['TOKEN_MALFORMED', { token: 'a.b.' }, 'issuer', 'caller'],
    ['TOKEN_MALFORMED', { token: 'a..b.c.d' }, 'issuer', undefined],
  ])('of %s for %j is mended by the %s, else the %s', (code, parts, mender, otherMender) => {
    const cause = findCause(evidence(code, parts));
    expect([cause?.mender, cause?.otherMender]).toEqual([mender, otherMender]);
  });

  it('names the version of a token of Entra', () => {
    expect(findCause(evidence('ISSUER_REFUSED', iss(V1, V2)))?.sentence).toContain('of version 1 of');
    expect(findCause(evidence('ISSUER_REFUSED', iss(V2, V1)))?.sentence).toContain('of version 2 of');
  });

  it('holds no value of the token, whatever that says, and never throws', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>('MARK', ['MARK'], 'MARK/', null, 1e300, [null]),
      fc.jsonValue(),
    );
    const names = fc.constantFrom(
      'iss',
      'aud',
      'exp',
      'iat',
      'nbf',
      'scope',
      'roles',
      'typ',
      'azp',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...REFUSAL_CODES),
        fc.record({
          token: fc.oneof(fc.string(), fc.constant('MARK.MARK.MARK')),
          claims: fc.dictionary(names, odd),
          accepts: fc.array(odd),
          found: odd,
        }),
        (code, parts) => {
          const cause = findCause(evidence(code, parts));
          expect(cause?.sentence ?? '').not.toContain('MARK');
        },
      ),
    );
  });
});

describe('the general cause', () => {
  it('names the claim that is missing', () => {
    const of = (...parameters: Parameters<typeof generalCause>) => generalCause(...parameters).sentence;
    expect(of('CLAIM_MISSING', ['a', 'b'])).toBe('the issuer writes no a > b, which is required here');
    expect(of('CLAIM_MISSING')).toBe('the issuer does not write a claim that is required here');
    expect(of('CLAIM_REFUSED', 'sub')).toBe(of('CLAIM_REFUSED'));
  });

  it('names a second mender where it may lie with either', () => {
    expect(generalCause('SCOPE_MISSING')).toMatchObject({ mender: 'caller', otherMender: 'issuer' });
    expect(generalCause('TOKEN_MISSING')).not.toHaveProperty('otherMender');
  });

  it.each(REFUSAL_CODES)('of %s says who can mend it, in one sentence without a full stop', (code) => {
    const { name, mender, sentence } = generalCause(code);
    expect(name).toBe('general');
    expect(['caller', 'issuer', 'operator']).toContain(mender);
    expect(sentence).toMatch(/^[^\n]{20,220}[^.\n]$/);
  });
});
