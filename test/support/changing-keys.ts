import { refuse, type Refusal } from '../../src/jwt-policy/errors/index.js';
import {
  KeySet,
  type SignatureAlgorithm,
  type KeySetState,
  type KeySource,
  type VerificationKey,
} from '../../src/jwt-policy/keys/index.js';
import { refuseMiss } from '../../src/jwt-policy/keys/key-miss.js';
import type { KeyMiss } from '../../src/jwt-policy/keys/key-set.js';
import { verificationKey } from '../../src/jwt-policy/keys/verification-key.js';
import type { NormalizedIssuer } from '../../src/jwt-policy/options/index.js';
import type { Plan } from '../../src/jwt-policy/policy/index.js';
import { CachedTokens } from '../../src/jwt-policy/policy/cached-tokens.js';
import { stepList } from '../../src/jwt-policy/policy/step-list.js';
import { openingSteps } from '../../src/jwt-policy/policy/steps/opening.js';
import { signatureSteps } from '../../src/jwt-policy/policy/steps/proving.js';
import {
  bearerHeader,
  VerifiedHeaders,
  type VerifiedTokenCacheBounds,
} from '../../src/jwt-policy/tokens/index.js';
import type { TestKey } from './test-issuer.js';

/** The same test key is the same key of a set, as a key that stays through a refresh is. */
const prepared = new Map<TestKey, VerificationKey>();

function prepare(key: TestKey): VerificationKey {
  const known = prepared.get(key) ?? verificationKey(key.publicKey, key.kid);
  prepared.set(key, known);
  return known;
}

/** A key source whose set is changed at will: rotated, withdrawn, out of reach, or late. */
export class ChangingKeys implements KeySource {
  /** How often a key was asked for: a cached token needs none. */
  finds = 0;
  isLate = false;
  isDown = false;
  private set: KeySet;

  constructor(
    private readonly allowMissingKid: boolean,
    ...keys: readonly TestKey[]
  ) {
    this.set = this.setOf(keys);
  }

  /** The keys from now on. */
  publish(...keys: readonly TestKey[]): void {
    this.set = this.setOf(keys);
  }

  find(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): VerificationKey | Refusal | Promise<VerificationKey | Refusal> {
    this.finds += 1;
    const answer = this.look(kid, algorithm);
    return this.isLate ? Promise.resolve(answer) : answer;
  }

  look(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | Refusal {
    const found = this.peek(kid, algorithm);
    if (found === undefined) return refuse('KEYS_UNAVAILABLE', 'down');
    return typeof found === 'string' ? refuseMiss(found) : found;
  }

  peek(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | KeyMiss | undefined {
    return this.isDown ? undefined : this.set.find(kid, algorithm);
  }

  async prefetch(): Promise<void> {
    // Nothing to get.
  }

  inspect(): readonly KeySetState[] {
    return [];
  }

  close(): void {
    // Nothing is under way.
  }

  private setOf(keys: readonly TestKey[]): KeySet {
    return new KeySet(keys.map(prepare), {
      allowMissingKid: this.allowMissingKid,
      kidlessKeysAnswerAll: false,
    });
  }
}

/** The plan with these key sources instead of its own, and a memory of its own where bounds are given. */
export function withKeys(
  plan: Plan,
  keysOf: (issuer: NormalizedIssuer, own: KeySource) => KeySource,
  bounds?: VerifiedTokenCacheBounds,
): Plan {
  const policies = plan.policies.map((policy) => {
    const issuers = policy.issuers.map((issuer) => ({
      ...issuer,
      keys: keysOf(issuer.options, issuer.keys),
    }));
    const headers = new VerifiedHeaders();
    const lists = issuers.map((issuer) => {
      const { steps = [], settledEnd } = policy.lists[issuer.index] ?? {};
      const checking = steps.slice(settledEnd);
      return stepList(policy.name, issuer, [
        ...openingSteps(bearerHeader, issuers, headers),
        ...signatureSteps(issuer.options, issuer.keys, headers),
        ...checking,
      ]);
    });
    const cached = bounds && new CachedTokens(policy.name, bounds);
    return { ...policy, issuers, lists, cached };
  });
  return { ...plan, policies };
}
