import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/**
 * Generates a key pair, as the only place of the benchmarks. The halves are generated as PEM and read back: exporting a
 * key as JWK while the job that generated it is collected can hang Node 20 for ever, because both wait for one lock.
 */
export async function makeKeyPair(type, parameters) {
  const { privateKey, publicKey } = await generate(type, {
    ...parameters,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(publicKey) };
}
