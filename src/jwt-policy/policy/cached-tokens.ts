import { KnownShapes, weighClaims } from '../claims/index.js';
import type { SignatureAlgorithm, VerificationKey } from '../keys/index.js';
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

interface TokenEntry extends CachedToken {
  readonly issuer: PolicyIssuer;
  /** The `kid` of the token. */
  readonly kid: string | undefined;
  readonly algorithm: SignatureAlgorithm;
  readonly key: VerificationKey;
  /** The verdict if this policy is the only one that applies. It is made once and returned at every hit. */
  readonly granted: Granted;
}

/** The measured size of an entry without its claims. */
const ENTRY_BYTES = 500;
/**
 * The least size assumed per character of the payload: a duplicate member takes memory that counting the members cannot
 * find.
 */
const LEAST_BYTES_PER_CHARACTER = 1.5;

/** The estimated size of a cached token. */
function entryBytes(token: string, claimBytes: number): number {
  const payloadCharacters = ((token.lastIndexOf('.') - token.indexOf('.')) * 3) / 4;
  return Math.ceil(ENTRY_BYTES + Math.max(claimBytes, payloadCharacters * LEAST_BYTES_PER_CHARACTER));
}

/**
 * A token with more values than this is not cached, but verified at each call. Such tokens are rare, and the estimate of
 * their size is less exact.
 */
export const MAX_CACHED_VALUES = 1_000;

/** The verified tokens of one policy. Only successes are cached, and only until their key is withdrawn. */
export class CachedTokens {
  private readonly cache: VerifiedTokenCache<TokenEntry>;
  private readonly shapes = new KnownShapes();

  constructor(
    private readonly policy: string,
    bounds: VerifiedTokenCacheBounds,
  ) {
    this.cache = new VerifiedTokenCache(bounds);
  }

  /**
   * Puts issuer, key and claims on the subject if its token is cached and the key set still has the key that verified it.
   * An entry is deleted if its key was withdrawn or replaced by another with the same kid. Returns the verdict to use if
   * no later step refuses.
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

  /** Caches a token that was verified just now, unless it holds too many values. */
  add(subject: Subject): Granted {
    const issuer = must(subject.issuer);
    const granted = grantBy(this.policy, subject);
    const { values, bytes } = weighClaims(subject.claims, this.shapes);
    if (values > MAX_CACHED_VALUES) return granted;
    const entry = {
      bytes: entryBytes(must(subject.token), bytes),
      hit: false,
      issuer,
      // A string or absent: the step that found the key has checked it.
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
