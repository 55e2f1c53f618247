import { createPrivateKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import type { JWK } from 'oidc-provider';

/**
 * Generates a private key as PEM and reads it back: exporting a key as JWK while the job that generated it is collected
 * can hang Node 20 for ever, because both wait for one lock.
 */
async function generatePrivateKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return createPrivateKey(privateKey);
}

/** Makes the RSA key of one run. It is never written anywhere: a restart withdraws every token signed before. */
export async function generateSigningKey(): Promise<JWK> {
  const privateKey = await generatePrivateKey();
  const kid = `local-development-only-${randomBytes(6).toString('hex')}`;
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}
