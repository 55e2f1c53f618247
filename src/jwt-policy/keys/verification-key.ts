import type { KeyObject } from 'node:crypto';
import { ALGORITHM_NAMES, keyFits, type SignatureAlgorithm } from './algorithms.js';

/** One key of a key set, prepared once: every verification uses this same `KeyObject`. */
export interface VerificationKey {
  /** The key id (RFC 7517 §4.5), or undefined: a static key without one answers for every `kid`. */
  readonly kid: string | undefined;
  readonly key: KeyObject;
  /** The algorithms that type, curve, size and the JWK's own `alg` allow. */
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
}

/** Binds a key to its algorithms. `only` is the `alg` of its JWK (RFC 7517 §4.4), where it has one. */
export function verificationKey(
  key: KeyObject,
  kid: string | undefined,
  only?: SignatureAlgorithm,
): VerificationKey {
  const fitting = ALGORITHM_NAMES.filter((algorithm) => keyFits(algorithm, key));
  const bound = only === undefined ? fitting : fitting.filter((algorithm) => algorithm === only);
  return Object.freeze({ kid, key, algorithms: new Set(bound) });
}

/**
 * Whether two keys have the same material; their kid and alg do not count. The types are compared first, because
 * comparing keys of different types leaves an error in OpenSSL, which Node throws when it reads the next private key.
 */
export function haveSameMaterial({ key: one }: VerificationKey, { key: other }: VerificationKey): boolean {
  return one.asymmetricKeyType === other.asymmetricKeyType && one.equals(other);
}

/** Whether two keys are the same in every respect: kid, key material and algorithms. */
export function equalKeys(one: VerificationKey, other: VerificationKey): boolean {
  return (
    one.kid === other.kid &&
    one.algorithms.size === other.algorithms.size &&
    [...one.algorithms].every((algorithm) => other.algorithms.has(algorithm)) &&
    haveSameMaterial(one, other)
  );
}
