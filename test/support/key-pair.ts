import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Both halves of a key pair. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

type KeyType = 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'x25519';

/**
 * Generates a key pair, as the only place of the tests. The halves are generated as PEM and read back: exporting a key
 * as JWK while the job that generated it is collected can hang Node 20 for ever, because both wait for one lock.
 */
export function makeKeyPair(
  type: KeyType,
  parameters: { readonly modulusLength?: number; readonly namedCurve?: string } = {},
): KeyPair {
  // The parameters go with the type; what Node's types tell apart by it is one call.
  const { privateKey, publicKey } = generateKeyPairSync(type as 'rsa', {
    ...(parameters as { modulusLength: number }),
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(publicKey) };
}
