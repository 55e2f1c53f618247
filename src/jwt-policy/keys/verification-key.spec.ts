import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verificationKey } from './verification-key.js';

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
