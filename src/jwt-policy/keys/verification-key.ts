import type { KeyObject } from 'node:crypto';
import { ALGORITHM_NAMES, keyFits, type SignatureAlgorithm } from './algorithms.js';

/** One key of a key set, prepared once: every verification uses this very `KeyObject`. */
export interface VerificationKey {
  /** The key id (RFC 7517 §4.5), or undefined: a static key without one answers for every `kid`. */
  readonly kid: string | undefined;
  readonly key: KeyObject;
  /** The algorithms that type, curve, size and the JWK's own `alg` leave. */
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
 * Whether two keys are of the same material, whatever else is said of them. Keys of different types are told apart first:
 * comparing their material leaves an error in OpenSSL, which Node then throws when it reads the next private key.
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
