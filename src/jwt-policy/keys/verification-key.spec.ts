import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { equalKeys, haveSameMaterial, verificationKey } from './verification-key.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const { publicKey, privateKey } = makeKeyPair('ec', { namedCurve: 'P-256' });
const privatePem = privateKey.export({ format: 'pem', type: 'pkcs8' });
const secret = createSecretKey(Buffer.alloc(64));

describe('a verification key', () => {
  it('serves every algorithm that fits it', () => {
    expect([...verificationKey(secret, 'a').algorithms]).toEqual(['HS256', 'HS384', 'HS512']);
  });

  it('serves only the algorithm that its JWK names', () => {
    expect([...verificationKey(secret, 'a', 'HS384').algorithms]).toEqual(['HS384']);
  });

  it('serves none when its JWK names one that does not fit', () => {
    expect([...verificationKey(publicKey, 'a', 'HS256').algorithms]).toEqual([]);
    expect([...verificationKey(publicKey, 'a', 'ES384').algorithms]).toEqual([]);
  });

  it('is frozen, with the very key that was given', () => {
    const key = verificationKey(publicKey, undefined);
    expect(Object.isFrozen(key)).toBe(true);
    expect(key.key).toBe(publicKey);
    expect(key.kid).toBeUndefined();
  });
});

describe('two keys', () => {
  const { publicKey: other } = makeKeyPair('ec', { namedCurve: 'P-256' });
  const again = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }));
  const key = verificationKey(publicKey, 'a');

  it('are equal when they were made anew of the same material, for the same kid and algorithms', () => {
    expect(again).not.toBe(publicKey);
    expect(equalKeys(key, verificationKey(again, 'a'))).toBe(true);
    expect(equalKeys(key, verificationKey(again, 'a', 'ES256'))).toBe(true);
    expect(equalKeys(verificationKey(publicKey, undefined), verificationKey(again, undefined))).toBe(true);
  });

  it.each([
    ['the same', publicKey, true],
    ['made anew of the same material', again, true],
    ['of other material', other, false],
    ['of another curve', makeKeyPair('ec', { namedCurve: 'P-384' }).publicKey, false],
    ['of another type', makeKeyPair('ed25519').publicKey, false],
    ['of a type with restricted padding', makeKeyPair('rsa-pss', { modulusLength: 2048 }).publicKey, false],
    ['a secret', secret, false],
  ])('are compared by their material without a trace in OpenSSL: %s', (_name, compared, isSame) => {
    const one = verificationKey(publicKey, 'a');
    const two = verificationKey(compared, 'b');
    expect([haveSameMaterial(one, two), haveSameMaterial(two, one)]).toEqual([isSame, isSame]);
    expect(() => createPrivateKey(privatePem)).not.toThrow();
  });

  it.each([
    ['kid', verificationKey(publicKey, 'b')],
    ['absence of a kid', verificationKey(publicKey, undefined)],
    ['key material', verificationKey(other, 'a')],
    ['absence of algorithms', verificationKey(publicKey, 'a', 'ES384')],
    ['kind', verificationKey(secret, 'a')],
  ])('are not equal when they differ in %s', (_name, different) => {
    expect([equalKeys(key, different), equalKeys(different, key)]).toEqual([false, false]);
  });

  it('are not equal when they are for as many algorithms, but others', () => {
    const [one, two] = [verificationKey(secret, 'a', 'HS256'), verificationKey(secret, 'a', 'HS384')];
    expect(equalKeys(one, two)).toBe(false);
  });
});
