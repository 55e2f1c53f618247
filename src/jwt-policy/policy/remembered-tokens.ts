import type { Algorithm, VerificationKey } from '../keys/index.js';
import {
  MAX_TOKEN_CHARACTERS,
  tokenKey,
  VerifiedTokenCache,
  type CachedToken,
  type VerifiedTokenCacheBounds,
} from '../tokens/index.js';
import type { PolicyIssuer } from './policy-issuer.js';
import { must, type Subject } from './subject.js';
import { grant, type Granted } from './verdict.js';

interface RememberedToken extends CachedToken {
  readonly issuer: PolicyIssuer;
  /** What the token asked for a key by. */
  readonly kid: string | undefined;
  readonly algorithm: Algorithm;
  readonly key: VerificationKey;
  /** The verdict if this policy is the only one that applies: made once, handed out at every hit. */
  readonly granted: Granted;
}

/** What an entry takes beside its claims, and how much a character of the payload takes once parsed: measured. */
const ENTRY_BYTES = 500;
const BYTES_PER_PAYLOAD_CHARACTER = 1.25;

function estimateBytes(token: string): number {
  const payloadCharacters = ((token.lastIndexOf('.') - token.indexOf('.')) * 3) / 4;
  return Math.ceil(ENTRY_BYTES + payloadCharacters * BYTES_PER_PAYLOAD_CHARACTER);
}

/** The verified tokens of one policy. Only successes are remembered, and only until their key is withdrawn. */
export class RememberedTokens {
  private readonly cache: VerifiedTokenCache<RememberedToken>;

  constructor(
    private readonly policy: string,
    bounds: VerifiedTokenCacheBounds,
  ) {
    this.cache = new VerifiedTokenCache(bounds);
  }

  /**
   * Puts issuer, key and claims on the subject if its token is remembered and would be given the very key that verified
   * it: a key set may have withdrawn it, or may have another with the same kid by now, so that neither is used. Gives
   * the verdict to use if nothing refuses.
   */
  recall(subject: Subject): Granted | undefined {
    const token = must(subject.token);
    if (token.length > MAX_TOKEN_CHARACTERS) return undefined;
    subject.cacheKey = tokenKey(token);
    const entry = this.cache.get(subject.cacheKey);
    if (entry === undefined) return undefined;
    if (entry.issuer.keys.peek(entry.kid, entry.algorithm) !== entry.key) {
      this.cache.delete(subject.cacheKey);
      return undefined;
    }
    subject.issuer = entry.issuer;
    subject.key = entry.key;
    subject.verified = entry.granted.claims;
    return entry.granted;
  }

  /** Remembers a token that was verified just now. */
  remember(subject: Subject): Granted {
    const issuer = must(subject.issuer);
    const granted = grantBy(this.policy, subject);
    const entry = {
      bytes: estimateBytes(must(subject.token)),
      hit: false,
      issuer,
      // A string or absent: the key was found by it.
      kid: must(subject.parsed).header['kid'] as string | undefined,
      algorithm: must(subject.algorithm),
      key: must(subject.key),
      granted,
    };
    this.cache.set(must(subject.cacheKey), entry);
    return granted;
  }
}

/** The verdict of one policy for verified claims. */
export function grantBy(policy: string, subject: Subject): Granted {
  const { options } = must(subject.issuer);
  const result = Object.freeze({ policy, claims: subject.claims, issuer: options.issuer });
  return grant([result]);
}
