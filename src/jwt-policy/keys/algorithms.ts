import type { KeyObject } from 'node:crypto';

/** The fixed properties of an algorithm. */
export interface AlgorithmFacts {
  /** The value of `KeyObject.asymmetricKeyType`, or `secret`. */
  readonly keyType: 'rsa' | 'ec' | 'ed25519' | 'secret';
  /** Exact curve of an EC key, by the name OpenSSL gives it. */
  readonly curve?: string;
  /** Exact length of the signature; RSA signatures are as long as the modulus. */
  readonly signatureBytes?: number;
  /** RFC 7518 §3.2: an HMAC secret is at least as long as the digest. */
  readonly secretBytes?: number;
}

/**
 * The supported signature algorithms (RFC 7518 §3, RFC 8037, RFC 9864) and the one kind of key for each.
 * `EdDSA` and `Ed25519` are two names of one algorithm: an allow-list must have the name that the tokens use.
 */
const ALGORITHMS = {
  RS256: { keyType: 'rsa' },
  RS384: { keyType: 'rsa' },
  RS512: { keyType: 'rsa' },
  PS256: { keyType: 'rsa' },
  PS384: { keyType: 'rsa' },
  PS512: { keyType: 'rsa' },
  ES256: { keyType: 'ec', curve: 'prime256v1', signatureBytes: 64 },
  ES384: { keyType: 'ec', curve: 'secp384r1', signatureBytes: 96 },
  ES512: { keyType: 'ec', curve: 'secp521r1', signatureBytes: 132 },
  EdDSA: { keyType: 'ed25519', signatureBytes: 64 },
  Ed25519: { keyType: 'ed25519', signatureBytes: 64 },
  HS256: { keyType: 'secret', signatureBytes: 32, secretBytes: 32 },
  HS384: { keyType: 'secret', signatureBytes: 48, secretBytes: 48 },
  HS512: { keyType: 'secret', signatureBytes: 64, secretBytes: 64 },
} as const satisfies Record<string, AlgorithmFacts>;

/** The `alg` of a token (RFC 7515 §4.1.1) that can be accepted. `none` is not among them. */
export type SignatureAlgorithm = keyof typeof ALGORITHMS;

/** The facts of one algorithm. */
export function factsOf(algorithm: SignatureAlgorithm): AlgorithmFacts {
  return ALGORITHMS[algorithm];
}

/** All names, in the order of documentation. */
export const ALGORITHM_NAMES = Object.keys(ALGORITHMS) as readonly SignatureAlgorithm[];

/** Whether a value from outside is the name of an algorithm. */
export function isAlgorithm(value: unknown): value is SignatureAlgorithm {
  return typeof value === 'string' && Object.hasOwn(ALGORITHMS, value);
}

/** Whether the algorithm uses a shared secret. */
export function isSymmetric(algorithm: SignatureAlgorithm): boolean {
  return factsOf(algorithm).keyType === 'secret';
}

const MIN_MODULUS_BITS = 2048;
/** A larger modulus or exponent makes one verification so slow that a flood of tokens could stall the process. */
const MAX_MODULUS_BITS = 8192;
const MAX_EXPONENT = 2n ** 64n;

function rsaProblem(key: KeyObject): string | undefined {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_MODULUS_BITS)
    return `its RSA modulus has ${modulusLength} bits, fewer than ${MIN_MODULUS_BITS}; a larger key must replace it`;
  if (modulusLength > MAX_MODULUS_BITS)
    return `its RSA modulus has ${modulusLength} bits, more than ${MAX_MODULUS_BITS}`;
  if (publicExponent > MAX_EXPONENT) return 'its RSA exponent has more than 64 bits';
  if (publicExponent < 3n || publicExponent % 2n === 0n)
    return 'its RSA exponent is not an odd number of 3 or more';
  return undefined;
}

/** Whether the key can verify the algorithm: type, curve, and for secrets the length. */
export function keyFits(algorithm: SignatureAlgorithm, key: KeyObject): boolean {
  const facts = factsOf(algorithm);
  if (facts.secretBytes !== undefined)
    return key.type === 'secret' && (key.symmetricKeySize ?? 0) >= facts.secretBytes;
  if (key.type !== 'public' || key.asymmetricKeyType !== facts.keyType) return false;
  return facts.curve === undefined || key.asymmetricKeyDetails?.namedCurve === facts.curve;
}

/** Why a key cannot verify anything here, in words, or undefined. */
export function keyProblem(key: KeyObject): string | undefined {
  if (key.type === 'private') return 'it is a private key; a verifier needs only the public one';
  if (key.type === 'public' && key.asymmetricKeyType === 'rsa') return rsaProblem(key);
  if (ALGORITHM_NAMES.some((algorithm) => keyFits(algorithm, key))) return undefined;
  return key.type === 'secret'
    ? `the secret has ${key.symmetricKeySize ?? 0} bytes, HS256 needs 32, HS384 48 and HS512 64`
    : `keys of type ${key.asymmetricKeyType ?? 'unknown'} verify none of the supported algorithms`;
}
