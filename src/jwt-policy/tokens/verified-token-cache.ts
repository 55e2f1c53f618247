import { FifoMap } from './fifo-map.js';

/** How much a verified-token cache may hold. */
export interface VerifiedTokenCacheBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** What is kept of a verified token. */
export interface CachedToken {
  /** What the entry is estimated to take in memory. */
  readonly bytes: number;
  /** Set at each hit, cleared when the entry gets a second chance. */
  hit: boolean;
}

/**
 * The share of entries on trial: a token that comes once is gone after this many others, and displaces no other. One
 * place at least, or a small cache that is full could never take in another token.
 */
const TRIAL_SHARE = 0.1;

/**
 * Remembers tokens whose signature was verified, and nothing else: no failure, no time check, no rule. Bounded in
 * entries and bytes. New tokens are on trial in a queue of their own; only those that are seen again before they leave
 * it are kept, so that a flood of tokens used once cannot displace the ones that are used often. Of those that left it
 * unseen the keys are remembered for a while: who comes again then is kept at once, so that tokens that are used
 * seldom, but all of them, find their place (S3-FIFO). A hit sets one flag and moves nothing.
 */
export class VerifiedTokenCache<T extends CachedToken> {
  private readonly trial = new FifoMap<T>();
  private readonly kept = new FifoMap<T>();
  private readonly dismissed = new FifoMap<true>();
  private usedBytes = 0;

  constructor(private readonly bounds: VerifiedTokenCacheBounds) {}

  get entries(): number {
    return this.trial.size + this.kept.size;
  }

  get bytes(): number {
    return this.usedBytes;
  }

  get(key: string): T | undefined {
    const entry = this.kept.get(key) ?? this.trial.get(key);
    if (entry !== undefined) entry.hit = true;
    return entry;
  }

  /** Remembers a token, unless it alone is larger than the cache. */
  set(key: string, entry: T): void {
    this.delete(key);
    if (entry.bytes > this.bounds.maxBytes || this.bounds.maxEntries < 1) return;
    (this.dismissed.get(key) ? this.kept : this.trial).add(key, entry);
    this.usedBytes += entry.bytes;
    while (this.entries > this.bounds.maxEntries || this.usedBytes > this.bounds.maxBytes) this.evictOne();
  }

  delete(key: string): void {
    const entry = this.kept.get(key) ?? this.trial.get(key);
    if (entry === undefined) return;
    this.kept.delete(key);
    this.trial.delete(key);
    this.usedBytes -= entry.bytes;
  }

  private evictOne(): void {
    const isTrialOver = this.trial.size > Math.max(1, this.entries * TRIAL_SHARE);
    const [key, entry] = (isTrialOver ? this.trial : this.kept).takeOldest();
    if (entry.hit) {
      entry.hit = false;
      this.kept.add(key, entry);
      return;
    }
    this.usedBytes -= entry.bytes;
    if (isTrialOver) this.dismiss(key);
  }

  /** Its key is not among the dismissed yet: it would not have been on trial again. */
  private dismiss(key: string): void {
    this.dismissed.add(key, true);
    // No more of them than there are entries: a key takes a tenth of an entry, which the bound in bytes must allow for.
    while (this.dismissed.size > Math.max(1, this.entries)) this.dismissed.takeOldest();
  }
}
