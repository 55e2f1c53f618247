import { createPublicKey, createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { generateKey } from '../../../test/support/test-issuer.js';
import { isInUse } from '../../../test/support/is-in-use.js';
import { KeySet } from './key-set.js';
import { readStaticKey, StaticKeys } from './static-keys.js';
import { verificationKey, type VerificationKey } from './verification-key.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const { publicKey, privateKey } = makeKeyPair('ec', { namedCurve: 'P-256' });
const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const ownPrivatePem = privateKey.export({ type: 'sec1', format: 'pem' }) as string;
const { jwk } = generateKey('a', 'ES256');

/** A self-signed certificate of a P-256 key. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdjCCARugAwIBAgIUCydAusnBWUvfc5e+1vUC6Kvm7cIwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjMxNjQ5MTNaGA8yMTI2MTAzMDE2NDkx
M1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLOc
ThkrRsoRvEX8h5zHhVu0ZxYq3hFaE+HDYgJ/X0bFxCvClDMmMIEcboA+lZ/aRmBh
2JZTIqerfGKjcWjGJyajUzBRMB0GA1UdDgQWBBTO2ppOmmnsk43eOEsL9ry7gBCM
kjAfBgNVHSMEGDAWgBTO2ppOmmnsk43eOEsL9ry7gBCMkjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDzR7pcFEcngdRvK4TiiTswVEYSfCcGjwWg
0OAAFPHbDAIhAO1hYaQ4zugCpFqFPxFlA6pCNO8YtqkJdryL+XPO2yK8
-----END CERTIFICATE-----
`;

/** The one key of an entry that has nothing wrong with it. */
function keyOf(options: unknown): VerificationKey {
  const keys = readStaticKey(options);
  if (typeof keys === 'string') throw new Error(keys);
  expect(keys).toHaveLength(1);
  return keys[0] as VerificationKey;
}

describe('a static key', () => {
  it('is read from a public key in PEM', () => {
    const { key, kid, algorithms } = keyOf({ pem, kid: 'a' });
    expect(key.equals(publicKey)).toBe(true);
    expect([kid, [...algorithms]]).toEqual(['a', ['ES256']]);
  });

  it('is read from a certificate', () => {
    const { key } = keyOf({ pem: CERTIFICATE });
    expect(key.equals(createPublicKey(CERTIFICATE))).toBe(true);
    expect(key.type).toBe('public');
  });

  it('is read from a prepared KeyObject', () => {
    expect(keyOf({ key: publicKey }).key).toBe(publicKey);
  });

  it('is read from a secret, text being its UTF-8 bytes', () => {
    const text = 'größe'.repeat(7);
    expect(keyOf({ secret: text }).key.export()).toEqual(Buffer.from(text, 'utf8'));
    expect(keyOf({ secret: Buffer.alloc(48, 7) }).key.export()).toEqual(Buffer.alloc(48, 7));
  });

  it('is read from a JWK set', () => {
    const { kid, algorithms } = keyOf({ jwks: { keys: [jwk] } });
    expect([kid, [...algorithms]]).toEqual(['a', ['ES256']]);
  });

  it('serves only the algorithm that is named', () => {
    const secret = Buffer.alloc(64);
    expect([...keyOf({ secret, algorithm: 'HS512' }).algorithms]).toEqual(['HS512']);
    expect([...keyOf({ secret }).algorithms]).toEqual(['HS256', 'HS384', 'HS512']);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a PEM that is not in an object', pem],
    ['a list', [{ pem }]],
  ])('must be an object, not %s', (_name, options) => {
    expect(readStaticKey(options)).toContain('must be an object');
  });

  it.each([
    ['none', {}],
    ['an unset one', { pem: undefined }],
    ['two', { pem, secret: 'x'.repeat(32) }],
    ['two', { jwks: { keys: [jwk] }, key: publicKey }],
  ])('must be given in exactly one way, not %s', (_name, options) => {
    expect(readStaticKey(options)).toContain('must have exactly one of');
  });

  it.each([
    [{ pem, alg: 'ES256' }, 'alg'],
    [{ pem, secret: undefined }, 'secret'],
    [{ jwks: { keys: [jwk] }, kid: 'a' }, 'kid'],
    [{ jwks: { keys: [jwk] }, algorithm: 'ES256' }, 'algorithm'],
  ])('has no other names: %j', (options, name) => {
    expect(readStaticKey(options)).toContain(`"${name}" is not an option here`);
  });

  it('reports a misspelt name with the right one', () => {
    expect(readStaticKey({ pems: pem })).toBe('"pems" is not an option here; did you mean pem?');
  });

  it.each([[''], [1], [null], [['a']]])('has no kid like %j', (kid) => {
    expect(readStaticKey({ pem, kid })).toBe('kid must be a non-empty text.');
  });

  it.each([['none'], [''], [null], [['ES256']], ['constructor']])('has no algorithm like %j', (algorithm) => {
    expect(readStaticKey({ pem, algorithm })).toBe('algorithm is not a supported signature algorithm.');
  });

  it.each([
    ['a private key in PEM', { pem: privatePem }, 'pem is a private key'],
    ['a private key in the older PEM', { pem: ownPrivatePem }, 'pem is a private key'],
    ['a certificate with its private key', { pem: CERTIFICATE + privatePem }, 'pem is a private key'],
    ['an empty PEM', { pem: '' }, 'pem cannot be read'],
    ['a PEM that is cut', { pem: pem.slice(0, 80) }, 'pem cannot be read'],
    ['bytes for a PEM', { pem: Buffer.from(pem) }, 'pem must be the text'],
    ['null for a PEM', { pem: null }, 'pem must be the text'],
    ['a PEM for a KeyObject', { key: pem }, 'key must be a KeyObject'],
    ['a JWK for a KeyObject', { key: jwk }, 'key must be a KeyObject'],
    ['a private KeyObject', { key: privateKey }, 'it is a private key'],
    ['a KeyObject of another curve', { key: makeKeyPair('x25519').publicKey }, 'keys of type x25519'],
    ['an empty secret', { secret: '' }, 'secret must be text or bytes'],
    ['a number for a secret', { secret: 1 }, 'secret must be text or bytes'],
    ['null for a secret', { secret: null }, 'secret must be text or bytes'],
    ['no bytes for a secret', { secret: new Uint8Array() }, 'the secret has 0 bytes'],
    ['a secret of 31 bytes', { secret: 'x'.repeat(31) }, 'the secret has 31 bytes'],
    [
      'an algorithm the key is not for',
      { pem, algorithm: 'ES384' },
      'algorithm ES384 does not go with this key',
    ],
    ['HMAC with a public key', { pem, algorithm: 'HS256' }, 'algorithm HS256 does not go with this key'],
    [
      'a secret too short for its algorithm',
      { secret: 'x'.repeat(32), algorithm: 'HS384' },
      'algorithm HS384',
    ],
    ['text for a JWK set', { jwks: 'x' }, 'jwks: the document is not a JWK set'],
    ['an empty JWK set', { jwks: { keys: [] } }, 'jwks: the JWK set is empty.'],
    [
      'a JWK set with one bad member',
      { jwks: { keys: [jwk, null] } },
      'jwks: key 1 is not used: it is not an object.',
    ],
  ])('is refused as %s', (_name, options: unknown, problem) => {
    expect(readStaticKey(options)).toContain(problem);
  });

  it('may be a published set with a key for encryption in it, which is left out', () => {
    const encryption = { ...jwk, kid: 'enc', use: 'enc', alg: 'ECDH-ES' };
    expect(readStaticKey({ jwks: { keys: [encryption, jwk] } })).toHaveLength(1);
    expect(readStaticKey({ jwks: { keys: [encryption] } })).toContain('holds no usable key');
  });

  it('never shows a secret in what is wrong with it', () => {
    expect(readStaticKey({ secret: 'hunter2' })).not.toContain('hunter2');
    expect(readStaticKey({ pem: 'hunter2' })).not.toContain('hunter2');
  });
});

describe('static keys', () => {
  const key = verificationKey(createSecretKey(Buffer.alloc(32)), 'a');
  const keys = new StaticKeys(
    'https://id.example.com',
    new KeySet([key], { allowMissingKid: false, kidlessKeysAnswerAll: true }),
  );

  it('answer at once, with the key or a refusal', () => {
    expect(keys.find('a', 'HS256')).toBe(key);
    expect(keys.find('b', 'HS256')).toMatchObject({ code: 'KEY_UNKNOWN' });
    expect(keys.find('a', 'HS512')).toMatchObject({ code: 'ALGORITHM_REFUSED' });
  });

  it('are seen without waiting, as they are found', () => {
    expect(keys.peek('a', 'HS256')).toBe(key);
    expect([keys.peek('b', 'HS256'), keys.peek('a', 'HS512')]).toEqual(['unknown', 'unfit']);
  });

  it('are in use for ever, and only they', () => {
    expect(isInUse(keys, key)).toBe(true);
    expect(isInUse(keys, verificationKey(key.key, 'a'))).toBe(false);
  });

  it('are ready before and after they are fetched, and when they are closed', async () => {
    const ready = { issuer: 'https://id.example.com', source: 'static', status: 'ready', kids: ['a'] };
    expect(keys.inspect()[0]).toStrictEqual(ready);
    await keys.prefetch();
    keys.close();
    expect(keys.inspect()[0]).toStrictEqual(ready);
    expect(keys.find('a', 'HS256')).toBe(key);
  });
});

describe('a secret that is a public key', () => {
  const refused = expect.stringMatching(/^secret is a public key, which everybody knows/);
  const rsa = makeKeyPair('rsa', { modulusLength: 2048 }).publicKey;
  const base64Of = (type: 'spki' | 'pkcs1'): string => rsa.export({ type, format: 'der' }).toString('base64');

  it('is refused in PEM: as HMAC secret it would let anybody sign', () => {
    expect(readStaticKey({ secret: pem })).toEqual(refused);
    expect(readStaticKey({ secret: `\n${privatePem}` })).toEqual(refused);
  });

  it('is refused without header and footer too, in one line or several', () => {
    for (const text of [
      base64Of('spki'),
      base64Of('pkcs1'),
      ` ${base64Of('spki')
        .match(/.{1,64}/g)
        ?.join('\n')}\n`,
    ])
      expect(readStaticKey({ secret: text })).toEqual(refused);
  });

  it('is not what a secret in Base64 is taken for', () => {
    expect(readStaticKey({ secret: Buffer.alloc(64, 7).toString('base64') })).toHaveLength(1);
  });
});
