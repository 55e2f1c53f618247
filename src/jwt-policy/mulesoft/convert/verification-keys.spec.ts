import { describe, expect, it } from '@jest/globals';
import {
  allFindings,
  findingsOf,
  issuerOf,
  parametersWith,
  troubles,
} from '../../../../test/mulesoft/import-bench.js';
import { generateKey } from '../../../../test/support/test-issuer.js';
import { DANGEROUSLY_UNSIGNED } from '../../keys/index.js';

const pem = (alg: string, modulusLength?: number): string =>
  generateKey('k', alg, modulusLength === undefined ? {} : { modulusLength }).publicKey.export({
    format: 'pem',
    type: 'spki',
  }) as string;
const body = (text: string): string => text.replaceAll(/-----[^-]+-----|\n/g, '');
const RSA = pem('RS256');
const SECRET = 'thirty-two letters and some more';
const TEXT = { jwtKeyOrigin: 'text', jwksUrl: undefined };

describe('signingMethod and signingKeyLength', () => {
  it.each([
    ['rsa', 256, 'RS256'],
    ['rsa', 384, 'RS384'],
    ['rsa', '512', 'RS512'],
    ['es', 256, 'ES256'],
    ['es', ' 384 ', 'ES384'],
    ['es', 512, 'ES512'],
  ])('%s with %s accepts %s only', async (signingMethod, signingKeyLength, algorithm) => {
    expect((await issuerOf({ signingMethod, signingKeyLength })).algorithms).toEqual([algorithm]);
  });

  it.each([
    ['HS256', 256, 32],
    ['HS384', 384, 48],
    ['HS512', 512, 64],
  ])(
    'hmac accepts %s only, with a text of as many characters',
    async (algorithm, signingKeyLength, length) => {
      const textKey = 'k'.repeat(length - 1) + '!';
      const hmac = { ...TEXT, signingMethod: 'hmac', signingKeyLength };
      expect(await issuerOf({ ...hmac, textKey })).toMatchObject({
        algorithms: [algorithm],
        keys: { secret: textKey, algorithm },
      });
      expect(troubles(await findingsOf({ ...hmac, textKey: textKey.slice(1) }))).toEqual([
        'TEXT_KEY_INVALID configurationData.textKey',
      ]);
    },
  );

  it('are rsa and 256 where nothing is said', async () => {
    const algorithms = (await issuerOf({ signingMethod: undefined, signingKeyLength: null })).algorithms;
    expect(algorithms).toEqual(['RS256']);
  });

  it.each([
    [{ signingMethod: 'RSA' }, 'signingMethod'],
    [{ signingMethod: 'none,rsa' }, 'signingMethod'],
    [{ signingMethod: ['rsa', 'none'] }, 'signingMethod'],
    [{ signingKeyLength: 1024 }, 'signingKeyLength'],
    [{ signingKeyLength: '0x100' }, 'signingKeyLength'],
    [{ signingKeyLength: [256] }, 'signingKeyLength'],
    [{ jwtKeyOrigin: 'JWKS' }, 'jwtKeyOrigin'],
  ])('%j is an error, never a default in silence', async (changes, name) => {
    expect(troubles(await findingsOf(changes))).toContain(`VALUE_INVALID configurationData.${name}`);
  });

  it('hmac and jwks do not go together', async () => {
    expect(troubles(await findingsOf({ signingMethod: 'hmac' }))).toEqual([
      'COMBINATION_INVALID configurationData.jwtKeyOrigin',
    ]);
  });
});

describe('a text key', () => {
  it.each([
    ['without header and footer', body(RSA)],
    ['with both', RSA],
    ['with line ends written as two characters', RSA.replaceAll('\n', '\\n')],
    ['with line ends that became blanks', body(RSA).replace(/.{64}/g, '$& ')],
  ])('is PEM %s', async (_how, textKey) => {
    const { keys } = await issuerOf({ ...TEXT, textKey });
    expect(keys).toMatchObject({ algorithm: 'RS256', pem: expect.stringContaining('BEGIN PUBLIC KEY') });
  });

  it('of an elliptic curve fits its own algorithm only', async () => {
    const es = { ...TEXT, signingMethod: 'es', textKey: body(pem('ES256')) };
    expect(await issuerOf(es)).toMatchObject({ algorithms: ['ES256'] });
    expect(troubles(await findingsOf({ ...es, signingKeyLength: 384 }))).toEqual([
      'TEXT_KEY_INVALID configurationData.textKey',
    ]);
  });

  it.each([
    ['is too short', body(pem('RS256', 1024)), '1024 bits'],
    ['is private', generateKey('k').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string, 'private'],
    ['is no key', 'bm8ga2V5', 'cannot be read'],
    ['is no Base64', 'not a key!', 'neither PEM nor'],
    ['is endless', 'A'.repeat(20_001), 'more than 20000'],
  ])('that %s is an error, and is not repeated', async (_why, textKey, words) => {
    const found = await findingsOf({ ...TEXT, textKey });
    const error = found.find(({ code }) => code === 'TEXT_KEY_INVALID');
    expect(error?.message).toContain(words);
    expect(JSON.stringify(found)).not.toContain(textKey.slice(0, 12));
  });

  it.each([
    'your-(256|384|512)-bit-secret',
    'your-(256|384|512)-bit-secret/your-public-pem-certificate',
    'your-256-bit-secret',
    'a-string-secret-at-least-256-bits-long',
    'a-valid-string-secret-that-is-at-least-384-bits-long',
    'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
    ' A-String-Secret-At-Least-256-Bits-Long\n',
    'a-string-secret-at-least-256-bits-long-please-change-this',
    'empty',
    'Text Data',
    'unused',
    '{shared secret}',
    '${SECRET}',
    '<secret>',
  ])(
    'that is the placeholder %s is an error where it would be used, and nothing where not',
    async (textKey) => {
      expect(troubles(await findingsOf({ ...TEXT, textKey }))).toEqual([
        'TEXT_KEY_PLACEHOLDER configurationData.textKey',
      ]);
      expect(troubles(await findingsOf({ textKey }))).toEqual([]);
    },
  );

  it.each([
    [
      'rsa',
      256,
      'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u+qKhbwKfBstIs+bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyehkd3qqGElvW/VDL5AaWTg0nLVkjRo9z+40RQzuVaE8AkAFmxZzow3x+VJYKdjykkJ0iT9wCS0DRTXu269V264Vf/3jvredZiKRkgwlL9xNAwxXFg0x/XFw005UWVRIkdgcKWTjpBP2dPwVZ4WWC+9aGVd+Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbcmwIDAQAB',
    ],
    [
      'es',
      256,
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==',
    ],
    [
      'es',
      384,
      'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEC1uWSXj2czCDwMTLWV5BFmwxdM6PX9p+Pk9Yf9rIf374m5XP1U8q79dBhLSIuaojsvOT39UUcPJROSD1FqYLued0rXiooIii1D3jaW6pmGVJFhodzC31cy5sfOYotrzF',
    ],
    [
      'es',
      512,
      'MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBgc4HZz+/fBbC7lmEww0AO3NK9wVZPDZ0VEnsaUFLEYpTzb90nITtJUcPUbvOsdZIZ1Q8fnbquAYgxXL5UgHMoywAib476MkyyYgPk0BXZq3mq4zImTRNuaU9slj9TVJ3ScT3L1bXwVuPJDzpr5GOFpaj+WwMAl8G7CqwoJOsW7Kddns=',
    ],
  ])(
    'of jwt.io, whose private key everybody has, is a placeholder: %s %s',
    async (signingMethod, signingKeyLength, key) => {
      const lines = (key.match(/.{1,64}/g) ?? []).join('\n');
      const whole = `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----`;
      for (const textKey of [key, lines, whole, whole.replaceAll('\n', String.raw`\n`)])
        expect(troubles(await findingsOf({ ...TEXT, signingMethod, signingKeyLength, textKey }))).toEqual([
          'TEXT_KEY_PLACEHOLDER configurationData.textKey',
        ]);
    },
  );

  it('that exports leave out is given by the option, for all or by name', async () => {
    const missing = await findingsOf(TEXT);
    expect(troubles(missing)).toEqual(['TEXT_KEY_MISSING configurationData.textKey']);
    for (const textKeys of [RSA, { 'jwt-validation': RSA }])
      expect(await issuerOf(TEXT, { textKeys })).toMatchObject({ keys: { algorithm: 'RS256' } });
  });

  it('of the option counts before that of the file', async () => {
    const options = { textKeys: `${SECRET}!` };
    const { keys } = await issuerOf({ ...TEXT, signingMethod: 'hmac', textKey: SECRET }, options);
    expect(keys).toEqual({ secret: `${SECRET}!`, algorithm: 'HS256' });
  });

  it('that is missing beside a jwksUrl brings up jwtKeyOrigin', async () => {
    const [missing] = await findingsOf({ jwtKeyOrigin: undefined });
    expect(missing?.message).toContain('jwtKeyOrigin: jwks');
  });

  it.each([
    [SECRET, ['SECRET_IN_FILE configurationData.textKey']],
    [
      '0123456789abcdef'.repeat(2),
      ['SECRET_IN_FILE', 'SECRET_ENCODED'].map((code) => `${code} configurationData.textKey`),
    ],
    [`${SECRET} `, ['SECRET_IN_FILE', 'LITERAL_BLANK'].map((code) => `${code} configurationData.textKey`)],
  ])('that is a secret in the file is told', async (textKey, expected) => {
    expect(troubles(await findingsOf({ ...TEXT, signingMethod: 'hmac', textKey }))).toEqual(expected);
  });
});

describe('jwtKeyOrigin customExpression', () => {
  const DERIVED = { jwtKeyOrigin: 'customExpression', jwksUrl: undefined };
  const claims = (key: unknown) =>
    ({
      attributes: {} as never,
      authentication: {
        clientId: null,
        clientName: null,
        principal: null,
        properties: { claims: { key }, jwt: '' },
      },
      now: () => 0,
    }) as never;
  const derive = async (expression: string, key: unknown): Promise<unknown> => {
    const { keys } = await issuerOf({ ...DERIVED, customKeyExpression: expression });
    return (keys as { derive(context: never): unknown }).derive(claims(key));
  };
  const FROM_CLAIM = '#[authentication.properties.claims.key]';

  it('derives the key from what an earlier policy has established', async () => {
    expect(await derive(FROM_CLAIM, body(RSA))).toMatchObject({ algorithm: 'RS256' });
  });

  it.each([undefined, null, 7, '', 'no key', 'your-256-bit-secret'])(
    'has no key where %j is given',
    async (key) => {
      expect(await derive(FROM_CLAIM, key)).toBeUndefined();
    },
  );

  it('gives the same object for the same key, and keeps a bounded number of them', async () => {
    const { keys } = await issuerOf({ ...DERIVED, customKeyExpression: FROM_CLAIM });
    const { derive: read } = keys as { derive(context: never): unknown };
    const first = read(claims(RSA));
    expect(read(claims(RSA))).toBe(first);
    for (let other = 0; other < 64; other++) read(claims(`other ${other}`));
    expect(read(claims(RSA))).not.toBe(first);
    expect(read(claims(RSA))).toEqual(first);
  });

  it.each(["#[attributes.headers['x-key']]", '#[vars.claimSet.key]'])(
    'refuses %s: whoever sends the token would choose its key',
    async (customKeyExpression) => {
      expect(troubles(await findingsOf({ ...DERIVED, customKeyExpression }))).toEqual([
        'KEY_FROM_CALLER configurationData.customKeyExpression',
      ]);
    },
  );

  it('refuses a secret that callers could read in their own tokens', async () => {
    const changes = { ...DERIVED, signingMethod: 'hmac', customKeyExpression: FROM_CLAIM };
    expect(troubles(await findingsOf(changes))).toEqual([
      'KEY_FROM_CALLER configurationData.customKeyExpression',
    ]);
    expect(troubles(await findingsOf({ ...changes, customKeyExpression: `#['${SECRET}']` }))).toEqual([]);
  });

  it('warns where no policy before it verifies a signature', async () => {
    const derived = { configurationData: parametersWith({ ...DERIVED, customKeyExpression: FROM_CLAIM }) };
    const signed = { configurationData: parametersWith({}) };
    const unsigned = { configurationData: parametersWith({ signingMethod: 'none' }) };
    const codesOf = async (...policies: readonly object[]): Promise<readonly string[]> =>
      troubles(await allFindings(policies, { acceptUnsignedTokens: true, env: { NODE_ENV: 'test' } })).map(
        (trouble) => trouble.split(' ')[0] as string,
      );
    expect(await codesOf(derived)).toEqual(['NEVER_PASSES']);
    expect(await codesOf(derived, signed)).toEqual(['NEVER_PASSES']);
    expect(await codesOf(unsigned, derived)).toEqual(['UNSIGNED_ACCEPTED', 'NEVER_PASSES']);
    expect(await codesOf(unsigned, signed, derived)).toEqual(['UNSIGNED_ACCEPTED']);
  });

  it('refuses an expression that cannot be read, with a caret', async () => {
    const found = await findingsOf({ ...DERIVED, customKeyExpression: '#[authentication..]' });
    expect(found.find(({ code }) => code === 'EXPRESSION_INVALID')?.message).toContain('^');
  });

  it('reads the default where no expression is given', async () => {
    const { keys } = await issuerOf(DERIVED);
    expect((keys as { describe: string }).describe).toContain('key_to_your_public_pem_certificate');
  });
});

describe('signingMethod none', () => {
  const UNSIGNED = { signingMethod: 'none' };
  const test = { env: { NODE_ENV: 'test' } };

  it.each([
    ['nothing is said', {}],
    [
      'it is accepted, but this is production',
      { acceptUnsignedTokens: true, env: { NODE_ENV: 'production' } },
    ],
    ['it is accepted, but nobody says what this is', { acceptUnsignedTokens: true }],
    ['it is accepted, but NODE_ENV is not set', { acceptUnsignedTokens: true, env: {} }],
    ['it is accepted for production only', { acceptUnsignedTokensInProduction: true, ...test }],
    ['it is not accepted', { acceptUnsignedTokens: false, ...test }],
  ])('is an error where %s', async (_why, options) => {
    expect(troubles(await findingsOf(UNSIGNED, options))).toEqual([
      'UNSIGNED_REFUSED configurationData.signingMethod',
    ]);
  });

  it.each([
    { acceptUnsignedTokens: true, ...test },
    { acceptUnsignedTokens: true, acceptUnsignedTokensInProduction: true },
  ])('is imported, and warned of, with %j', async (options) => {
    const issuer = await issuerOf(UNSIGNED, options);
    expect(issuer.keys).toBe(DANGEROUSLY_UNSIGNED);
    expect(issuer).not.toHaveProperty('algorithms');
    expect(issuer).not.toHaveProperty('jwksUri');
    expect(troubles(await findingsOf(UNSIGNED, options))).toEqual([
      'UNSIGNED_ACCEPTED configurationData.signingMethod',
    ]);
  });
});
