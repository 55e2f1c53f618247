import type { SignatureAlgorithm } from './algorithms.js';
import { equalKeys, haveSameMaterial, type VerificationKey } from './verification-key.js';

/** Why a key set has no key for a token. Only `unknown` can be mended by fetching the set again. */
export type KeyMiss = 'unknown' | 'unfit' | 'ambiguous' | 'no-kid';

/** What a key set does with keys and tokens that lack a `kid`. */
export interface KeySetRules {
  /** A token without `kid` may use the set's key, if the set has exactly one. */
  readonly allowMissingKid: boolean;
  /** A key without `kid` answers for every token: so for keys given in the options, not for fetched ones. */
  readonly kidlessKeysAnswerAll: boolean;
}

/** The immutable snapshot of one issuer's verification keys. */
export class KeySet {
  readonly kids: readonly string[];
  private readonly byKid = new Map<string, VerificationKey[]>();
  private readonly fallback: readonly VerificationKey[];
  /** The same key may be listed several times. */
  private readonly isOneKey: boolean;

  constructor(
    readonly keys: readonly VerificationKey[],
    private readonly rules: KeySetRules,
  ) {
    for (const key of keys) {
      if (key.kid === undefined) continue;
      const sameKid = this.byKid.get(key.kid);
      if (sameKid) sameKid.push(key);
      else this.byKid.set(key.kid, [key]);
    }
    this.kids = Object.freeze([...this.byKid.keys()]);
    this.isOneKey =
      keys.length > 0 && keys.every((key, index) => haveSameMaterial(keys[index - 1] ?? key, key));
    this.fallback = rules.kidlessKeysAnswerAll ? keys.filter((key) => key.kid === undefined) : [];
  }

  /**
   * The one key for a token's `kid` and `alg`. The `kid` is an opaque string, looked up in a Map and used for
   * nothing else. Several keys with one kid are narrowed by algorithm; equal material counts as one key. If two
   * different ones are left, neither is used.
   */
  find(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | KeyMiss {
    const candidates = this.candidates(kid);
    if (typeof candidates === 'string') return candidates;
    let found: VerificationKey | undefined;
    // Runs at every call, so it makes no list.
    for (const key of candidates) {
      if (!key.algorithms.has(algorithm)) continue;
      if (found !== undefined && !haveSameMaterial(found, key)) return 'ambiguous';
      found ??= key;
    }
    return found ?? 'unfit';
  }

  /** The key of this set that equals one of another set, so that what was verified with it stays verified. */
  equalOf(key: VerificationKey): VerificationKey | undefined {
    const sameKid = key.kid === undefined ? this.keys : this.byKid.get(key.kid);
    return sameKid?.find((own) => equalKeys(own, key));
  }

  private candidates(kid: string | undefined): readonly VerificationKey[] | KeyMiss {
    const named = kid === undefined ? undefined : this.byKid.get(kid);
    if (named) return named;
    if (this.fallback.length > 0) return this.fallback;
    if (kid !== undefined) return 'unknown';
    return this.rules.allowMissingKid && this.isOneKey ? this.keys : 'no-kid';
  }
}
