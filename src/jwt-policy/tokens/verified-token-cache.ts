import { FifoMap } from './fifo-map.js';

/** How much a verified-token cache may hold. */
export interface VerifiedTokenCacheBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** An entry of the cache. */
export interface CachedToken {
  /** Its estimated size in memory. */
  readonly bytes: number;
  /** Set at each hit, cleared when the entry gets a second chance. */
  hit: boolean;
}

/**
 * The share of entries in the trial queue. At least one entry is on trial, because otherwise a small full cache could
 * never take another token.
 */
const TRIAL_SHARE = 0.1;

/**
 * Caches tokens whose signature was verified: no failures, and no results of time checks or rules. Bounded in entries
 * and bytes. The eviction is S3-FIFO: a new token enters a small trial queue and moves to the main queue only if it is
 * used again, so that a flood of tokens that are used once cannot displace the others. The hashes of tokens evicted
 * from trial are kept for a while; a token that returns goes straight to the main queue. A hit sets one flag and moves
 * nothing.
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

  /** Caches a token, unless it alone is larger than the cache. */
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

  /** The key is never among the dismissed already: `set` puts a dismissed key into the main queue, not on trial. */
  private dismiss(key: string): void {
    this.dismissed.add(key, true);
    // There are at most as many dismissed keys as entries. A key takes a tenth of an entry, which the bound in bytes
    // allows for.
    while (this.dismissed.size > Math.max(1, this.entries)) this.dismissed.takeOldest();
  }
}
