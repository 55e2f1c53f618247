import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { factsOf, type SignatureAlgorithm } from '../keys/index.js';

/** What signs tokens, and what verifies them. The same secret where the algorithm is symmetric. */
export interface KeyPair {
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
}

const SECRET_BYTES = 64;
const MODULUS_BITS = 2048;

/**
 * The halves are generated as PEM and read back: exporting a key as JWK while the job that generated it is collected can
 * hang Node 20 for ever, because both wait for one lock.
 */
function generatePair(type: 'rsa' | 'ec' | 'ed25519', namedCurve: string | undefined): KeyPair {
  // The parameters go with the type; what Node's types tell apart by it is one call.
  const { privateKey, publicKey } = generateKeyPairSync(type as 'ec', {
    ...({ modulusLength: MODULUS_BITS, namedCurve } as { namedCurve: string }),
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { signing: createPrivateKey(privateKey), verifying: createPublicKey(publicKey) };
}

function sharedSecret(): KeyPair {
  const secret = createSecretKey(randomBytes(SECRET_BYTES));
  return { signing: secret, verifying: secret };
}

const pairs = new Map<string, KeyPair>();

/**
 * The pair of an owner for an algorithm. It is made when it is first needed and kept for the process, because an RSA key
 * takes about 180 ms. Algorithms of one key type and curve share a pair.
 */
export function keyPair(owner: string, algorithm: SignatureAlgorithm): KeyPair {
  const { keyType, curve } = factsOf(algorithm);
  const name = JSON.stringify([owner, keyType, curve]);
  const known = pairs.get(name);
  if (known !== undefined) return known;
  const pair = keyType === 'secret' ? sharedSecret() : generatePair(keyType, curve);
  pairs.set(name, pair);
  return pair;
}
