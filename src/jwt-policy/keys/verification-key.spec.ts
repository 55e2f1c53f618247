import { createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { equalKeys, verificationKey } from './verification-key.js';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
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
  const { publicKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const again = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }));
  const key = verificationKey(publicKey, 'a');

  it('are equal when they were made anew of the same material, for the same kid and algorithms', () => {
    expect(again).not.toBe(publicKey);
    expect(equalKeys(key, verificationKey(again, 'a'))).toBe(true);
    expect(equalKeys(key, verificationKey(again, 'a', 'ES256'))).toBe(true);
    expect(equalKeys(verificationKey(publicKey, undefined), verificationKey(again, undefined))).toBe(true);
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
