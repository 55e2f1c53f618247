import { describe, expect, test } from '@jest/globals';
import { expectRefused } from '../support/expect-refused.js';
import { encode, signSegments, type TestIssuer } from '../support/test-issuer.js';
import { startSecuredApp, useSecuredApp } from './secured-app.js';
import { SecuredPolicy } from './secured-policy.js';

// The rows of "Claims" in the security rules, each by its name, as a policy decides them; then one of each table over HTTP.

type Changes = Parameters<TestIssuer['token']>[0];

/** The policy of every row that names no other. Its clock stands still: what moves time has a policy of its own. */
const policy = new SecuredPolicy();
const decide = (changes: Changes, by = policy): Promise<string> => by.decide(by.issuer.token(changes));
const decideScoped = (claims: object, by = policy): Promise<string> =>
  by.decideScoped(by.issuer.token({ claims: { ...claims } }));

/** A token whose payload has this JSON text in place of a claim's value: JSON.stringify would not write 1e400. */
function tokenWithRaw(claim: string, json: string): string {
  const { issuer, clock } = policy;
  const payload = { iss: issuer.issuer, aud: 'orders', exp: clock.seconds + 60, [claim]: '@' };
  const text = JSON.stringify(payload).replace('"@"', json);
  return signSegments(encode({ alg: 'RS256', kid: 'key-1' }), encode(text), 'RS256', issuer.key.privateKey);
}

describe('issuer slash, prefix, case, array', () => {
  test.each([
    'https://id.test/',
    'https://id.tes',
    'https://id.test.evil',
    'HTTPS://ID.TEST',
    ' https://id.test',
    '',
  ])('iss %j is refused', async (iss) => {
    expect(await decide({ claims: { iss } })).toBe('ISSUER_REFUSED');
  });

  test.each([[['https://id.test']], [{ iss: 'https://id.test' }], [7], [null], [true]])(
    'iss %j is malformed',
    async (iss) => {
      expect(await decide({ claims: { iss } })).toBe('CLAIM_MALFORMED');
    },
  );

  test('a missing iss is refused', async () => {
    expect(await decide({ claims: { iss: undefined } })).toBe('CLAIM_MISSING');
  });

  test('issuer: null accepts any iss, and none', async () => {
    const open = new SecuredPolicy({ issuer: null });
    for (const iss of ['https://other.test', undefined])
      expect(await decide({ claims: { iss } }, open)).toBe('granted');
  });
});

describe('audience', () => {
  test.each(['orders', ['orders'], ['other', 'orders']])('aud %j is accepted', async (aud) => {
    expect(await decide({ claims: { aud } })).toBe('granted');
  });

  test.each(['other', 'ORDERS', 'orders ', 'order', 'orders,other', '', [], ['other']])(
    'aud %j is refused',
    async (aud) => {
      expect(await decide({ claims: { aud } })).toBe('AUDIENCE_REFUSED');
    },
  );

  test.each([[null], [7], [{ orders: true }], [[['orders']]], [['orders', 7]]])(
    'aud %j is malformed',
    async (aud) => {
      expect(await decide({ claims: { aud } })).toBe('CLAIM_MALFORMED');
    },
  );

  test('a missing aud is refused, audience: null accepts it', async () => {
    const absent = { claims: { aud: undefined } };
    expect(await decide(absent)).toBe('CLAIM_MISSING');
    expect(await decide(absent, new SecuredPolicy({ audience: null }))).toBe('granted');
  });

  test('of several accepted audiences one is enough', async () => {
    expect(await decide({}, new SecuredPolicy({ audience: ['billing', 'orders'] }))).toBe('granted');
  });
});

describe('exp, nbf, iat', () => {
  test.each(['1e400', '-1', '"9999999999"', 'null', '[9999999999]', '{}', 'true', '-1e400'])(
    'exp %s is malformed',
    async (json) => {
      expect(await policy.decide(tokenWithRaw('exp', json))).toBe('CLAIM_MALFORMED');
    },
  );

  test.each(['1e400', '-1', '"0"', 'null', '[0]'])('nbf and iat %s are malformed', async (json) => {
    for (const claim of ['nbf', 'iat'])
      expect(await policy.decide(tokenWithRaw(claim, json))).toBe('CLAIM_MALFORMED');
  });

  test('a missing exp is refused, requireExp: false accepts it and still checks a present one', async () => {
    expect(await decide({ claims: { exp: undefined } })).toBe('CLAIM_MISSING');
    const open = new SecuredPolicy({ requireExp: false });
    expect(await decide({ claims: { exp: undefined } }, open)).toBe('granted');
    expect(await decide({ claims: { exp: 1 } }, open)).toBe('TOKEN_EXPIRED');
  });

  test('a token expires at the second of exp plus the tolerance, not before', async () => {
    const moving = new SecuredPolicy();
    const token = moving.issuer.token({ claims: { exp: moving.clock.seconds + 10 } });
    moving.clock.advance(10 + 59.999);
    expect(await moving.decide(token)).toBe('granted');
    moving.clock.advance(0.001);
    expect(await moving.decide(token)).toBe('TOKEN_EXPIRED');
  });

  test('with no tolerance a token expires at the very second of exp, fractions included', async () => {
    const moving = new SecuredPolicy({ clockToleranceSeconds: 0 });
    const token = moving.issuer.token({ claims: { exp: moving.clock.seconds + 0.5 } });
    moving.clock.advance(0.499);
    expect(await moving.decide(token)).toBe('granted');
    moving.clock.advance(0.001);
    expect(await moving.decide(token)).toBe('TOKEN_EXPIRED');
  });

  const later = (seconds: number): number => policy.clock.seconds + seconds;

  test('nbf is tolerated as far as the tolerance and no further', async () => {
    expect(await decide({ claims: { nbf: later(60) } })).toBe('granted');
    expect(await decide({ claims: { nbf: later(60.5) } })).toBe('TOKEN_NOT_YET_VALID');
  });

  test('iat in the future beyond the tolerance is refused', async () => {
    expect(await decide({ claims: { iat: later(60) } })).toBe('granted');
    expect(await decide({ claims: { iat: later(61) } })).toBe('TOKEN_NOT_YET_VALID');
  });

  test('maxAgeSeconds refuses older tokens and those without iat', async () => {
    const short = new SecuredPolicy({ maxAgeSeconds: 600 });
    expect(await decide({ claims: { iat: later(-659) } }, short)).toBe('granted');
    expect(await decide({ claims: { iat: later(-660) } }, short)).toBe('TOKEN_EXPIRED');
    expect(await decide({ claims: { iat: undefined } }, short)).toBe('CLAIM_MISSING');
  });
});

describe('typ', () => {
  test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/JWT'])(
    'typ %j is accepted',
    async (typ) => {
      expect(await decide({ header: { typ } })).toBe('granted');
    },
  );

  test.each(['logout+jwt', 'dpop+jwt', 'id_token', 'JWT ', '', 7, null, ['JWT']])(
    'typ %j is refused',
    async (typ) => {
      expect(await decide({ header: { typ } })).toBe('TOKEN_TYPE_REFUSED');
    },
  );

  test('types narrows it: only at+jwt, not even an absent typ', async () => {
    const narrow = new SecuredPolicy({ types: ['at+jwt'] });
    expect(await decide({ header: { typ: 'application/at+jwt' } }, narrow)).toBe('granted');
    for (const typ of [undefined, 'JWT'])
      expect(await decide({ header: { typ } }, narrow)).toBe('TOKEN_TYPE_REFUSED');
  });
});

describe('scope', () => {
  test.each<[string, object]>([
    ['scope as text', { scope: 'write read' }],
    ['scope as array', { scope: ['write', 'read'] }],
    ['scp as array', { scp: ['read'] }],
    ['scope and scp together', { scope: 'write', scp: 'read' }],
  ])('%s grants it', async (_name, claims) => {
    expect(await decideScoped(claims)).toBe('granted');
  });

  test.each<[string, unknown]>([
    ['a longer scope', 'readonly'],
    ['a prefix', 'rea'],
    ['another case', 'READ'],
    ['tabs between', 'write\tread'],
    ['a line break between', 'write\nread'],
    ['a comma between', 'write,read'],
    ['an array with a list in it', ['write read']],
    ['an array with a number in it', ['read', 7]],
    ['a nested array', [['read']]],
    ['an object', { read: true }],
    ['an object with a length', { length: 1, 0: 'read' }],
    ['a number', 7],
    ['true', true],
    ['null', null],
    ['nothing', ''],
    ['absence', undefined],
  ])('%s does not', async (_name, scope) => {
    expect(await decideScoped({ scope })).toBe('SCOPE_MISSING');
  });

  test.each<[string, readonly (string | readonly string[])[], object]>([
    ['permissions', ['permissions'], { permissions: ['read'] }],
    ['realm_access.roles', [['realm_access', 'roles']], { realm_access: { roles: ['read'] } }],
    ['cognito:groups', ['cognito:groups'], { 'cognito:groups': ['read'] }],
    ['a claim named by URL', ['https://example.com/roles'], { 'https://example.com/roles': 'read' }],
  ])('can be read from %s, and then only from there', async (_name, scopeFrom, claims) => {
    const elsewhere = new SecuredPolicy({ scopeFrom });
    expect(await decideScoped(claims, elsewhere)).toBe('granted');
    expect(await decideScoped({ scope: 'read' }, elsewhere)).toBe('SCOPE_MISSING');
  });
});

describe('clock tolerance', () => {
  test.each([-1, 301, Number.NaN, Infinity, '60'])('%j stops the start', async (clockToleranceSeconds) => {
    await expect(startSecuredApp({ clockToleranceSeconds: clockToleranceSeconds as number })).rejects.toThrow(
      'issuers[0].clockToleranceSeconds',
    );
  });
});

describe('over HTTP', () => {
  const secured = useSecuredApp();

  test('a token that passes every table is accepted', async () => {
    const { call, issuer, clock } = secured();
    const claims = { aud: ['other', 'orders'], nbf: clock.seconds, scope: 'write read' };
    expect((await call('/scoped', issuer.token({ claims, header: { typ: 'at+jwt' } }))).status).toBe(200);
  });

  test.each<[string, Changes]>([
    ['ISSUER_REFUSED', { claims: { iss: 'https://id.test/' } }],
    ['CLAIM_MALFORMED', { claims: { iss: ['https://id.test'] } }],
    ['CLAIM_MISSING', { claims: { exp: undefined } }],
    ['AUDIENCE_REFUSED', { claims: { aud: 'other' } }],
    ['CLAIM_MALFORMED', { claims: { aud: null } }],
    ['TOKEN_EXPIRED', { claims: { exp: 1 } }],
    ['CLAIM_MALFORMED', { claims: { exp: '9999999999' } }],
    ['TOKEN_NOT_YET_VALID', { claims: { nbf: 9_999_999_999 } }],
    ['TOKEN_NOT_YET_VALID', { claims: { iat: 9_999_999_999 } }],
    ['TOKEN_TYPE_REFUSED', { header: { typ: 'logout+jwt' } }],
  ])('%s answers %j', async (code, changes) => {
    const { call, issuer } = secured();
    await expectRefused(await call('/any', issuer.token(changes)), code, 'invalid_token');
  });

  test('SCOPE_MISSING names the scope', async () => {
    const { call, issuer } = secured();
    const response = await call('/scoped', issuer.token({ claims: { scope: 'readonly' } }));
    await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', 'read');
  });
});
