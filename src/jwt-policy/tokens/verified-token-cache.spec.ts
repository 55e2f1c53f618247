import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  VerifiedTokenCache,
  type CachedToken,
  type VerifiedTokenCacheBounds,
} from './verified-token-cache.js';
import { tokenKey } from './token-digest.js';

function cacheOf(bounds: Partial<VerifiedTokenCacheBounds> = {}): VerifiedTokenCache<CachedToken> {
  return new VerifiedTokenCache({ maxEntries: 1_000, maxBytes: 1_000_000, ...bounds });
}

function entryOf(bytes = 1): CachedToken {
  return { bytes, hit: false };
}

function keysFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `key ${first + index}`);
}

/** Which of the keys are there. Asking is a hit, so it comes last in a test. */
function present(cache: VerifiedTokenCache<CachedToken>, keys: readonly string[]): string[] {
  return keys.filter((key) => cache.get(key) !== undefined);
}

describe('the key of a token', () => {
  it('is the SHA-256 of all of it', () => {
    expect(tokenKey('a.b.c')).toBe(createHash('sha256').update('a.b.c').digest('base64url'));
  });

  it.each(['a.b.d', 'A.b.c', 'a.b.c=', 'a.b.c ', 'a.b.', ''])('of "a.b.c" is not that of %j', (other) => {
    expect(tokenKey(other)).not.toBe(tokenKey('a.b.c'));
  });

  it('is as long for the longest token, and holds nothing of it', () => {
    expect(tokenKey('x'.repeat(16 * 1024))).toMatch(/^[\w-]{43}$/);
  });
});

describe('a verified-token cache', () => {
  it('returns the entry that was set under a key, and nothing for any other key', () => {
    const cache = cacheOf();
    const entry = entryOf();
    cache.set('key', entry);
    expect(cache.get('key')).toBe(entry);
    expect(cache.get('Key')).toBeUndefined();
    expect(cache.get('__proto__')).toBeUndefined();
  });

  it('replaces an entry, and counts its bytes once', () => {
    const cache = cacheOf();
    const newer = entryOf(30);
    cache.set('key', entryOf(20));
    cache.set('key', newer);
    expect(cache.get('key')).toBe(newer);
    expect([cache.entries, cache.bytes]).toEqual([1, 30]);
  });

  it('forgets a deleted entry with its bytes, whether on trial or kept', () => {
    const cache = cacheOf({ maxEntries: 10 });
    for (const key of keysFrom(0, 10)) cache.set(key, entryOf(3));
    cache.get('key 0');
    cache.set('key 10', entryOf(3));
    expect([cache.entries, cache.bytes]).toEqual([10, 30]);
    cache.delete('key 0');
    cache.delete('key 10');
    cache.delete('key 10');
    cache.delete('no such key');
    expect([cache.entries, cache.bytes]).toEqual([8, 24]);
    expect(present(cache, ['key 0', 'key 10'])).toEqual([]);
  });

  it('replaces a kept entry by one that is on trial', () => {
    const cache = cacheOf({ maxEntries: 10 });
    for (const key of keysFrom(0, 10)) cache.set(key, entryOf());
    cache.get('key 0');
    cache.set('key 10', entryOf());
    const newer = entryOf(5);
    cache.set('key 0', newer);
    expect(cache.get('key 0')).toBe(newer);
    expect([cache.entries, cache.bytes]).toEqual([10, 14]);
  });

  it('forgets what it held when the replacement is too large to be held', () => {
    const cache = cacheOf({ maxBytes: 10 });
    cache.set('key', entryOf());
    cache.set('key', entryOf(11));
    expect(cache.get('key')).toBeUndefined();
    expect([cache.entries, cache.bytes]).toEqual([0, 0]);
  });
});

describe('the bounds of a verified-token cache', () => {
  it('let it hold maxEntries and not one more; the oldest that was not hit is evicted', () => {
    const cache = cacheOf({ maxEntries: 5 });
    for (const key of keysFrom(0, 5)) cache.set(key, entryOf());
    expect(cache.entries).toBe(5);
    cache.set('key 5', entryOf());
    expect(cache.entries).toBe(5);
    expect(present(cache, keysFrom(0, 6))).toEqual(keysFrom(1, 5));
  });

  it('let it hold maxBytes and not one more', () => {
    const cache = cacheOf({ maxBytes: 50 });
    for (const key of keysFrom(0, 5)) cache.set(key, entryOf(10));
    expect([cache.entries, cache.bytes]).toEqual([5, 50]);
    cache.set('key 5', entryOf(1));
    expect([cache.entries, cache.bytes]).toEqual([5, 41]);
  });

  it('make a large entry evict as many others as needed', () => {
    const cache = cacheOf({ maxBytes: 50 });
    for (const key of keysFrom(0, 5)) cache.set(key, entryOf(10));
    cache.set('large', entryOf(35));
    expect([cache.entries, cache.bytes]).toEqual([2, 45]);
    expect(present(cache, [...keysFrom(0, 5), 'large'])).toEqual(['key 4', 'large']);
  });

  it('accept an entry as large as the cache, and ignore a larger one without evicting', () => {
    const cache = cacheOf({ maxBytes: 50 });
    cache.set('small', entryOf(10));
    cache.set('too large', entryOf(51));
    expect(present(cache, ['small', 'too large'])).toEqual(['small']);
    const empty = cacheOf({ maxBytes: 50 });
    empty.set('as large', entryOf(50));
    expect(present(empty, ['as large'])).toEqual(['as large']);
  });

  it('of zero entries hold nothing', () => {
    const cache = cacheOf({ maxEntries: 0 });
    cache.set('key', entryOf());
    expect([cache.entries, cache.bytes, cache.get('key')]).toEqual([0, 0, undefined]);
  });
});

describe('the entry that a full cache evicts', () => {
  it('is not one that was hit: it gets a second chance, and a third only after another hit', () => {
    const cache = cacheOf({ maxEntries: 10 });
    for (const key of keysFrom(0, 10)) cache.set(key, entryOf());
    cache.get('key 0');
    // Trial: 1 to 10 without a hit, of which 1 leaves; 0 is kept.
    cache.set('key 10', entryOf());
    for (const key of keysFrom(11, 20)) cache.set(key, entryOf());
    expect(cache.entries).toBe(10);
    // Now all others are hit, so that they are kept one after the other and need the place.
    for (const key of keysFrom(22, 9)) cache.get(key);
    for (const key of keysFrom(100, 9)) cache.set(key, entryOf());
    expect(present(cache, ['key 0'])).toEqual([]);
  });

  it('is never a token that is hit again and again, however many others come', () => {
    const cache = cacheOf({ maxEntries: 1_000, maxBytes: 600_000 });
    const hot = keysFrom(1_000_000, 100);
    for (const key of hot) cache.set(key, entryOf(500));
    for (const [index, key] of keysFrom(0, 100_000).entries()) {
      cache.set(key, entryOf(500 + (index % 500)));
      if (cache.entries > 1_000 || cache.bytes > 600_000) throw new Error('a bound was exceeded');
      // Each hot one is asked for once in a hundred others.
      if (cache.get(hot[index % hot.length] ?? '') === undefined) throw new Error('a hot token was lost');
    }
    expect(present(cache, hot)).toEqual(hot);
  });

  it('is one that is no longer used, once all tokens are renewed, even if each is used only once a round', () => {
    const cache = cacheOf({ maxEntries: 100 });
    const round = (keys: readonly string[]): number => {
      const missed = keys.filter((key) => cache.get(key) === undefined);
      for (const key of missed) cache.set(key, entryOf());
      return missed.length;
    };
    for (let generation = 0; generation < 5; generation += 1) {
      const tokens = keysFrom(generation * 1_000, 75);
      for (let warming = 0; warming < 4; warming += 1) round(tokens);
      expect(round(tokens)).toBe(0);
    }
  });

  it('leaves its hash behind, until as many others are evicted', () => {
    const cache = cacheOf({ maxEntries: 10 });
    const kept = keysFrom(0, 10);
    for (const key of kept) cache.set(key, entryOf());
    for (const key of kept) cache.get(key);
    // Passes through the trial unused, then as many others do.
    for (const key of ['seldom', ...keysFrom(100, 30)]) cache.set(key, entryOf());
    cache.set('seldom', entryOf());
    cache.set('other', entryOf());
    cache.set('another', entryOf());
    expect(cache.get('seldom')).toBeUndefined();
  });

  it.each([1, 2, 3, 8, 9])(
    'makes room for new tokens in a cache of %d even if all entries were hit',
    (maxEntries) => {
      const cache = cacheOf({ maxEntries });
      for (const key of keysFrom(0, maxEntries)) {
        cache.set(key, entryOf());
        cache.get(key);
      }
      // Nobody asks for those any more; the new one is asked for, and set where it was not found.
      for (let call = 0; call < 3; call += 1) {
        if (cache.get('new') === undefined) cache.set('new', entryOf());
      }
      expect(cache.get('new')).toBeDefined();
      expect(cache.entries).toBe(maxEntries);
    },
  );
});

describe('a verified-token cache, whatever is done to it', () => {
  const KEYS = keysFrom(0, 12);
  const command = fc.record({
    what: fc.constantFrom('set', 'set', 'set', 'get', 'get', 'delete'),
    key: fc.constantFrom(...KEYS),
    bytes: fc.integer({ min: 1, max: 40 }),
  });

  it('never holds more than its bounds, counts its bytes right, and gives only what was set last', () => {
    const run = fc.record({
      bounds: fc.record({
        maxEntries: fc.integer({ min: 0, max: 14 }),
        maxBytes: fc.integer({ min: 0, max: 150 }),
      }),
      commands: fc.array(command, { maxLength: 80, size: 'max' }),
    });
    fc.assert(
      fc.property(run, ({ bounds, commands }) => {
        const cache = cacheOf(bounds);
        const model = new Map<string, CachedToken>();
        for (const { what, key, bytes } of commands) {
          const found = what === 'get' ? cache.get(key) : undefined;
          if (found !== undefined) expect(found).toBe(model.get(key));
          if (what === 'delete') {
            cache.delete(key);
            model.delete(key);
          }
          if (what === 'set') {
            const entry = entryOf(bytes);
            cache.set(key, entry);
            model.set(key, entry);
          }
          expect(cache.entries).toBeLessThanOrEqual(bounds.maxEntries);
          expect(cache.bytes).toBeLessThanOrEqual(bounds.maxBytes);
        }
        const inside = KEYS.flatMap((key) => {
          const entry = cache.get(key);
          if (entry !== undefined) expect(entry).toBe(model.get(key));
          return entry ?? [];
        });
        expect(cache.entries).toBe(inside.length);
        expect(cache.bytes).toBe(inside.reduce((sum, { bytes }) => sum + bytes, 0));
      }),
      { numRuns: 400 },
    );
  });

  it('forgets nothing as long as all fits', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80, size: 'max' }), (commands) => {
        const cache = cacheOf({ maxEntries: KEYS.length, maxBytes: KEYS.length * 40 });
        const model = new Map<string, CachedToken>();
        for (const { what, key, bytes } of commands) {
          if (what === 'delete') {
            cache.delete(key);
            model.delete(key);
          } else if (what === 'set') {
            const entry = entryOf(bytes);
            cache.set(key, entry);
            model.set(key, entry);
          }
          expect(cache.get(key)).toBe(model.get(key));
        }
        expect(cache.entries).toBe(model.size);
      }),
      { numRuns: 200 },
    );
  });
});
