import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ALGORITHM_NAMES, factsOf, isAlgorithm, isSymmetric, keyFits, keyProblem } from './algorithms.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

/** An RSA public key with a modulus of exactly so many bits; nobody knows its private half. */
function rsaKey(bits: number, exponent = 'AQAB'): KeyObject {
  const modulus = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  modulus[0] = 0xff >> (modulus.length * 8 - bits);
  return createPublicKey({
    key: { kty: 'RSA', n: modulus.toString('base64url'), e: exponent },
    format: 'jwk',
  });
}

function ecKey(namedCurve: string): KeyObject {
  return makeKeyPair('ec', { namedCurve }).publicKey;
}

const ed25519 = makeKeyPair('ed25519');

const KEYS: Readonly<Record<string, KeyObject>> = {
  rsa: rsaKey(2048),
  'P-256': ecKey('P-256'),
  'P-384': ecKey('P-384'),
  'P-521': ecKey('P-521'),
  secp256k1: ecKey('secp256k1'),
  ed25519: ed25519.publicKey,
  ed448: makeKeyPair('ed448').publicKey,
  x25519: makeKeyPair('x25519').publicKey,
  'rsa-pss': makeKeyPair('rsa-pss', { modulusLength: 2048 }).publicKey,
  'private ed25519': ed25519.privateKey,
  '31 bytes': createSecretKey(Buffer.alloc(31)),
  '32 bytes': createSecretKey(Buffer.alloc(32)),
  '47 bytes': createSecretKey(Buffer.alloc(47)),
  '48 bytes': createSecretKey(Buffer.alloc(48)),
  '63 bytes': createSecretKey(Buffer.alloc(63)),
  '64 bytes': createSecretKey(Buffer.alloc(64)),
};

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

describe('isAlgorithm', () => {
  it('takes every documented name', () => {
    expect(ALGORITHM_NAMES.every(isAlgorithm)).toBe(true);
    expect(ALGORITHM_NAMES).toHaveLength(14);
  });

  it.each([
    ['none'],
    ['None'],
    ['nOnE'],
    [''],
    ['rs256'],
    ['RS256 '],
    ['RS1'],
    ['HS1'],
    ['ES256K'],
    ['Ed448'],
    ['RSA-OAEP'],
    ['dir'],
    ['constructor'],
    ['__proto__'],
    ['toString'],
    [['RS256']],
    [{ toString: () => 'RS256' }],
    [undefined],
    [null],
    [0],
  ])('refuses %p', (name) => {
    expect(isAlgorithm(name)).toBe(false);
  });
});

describe('isSymmetric', () => {
  it('knows the algorithms with a shared secret', () => {
    expect(ALGORITHM_NAMES.filter(isSymmetric)).toEqual(['HS256', 'HS384', 'HS512']);
  });
});

describe('factsOf', () => {
  it.each([
    ['ES256', 64],
    ['ES384', 96],
    ['ES512', 132],
    ['EdDSA', 64],
    ['Ed25519', 64],
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
    ['RS256', undefined],
  ] as const)('knows the one length of a signature with %s', (algorithm, bytes) => {
    expect(factsOf(algorithm).signatureBytes).toBe(bytes);
  });
});

describe('keyFits', () => {
  it.each([
    ['rsa', RSA],
    ['P-256', ['ES256']],
    ['P-384', ['ES384']],
    ['P-521', ['ES512']],
    ['secp256k1', []],
    ['ed25519', ['EdDSA', 'Ed25519']],
    ['ed448', []],
    ['x25519', []],
    ['rsa-pss', []],
    ['private ed25519', []],
    ['31 bytes', []],
    ['32 bytes', ['HS256']],
    ['47 bytes', ['HS256']],
    ['48 bytes', ['HS256', 'HS384']],
    ['63 bytes', ['HS256', 'HS384']],
    ['64 bytes', ['HS256', 'HS384', 'HS512']],
  ])('a key of kind %s fits exactly %j', (kind, algorithms) => {
    const key = KEYS[kind] as KeyObject;
    expect(ALGORITHM_NAMES.filter((algorithm) => keyFits(algorithm, key))).toEqual(algorithms);
  });
});

describe('keyProblem', () => {
  it.each(['rsa', 'P-256', 'P-384', 'P-521', 'ed25519', '32 bytes', '64 bytes'])(
    'accepts a key of kind %s',
    (kind) => {
      expect(keyProblem(KEYS[kind] as KeyObject)).toBeUndefined();
    },
  );

  it.each([
    ['secp256k1', 'keys of type ec verify none'],
    ['ed448', 'keys of type ed448 verify none'],
    ['x25519', 'keys of type x25519 verify none'],
    ['rsa-pss', 'keys of type rsa-pss verify none'],
    ['private ed25519', 'it is a private key'],
    ['31 bytes', 'the secret has 31 bytes'],
  ])('says why a key of kind %s cannot verify', (kind, problem) => {
    expect(keyProblem(KEYS[kind] as KeyObject)).toContain(problem);
  });

  it.each([
    [1024, 'fewer than 2048'],
    [2047, 'fewer than 2048'],
    [2048, undefined],
    [8192, undefined],
    [8193, 'more than 8192'],
  ])('checks an RSA modulus of %d bits', (bits, problem) => {
    expect(keyProblem(rsaKey(bits))).toEqual(problem && expect.stringContaining(problem));
  });

  it.each([
    [1, 'AQ'],
    [2, 'Ag'],
    [65_536, 'AQAA'],
  ])('refuses the RSA exponent %d', (_exponent, encoded) => {
    expect(keyProblem(rsaKey(2048, encoded))).toBe('its RSA exponent is not an odd number of 3 or more');
  });

  it('accepts the RSA exponent 3', () => {
    expect(keyProblem(rsaKey(2048, 'Aw'))).toBeUndefined();
  });

  it('refuses keys whose size or type the platform does not give', () => {
    const untold = { type: 'public', asymmetricKeyType: 'rsa' } as KeyObject;
    expect(keyProblem(untold)).toContain('has 0 bits');
    expect(keyProblem({ type: 'public' } as KeyObject)).toContain('keys of type unknown');
    expect(keyProblem({ type: 'secret' } as KeyObject)).toContain('the secret has 0 bytes');
  });
});

describe('an RSA exponent', () => {
  it('has at most 64 bits: a longer one makes each verification slow', () => {
    const longest = Buffer.alloc(8, 0xff).toString('base64url');
    expect(keyProblem(rsaKey(2048, longest))).toBeUndefined();
    const longer = Buffer.from('010000000000000001', 'hex').toString('base64url');
    expect(keyProblem(rsaKey(2048, longer))).toBe('its RSA exponent has more than 64 bits');
  });
});
