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
  /** What the token asked for a key by. */
  readonly kid: string | undefined;
  readonly algorithm: SignatureAlgorithm;
  readonly key: VerificationKey;
  /** The verdict if this policy is the only one that applies: made once, handed out at every hit. */
  readonly granted: Granted;
}

/** What an entry takes beside its claims: measured. */
const ENTRY_BYTES = 500;
/** A member that stands in the payload twice leaves an empty place behind in its object, which no walk over its members finds. */
const LEAST_BYTES_PER_CHARACTER = 1.5;

/** What a token takes when it is cached. */
function entryBytes(token: string, claimBytes: number): number {
  const payloadCharacters = ((token.lastIndexOf('.') - token.indexOf('.')) * 3) / 4;
  return Math.ceil(ENTRY_BYTES + Math.max(claimBytes, payloadCharacters * LEAST_BYTES_PER_CHARACTER));
}

/**
 * A token of more values than this is verified at each call. So much of one token is rare, and what the engine does
 * with it is known less well, the more of it there is.
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
   * Puts issuer, key and claims on the subject if its token is cached and would be given the very key that verified
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
