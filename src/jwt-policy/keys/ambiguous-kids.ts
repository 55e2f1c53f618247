import type { SignatureAlgorithm } from './algorithms.js';
import { haveSameMaterial, type VerificationKey } from './verification-key.js';

/**
 * The kids under which different keys are for one algorithm, so that no token with such a kid can be verified; undefined
 * stands for keys without kid. Keys of equal material are one key.
 */
export function ambiguousKids(
  keys: readonly VerificationKey[],
  algorithm: SignatureAlgorithm,
): readonly (string | undefined)[] {
  const firstByKid = new Map<string | undefined, VerificationKey>();
  const ambiguous = new Set<string | undefined>();
  for (const key of keys) {
    if (!key.algorithms.has(algorithm)) continue;
    const first = firstByKid.get(key.kid) ?? key;
    firstByKid.set(key.kid, first);
    if (!haveSameMaterial(first, key)) ambiguous.add(key.kid);
  }
  return [...ambiguous];
}
