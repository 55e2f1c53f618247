import type { KeySource } from '../../src/jwt-policy/keys/key-source.js';
import type { VerificationKey } from '../../src/jwt-policy/keys/verification-key.js';

/** Whether a key source would still give out this very key: what a cached token depends on. */
export function isInUse(keys: KeySource, key: VerificationKey): boolean {
  return [...key.algorithms].some((algorithm) => keys.peek(key.kid, algorithm) === key);
}
