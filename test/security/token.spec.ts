import { constants, createSecretKey, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { JwksServer } from '../support/jwks-server.js';
import { encode, generateKey, signatureOf, signSegments, signToken } from '../support/test-issuer.js';
import { startSecuredApp, useSecuredApp, type SecuredApp } from './secured-app.js';

// The rows of "Token" in the security rules, each by its name, over HTTP.

const opened = closeAfterEach();
const start = async (...parameters: Parameters<typeof startSecuredApp>): Promise<SecuredApp> =>
  opened(await startSecuredApp(...parameters));
/** The app of every test that needs no options of its own. */
const secured = useSecuredApp();

function payloadOf(app: SecuredApp): Record<string, unknown> {
  return { iss: 'https://id.test', aud: 'orders', sub: 'alice', exp: app.clock.seconds + 60 };
}

test('a valid token is accepted, so that every refusal below has one cause', async () => {
  const app = secured();
  const response = await app.call('/any', app.issuer.token());
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ sub: 'alice' });
});

describe('none and its spellings, missing or non-string alg', () => {
  test.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'rs256',
    'RS256 ',
    'HS1',
    256,
    null,
    true,
    ['RS256'],
    { alg: 'RS256' },
  ])('alg %j is refused', async (alg) => {
    const app = secured();
    await expectRefused(
      await app.call('/any', app.issuer.token({ header: { alg } })),
      'ALGORITHM_REFUSED',
      'invalid_token',
    );
  });

  test('a missing alg is refused', async () => {
    const app = secured();
    const token = app.issuer.token({ header: { alg: undefined } });
    await expectRefused(await app.call('/any', token), 'ALGORITHM_REFUSED', 'invalid_token');
  });

  test('an unsigned token is malformed: its third segment is empty', async () => {
    const app = secured();
    const token = `${encode({ alg: 'none' })}.${encode(payloadOf(app))}.`;
    await expectRefused(await app.call('/any', token), 'TOKEN_MALFORMED', 'invalid_token');
  });

  test('an algorithm that exists but is not in the allow-list is refused, though the key could verify it', async () => {
    const { alg: _any, ...jwk } = secured().issuer.key.jwk;
    const keys = { jwks: { keys: [jwk] } };
    const ps256Token = (app: SecuredApp): string =>
      signToken({ alg: 'PS256', kid: 'key-1' }, payloadOf(app), 'PS256', app.issuer.key.privateKey);
    const app = await start({ keys });
    await expectRefused(await app.call('/any', ps256Token(app)), 'ALGORITHM_REFUSED', 'invalid_token');
    const both = await start({ keys, algorithms: ['RS256', 'PS256'] });
    expect((await both.call('/any', ps256Token(both))).status).toBe(200);
  });
});

describe('HMAC with a public key, empty or short secret', () => {
  test('a token signed with the public key as HMAC secret is refused', async () => {
    const app = secured();
    const pem = app.issuer.key.publicKey.export({ format: 'pem', type: 'spki' });
    const secret = createSecretKey(Buffer.from(pem));
    const token = signToken({ alg: 'HS256', kid: 'key-1' }, payloadOf(app), 'HS256', secret);
    await expectRefused(await app.call('/any', token), 'ALGORITHM_REFUSED', 'invalid_token');
  });

  test('a symmetric issuer accepts HS256 with its secret and refuses another secret', async () => {
    const secret = 's'.repeat(32);
    const app = await start({ algorithms: ['HS256'], keys: { secret } });
    const signWith = (text: string): string =>
      signToken({ alg: 'HS256' }, payloadOf(app), 'HS256', createSecretKey(Buffer.from(text)));
    expect((await app.call('/any', signWith(secret))).status).toBe(200);
    await expectRefused(
      await app.call('/any', signWith('t'.repeat(32))),
      'SIGNATURE_INVALID',
      'invalid_token',
    );
  });

  test('an issuer that mixes symmetric and asymmetric algorithms stops the start', async () => {
    await expect(startSecuredApp({ algorithms: ['RS256', 'HS256'] })).rejects.toThrow(
      'mixes HMAC with public-key',
    );
  });

  test.each([
    ['HS256', 31],
    ['HS384', 47],
    ['HS512', 63],
  ] as const)('a secret too short for %s (%i bytes) stops the start', async (algorithm, length) => {
    await expect(
      startSecuredApp({ algorithms: [algorithm], keys: { secret: 's'.repeat(length) } }),
    ).rejects.toThrow(/issuers\[0\]\.keys/);
  });
});

describe('JWE, nested, five segments, JSON serialisation', () => {
  test.each<[string, (token: string) => string]>([
    ['five segments', (token) => `${token}.a.b`],
    ['four segments', (token) => `${token}.YQ`],
    ['two segments', (token) => token.split('.').slice(0, 2).join('.')],
    ['one segment', () => 'YQ'],
    ['an empty header', (token) => `.${token.split('.').slice(1).join('.')}`],
    ['an empty payload', (token) => token.replace(/\..*\./, '..')],
    ['an empty signature', (token) => token.replace(/[^.]*$/, '')],
  ])('%s is malformed', async (_name, change) => {
    const app = secured();
    await expectRefused(
      await app.call('/any', change(app.issuer.token())),
      'TOKEN_MALFORMED',
      'invalid_token',
    );
  });

  test('a JSON serialisation is no bearer token', async () => {
    const app = secured();
    const [protectedHeader, payload, signature] = app.issuer.token().split('.');
    const json = JSON.stringify({ protected: protectedHeader, payload, signature });
    await expectRefused(await app.call('/any', json), 'AUTHORIZATION_MALFORMED', 'invalid_request');
  });

  test('a nested token is malformed: its payload is no JSON object', async () => {
    const app = secured();
    const header = encode({ alg: 'RS256', kid: 'key-1', cty: 'JWT' });
    const token = signSegments(header, encode(app.issuer.token()), 'RS256', app.issuer.key.privateKey);
    await expectRefused(await app.call('/any', token), 'TOKEN_MALFORMED', 'invalid_token');
  });
});

describe('one token has one spelling', () => {
  test.each<[string, (segment: string) => string]>([
    ['padding', (segment) => `${segment}=`],
    ['a foreign character', (segment) => `${segment}+`],
    ['a stray character', (segment) => `${segment}A`],
  ])('%s in any segment is refused', async (_name, change) => {
    const app = secured();
    for (const index of [0, 1, 2]) {
      const segments = app.issuer.token().split('.');
      segments[index] = change(segments[index] ?? '');
      const { status } = await app.call('/any', segments.join('.'));
      expect([400, 401]).toContain(status);
    }
  });

  test('other trailing bits in the signature are malformed, though they decode to the same bytes', async () => {
    const app = secured();
    const token = app.issuer.token();
    const last = token.at(-1) ?? '';
    const sibling = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = token.slice(0, -1) + sibling.charAt(sibling.indexOf(last) + 1);
    expect(Buffer.from(other.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    );
    await expectRefused(await app.call('/any', other), 'TOKEN_MALFORMED', 'invalid_token');
  });
});

describe('header or payload not a plain object, invalid UTF-8, duplicate members', () => {
  test.each(['null', '[]', '"text"', '7', 'true', '{', '', '{"a":1}x', '\ufeff{}'])(
    'a signed payload of %j is malformed',
    async (text) => {
      const app = secured();
      const header = encode({ alg: 'RS256', kid: 'key-1', typ: 'JWT' });
      const token = signSegments(header, encode(text), 'RS256', app.issuer.key.privateKey);
      await expectRefused(await app.call('/any', token), 'TOKEN_MALFORMED', 'invalid_token');
    },
  );

  test('a signed payload null does not end the process: the next call is served', async () => {
    const app = secured();
    const header = encode({ alg: 'RS256', kid: 'key-1' });
    await app.call('/any', signSegments(header, encode('null'), 'RS256', app.issuer.key.privateKey));
    expect((await app.call('/any', app.issuer.token())).status).toBe(200);
  });

  test('invalid UTF-8 in a claim is malformed, not replaced', async () => {
    const app = secured();
    const text = JSON.stringify({ ...payloadOf(app), name: '§' });
    const broken = Buffer.from(text).filter((byte) => byte !== 0xa7);
    const token = signSegments(
      encode({ alg: 'RS256', kid: 'key-1' }),
      encode(broken),
      'RS256',
      app.issuer.key.privateKey,
    );
    await expectRefused(await app.call('/any', token), 'TOKEN_MALFORMED', 'invalid_token');
  });

  test('of duplicate members the last wins, for the check and for the handler alike', async () => {
    const app = secured();
    const rest = JSON.stringify(payloadOf(app)).slice(1);
    const signText = (payload: string): string =>
      signSegments(
        encode({ alg: 'RS256', kid: 'key-1' }),
        encode(payload),
        'RS256',
        app.issuer.key.privateKey,
      );
    const accepted = await app.call('/any', signText(`{"aud":"other",${rest}`));
    expect(await accepted.json()).toMatchObject({ aud: 'orders' });
    const refused = await app.call(
      '/any',
      signText(`${JSON.stringify(payloadOf(app)).slice(0, -1)},"aud":"other"}`),
    );
    await expectRefused(refused, 'AUDIENCE_REFUSED', 'invalid_token');
  });

  test('of a duplicate alg the last wins, so a hidden one cannot reach the verifier', async () => {
    const app = secured();
    const header = encode('{"alg":"RS256","kid":"key-1","alg":"none"}');
    const token = signSegments(header, encode(payloadOf(app)), 'RS256', app.issuer.key.privateKey);
    await expectRefused(await app.call('/any', token), 'ALGORITHM_REFUSED', 'invalid_token');
  });
});

describe('__proto__, constructor as claims', () => {
  test('they are claims like any other and change no prototype', async () => {
    const app = secured();
    const payload = `${JSON.stringify(payloadOf(app)).slice(0, -1)},"__proto__":{"scope":"read"},"constructor":{"prototype":{"x":1}}}`;
    const header = encode({ alg: 'RS256', kid: 'key-1' });
    const token = signSegments(header, encode(payload), 'RS256', app.issuer.key.privateKey);
    expect(await (await app.call('/any', token)).text()).toContain('"__proto__":{"scope":"read"}');
    await expectRefused(await app.call('/scoped', token), 'SCOPE_MISSING', 'insufficient_scope', 'read');
    expect(({} as Record<string, unknown>)['scope']).toBeUndefined();
  });

  test('a header that inherits alg through __proto__ has no alg', async () => {
    const app = secured();
    const header = encode('{"__proto__":{"alg":"RS256","kid":"key-1"}}');
    const token = signSegments(header, encode(payloadOf(app)), 'RS256', app.issuer.key.privateKey);
    await expectRefused(await app.call('/any', token), 'ALGORITHM_REFUSED', 'invalid_token');
  });
});

describe('a token bound to a key (cnf) sent as a bearer token', () => {
  test.each([{ jkt: 'x' }, { 'x5t#S256': 'x' }, {}, null, 'x'])('cnf %j is refused', async (cnf) => {
    const app = secured();
    await expectRefused(
      await app.call('/any', app.issuer.token({ claims: { cnf } })),
      'BOUND_TOKEN_REFUSED',
      'invalid_token',
    );
  });

  test('acceptBoundTokens accepts it', async () => {
    const app = await start({ acceptBoundTokens: true });
    expect((await app.call('/any', app.issuer.token({ claims: { cnf: { jkt: 'x' } } }))).status).toBe(200);
  });
});

describe('an id token or refresh token in place of an access token (RFC 8725 §3.12)', () => {
  const accepting = useSecuredApp({ acceptIdTokens: true });

  test.each([
    ['an id token of Keycloak', { typ: 'ID', azp: 'orders', at_hash: 'x', sid: 's', email: 'a@b.c' }],
    ['a refresh token of Keycloak', { typ: 'Refresh', azp: 'orders', scope: 'openid' }],
    ['an offline token of Keycloak', { typ: 'Offline', scope: 'openid offline_access' }],
    ['a logout token of Keycloak', { typ: 'Logout', sid: 's' }],
    ['an id token of Cognito', { token_use: 'id', 'cognito:username': 'alice' }],
    ['an id token of the hybrid flow', { nonce: 'n', c_hash: 'x' }],
    ['an id token with a hash of the state', { s_hash: 'x' }],
    ['a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, sid: 's' }],
  ])('%s is refused, and accepted with acceptIdTokens', async (_what, claims) => {
    const strict = secured();
    const response = await strict.call('/any', strict.issuer.token({ claims }));
    expect(await response.clone().json()).toMatchObject({
      message: 'The token is not an access token. Send the access token.',
    });
    await expectRefused(response, 'ACCESS_TOKEN_REQUIRED', 'invalid_token');
    const open = accepting();
    expect((await open.call('/any', open.issuer.token({ claims }))).status).toBe(200);
  });

  test.each([
    ['nonce', { nonce: 'n' }],
    ['typ Bearer', { typ: 'Bearer' }],
    ['typ DPoP', { typ: 'DPoP' }],
    ['token_use access', { token_use: 'access' }],
    ['events of another kind', { events: { 'https://example.com/event': {} } }],
  ])('an access token with %s passes', async (_what, claims) => {
    const app = secured();
    expect((await app.call('/any', app.issuer.token({ claims }))).status).toBe(200);
  });
});

describe('huge token, deep nesting', () => {
  test('a token over 16 KiB is refused before anything of it is decoded', async () => {
    const app = secured();
    // Node's own limit for all headers is 16 KiB, so this one never reaches the guard: still no 5xx.
    const token = app.issuer.token({ claims: { padding: 'x'.repeat(16 * 1024) } });
    expect((await app.call('/any', token)).status).toBe(431);
  });

  test('deep nesting is frozen and served without a stack overflow', async () => {
    const app = secured();
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const payload = `${JSON.stringify(payloadOf(app)).slice(0, -1)},"deep":${deep}}`;
    const header = encode({ alg: 'RS256', kid: 'key-1' });
    const token = signSegments(header, encode(payload), 'RS256', app.issuer.key.privateKey);
    expect((await app.call('/public', token)).status).toBe(200);
    const { status } = await app.call('/any', token, { method: 'POST' });
    expect(status).toBe(201);
  });
});

describe('kid as path, SQL, URL, array, 1 MB', () => {
  test.each([
    '../../etc/passwd',
    "' OR 1=1 --",
    'https://evil.test/jwks',
    '__proto__',
    'constructor',
    'KEY-1',
    'key-1 ',
  ])('kid %j is an unknown name and nothing else', async (kid) => {
    const app = secured();
    await expectRefused(
      await app.call('/any', app.issuer.token({ header: { kid } })),
      'KEY_UNKNOWN',
      'invalid_token',
    );
  });

  test.each([[['key-1']], [{ kid: 'key-1' }], [1], [null], ['k'.repeat(1025)]])(
    'a kid that is no short string is refused as a header (%#)',
    async (kid) => {
      const app = secured();
      await expectRefused(
        await app.call('/any', app.issuer.token({ header: { kid } })),
        'HEADER_REFUSED',
        'invalid_token',
      );
    },
  );

  test('a missing kid is refused, though the set has one key', async () => {
    const app = secured();
    const token = app.issuer.token({ header: { kid: undefined } });
    await expectRefused(await app.call('/any', token), 'KEY_UNKNOWN', 'invalid_token');
  });

  test('allowMissingKid accepts it where the set has exactly one key', async () => {
    const one = await start({ allowMissingKid: true });
    expect((await one.call('/any', one.issuer.token({ header: { kid: undefined } }))).status).toBe(200);
    const keys = { jwks: { keys: [one.issuer.key.jwk, generateKey('key-2').jwk] } };
    const two = await start({ allowMissingKid: true, keys });
    const token = two.issuer.token({ header: { kid: undefined } });
    await expectRefused(await two.call('/any', token), 'KEY_UNKNOWN', 'invalid_token');
  });
});

describe('two keys with one kid', () => {
  test('are told apart by type and algorithm', async () => {
    const rsa = generateKey('same', 'RS256');
    const ec = generateKey('same', 'ES256');
    const app = await start({ algorithms: ['RS256', 'ES256'], keys: { jwks: { keys: [rsa.jwk, ec.jwk] } } });
    expect((await app.call('/any', app.issuer.token({ key: rsa }))).status).toBe(200);
    expect((await app.call('/any', app.issuer.token({ key: ec }))).status).toBe(200);
  });

  test('that cannot be told apart are both refused', async () => {
    const [first, second] = [generateKey('same'), generateKey('same')];
    const server = opened(await JwksServer.start(first, second));
    // A busy machine may take longer than the default to load jwks-rsa, which the first fetch does.
    const jwks = { timeoutMs: 60_000 };
    const app = await start({ keys: undefined as never, jwksUri: server.url, jwks });
    await expectRefused(
      await app.call('/any', app.issuer.token({ key: first })),
      'KEY_UNKNOWN',
      'invalid_token',
    );
  });
});

describe('jku, x5u, x5c, jwk in the header', () => {
  test('are never read: a token signed by a key that it brings along is refused', async () => {
    const app = secured();
    const evil = generateKey('key-1');
    const header = {
      jwk: evil.jwk,
      jku: 'http://127.0.0.1:9/jwks',
      x5u: 'http://127.0.0.1:9/x5u',
      x5c: ['AA'],
    };
    await expectRefused(
      await app.call('/any', app.issuer.token({ key: evil, header })),
      'SIGNATURE_INVALID',
      'invalid_token',
    );
    expect((await app.call('/any', app.issuer.token({ header }))).status).toBe(200);
  });
});

describe('crit, b64, zip', () => {
  test.each([
    { crit: ['exp'] },
    { crit: [] },
    { crit: null },
    { crit: ['b64'], b64: true },
    { b64: false },
    { b64: null },
    { b64: 'true' },
    { b64: 1 },
  ])('a header with %j is refused', async (header) => {
    const app = secured();
    await expectRefused(
      await app.call('/any', app.issuer.token({ header })),
      'HEADER_REFUSED',
      'invalid_token',
    );
  });

  test.each([{ zip: 'NONE' }, { zip: 'DEF' }, { zip: null }, { b64: true }, { enc: 'A128GCM' }])(
    'a header with %j passes: what is not understood is ignored',
    async (header) => {
      const app = secured();
      expect((await app.call('/any', app.issuer.token({ header }))).status).toBe(200);
    },
  );

  test('a payload that really is compressed is malformed', async () => {
    const app = secured();
    const header = encode({ alg: 'RS256', kid: app.issuer.key.kid, zip: 'DEF' });
    const payload = deflateRawSync(JSON.stringify(payloadOf(app))).toString('base64url');
    const token = signSegments(header, payload, 'RS256', app.issuer.key.privateKey);
    await expectRefused(await app.call('/any', token), 'TOKEN_MALFORMED', 'invalid_token');
  });
});

describe('signature shape', () => {
  const elliptic = useSecuredApp({ algorithms: ['ES256'] }, { key: generateKey('ec', 'ES256') });

  test.each([1, -1])('an RSA signature %i byte(s) off the modulus is refused', async (more) => {
    const app = secured();
    const [header, payload, signature] = app.issuer.token().split('.') as [string, string, string];
    const bytes = Buffer.from(signature, 'base64url');
    const other = more > 0 ? Buffer.concat([Buffer.alloc(more), bytes]) : bytes.subarray(-more);
    await expectRefused(
      await app.call('/any', `${header}.${payload}.${encode(other)}`),
      'SIGNATURE_INVALID',
      'invalid_token',
    );
  });

  test('an ECDSA signature in DER is refused', async () => {
    const app = elliptic();
    const [header, payload] = app.issuer.token().split('.') as [string, string];
    const der = sign('sha256', Buffer.from(`${header}.${payload}`), app.issuer.key.privateKey);
    await expectRefused(
      await app.call('/any', `${header}.${payload}.${encode(der)}`),
      'SIGNATURE_INVALID',
      'invalid_token',
    );
  });

  test('an all-zero ECDSA signature is refused', async () => {
    const app = elliptic();
    const [header, payload] = app.issuer.token().split('.') as [string, string];
    const token = `${header}.${payload}.${encode(Buffer.alloc(64))}`;
    await expectRefused(await app.call('/any', token), 'SIGNATURE_INVALID', 'invalid_token');
  });

  test('a PSS signature with another salt length is refused', async () => {
    const key = generateKey('pss', 'PS256');
    const app = await start({ algorithms: ['PS256'] }, { key });
    expect((await app.call('/any', app.issuer.token())).status).toBe(200);
    const [header, payload] = app.issuer.token().split('.') as [string, string];
    const options = { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 };
    const signature = sign('sha256', Buffer.from(`${header}.${payload}`), options);
    await expectRefused(
      await app.call('/any', `${header}.${payload}.${encode(signature)}`),
      'SIGNATURE_INVALID',
      'invalid_token',
    );
  });
});

describe('key binding', () => {
  const rsa = generateKey('rsa');
  const ofRsa = (['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const).map((alg) => {
    const kid = `own ${alg}`;
    return { ...rsa, kid, alg, jwk: { ...rsa.jwk, kid, alg } };
  });
  const others = (['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const).map((alg) => ({
    ...generateKey(`own ${alg}`, alg),
    alg,
  }));
  const keys = [...ofRsa, ...others];
  const every = useSecuredApp({
    algorithms: keys.map(({ alg }) => alg),
    keys: { jwks: { keys: keys.map(({ jwk }) => jwk) } },
  });

  test.each(keys)('$alg verifies with its key', async (key) => {
    const app = every();
    expect((await app.call('/any', app.issuer.token({ key }))).status).toBe(200);
  });

  test('a key published for RS256 does not verify RS512, though both are accepted', async () => {
    const app = every();
    const header = { alg: 'RS512', kid: 'own RS256' };
    const token = signToken(header, payloadOf(app), 'RS512', rsa.privateKey);
    await expectRefused(await app.call('/any', token), 'ALGORITHM_REFUSED', 'invalid_token');
  });

  test('a payload changed after signing is refused', async () => {
    const app = secured();
    const [header, , signature] = app.issuer.token().split('.') as [string, string, string];
    const token = `${header}.${encode({ ...payloadOf(app), sub: 'root' })}.${signature}`;
    await expectRefused(await app.call('/any', token), 'SIGNATURE_INVALID', 'invalid_token');
  });

  test('a signature over other segments is refused', async () => {
    const app = secured();
    const [header, payload] = app.issuer.token().split('.') as [string, string];
    const signature = encode(signatureOf('other', 'RS256', app.issuer.key.privateKey));
    await expectRefused(
      await app.call('/any', `${header}.${payload}.${signature}`),
      'SIGNATURE_INVALID',
      'invalid_token',
    );
  });
});
