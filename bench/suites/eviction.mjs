import { internals } from '../library.mjs';

const ENTRIES = 1000;
const TOKENS = 10_000;
const CALLS = 400_000;
const ENTRY_BYTES = 1;

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws the token of rank r with a probability of 1 / (r + 1) ** skew. */
function zipf(skew, random) {
  const sums = [];
  for (let rank = 0, sum = 0; rank < TOKENS; rank += 1) sums.push((sum += (rank + 1) ** -skew));
  return () => {
    const wanted = random() * sums.at(-1);
    let [low, high] = [0, TOKENS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return `known-${low}`;
  };
}

const evictOldest = (map) => map.size > ENTRIES && map.delete(map.keys().next().value);

/** What each policy does with a key: true for a hit. */
const policies = {
  FIFO() {
    const map = new Map();
    return (key) => map.has(key) || (map.set(key, true) && evictOldest(map), false);
  },
  LRU() {
    const map = new Map();
    return (key) => {
      const isHit = map.delete(key);
      map.set(key, true);
      evictOldest(map);
      return isHit;
    };
  },
};

async function ours() {
  const { VerifiedTokenCache } = await internals();
  return () => {
    const cache = new VerifiedTokenCache({ maxEntries: ENTRIES, maxBytes: ENTRIES * ENTRY_BYTES });
    return (key) => {
      if (cache.get(key) !== undefined) return true;
      cache.set(key, { bytes: ENTRY_BYTES, hit: false });
      return false;
    };
  };
}

/** The share of calls with known tokens that are hits; `flood` is the share of calls with tokens used once. */
function hitRatio(makePolicy, skew, flood) {
  const random = randomNumbers(1);
  const draw = zipf(skew, random);
  const isHit = makePolicy();
  let [known, hits] = [0, 0];
  for (let call = 0; call < CALLS; call += 1) {
    if (random() < flood) {
      isHit(`once-${call}`);
      continue;
    }
    const hit = isHit(draw());
    // The first half fills the cache.
    if (call < CALLS / 2) continue;
    known += 1;
    hits += hit ? 1 : 0;
  }
  return hits / known;
}

export const title = 'What a full token cache keeps';

export async function run() {
  const all = { ...policies, 'S3-FIFO (ours)': await ours() };
  const cases = [0.7, 0.9, 1.1].flatMap((skew) => [0, 0.5, 0.9].map((flood) => ({ skew, flood })));
  return {
    tables: [
      {
        title: `Hits of known tokens: ${TOKENS.toLocaleString('en-US')} of them, ${ENTRIES.toLocaleString('en-US')} places`,
        columns: ['popularity', ...Object.keys(all)],
        rows: cases.map(({ skew, flood }) => [
          `Zipf ${skew}, ${flood * 100} % of calls with tokens used once`,
          ...Object.values(all).map((make) => `${(hitRatio(make, skew, flood) * 100).toFixed(1)} %`),
        ]),
        notes: ['Simulated with fixed random numbers: the same in every run and on every machine.'],
      },
    ],
    goals: [],
  };
}
