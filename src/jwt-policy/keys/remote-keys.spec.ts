import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  all,
  bench,
  find,
  HOUR,
  ISSUER,
  keyNamed,
  otherKeyNamed,
  settled,
  warmBench,
  type Bench,
} from '../../../test/support/remote-keys-bench.js';
import { isInUse } from '../../../test/support/is-in-use.js';
import type { ImportedJwks } from './import-jwks.js';
import type { Refusal } from '../errors/index.js';
import type { VerificationKey } from './verification-key.js';

/** Fails so many fetches in a row, each as soon as it is allowed, and tells the pauses in seconds. */
async function pausesBetween(failures: number, { keys, endpoint, clock }: Bench): Promise<number[]> {
  const pauses: number[] = [];
  for (let failure = 0; failure < failures; failure += 1) {
    const { loads } = endpoint;
    let seconds = 0;
    for (; endpoint.loads === loads && seconds < 1000; seconds += 1) {
      clock.advance(1);
      void find(keys);
    }
    pauses.push(seconds);
    // oxlint-disable-next-line no-await-in-loop -- one failure after the other
    await settled();
  }
  return pauses;
}

const A = expect.objectContaining({ kid: 'a' });
const B = expect.objectContaining({ kid: 'b' });
const UNKNOWN = expect.objectContaining({ code: 'KEY_UNKNOWN' });
const UNAVAILABLE = expect.objectContaining({ code: 'KEYS_UNAVAILABLE' });

describe('the first set', () => {
  it('is not fetched before it is asked for', () => {
    const { keys, endpoint } = bench();
    expect(endpoint.loads).toBe(0);
    expect(keys.inspect()[0]).toStrictEqual({
      issuer: ISSUER,
      source: 'jwks',
      url: 'https://id.example.com/jwks',
      status: 'unavailable',
      kids: [],
    });
  });

  it('is fetched once for 200 calls at once', async () => {
    const { keys, endpoint } = bench();
    const found = await all(Array.from({ length: 200 }, () => find(keys)));
    expect(found).toEqual(Array.from({ length: 200 }, () => A));
    expect(endpoint.loads).toBe(1);
  });

  it('is fetched once when it is prefetched and asked for at the same time', async () => {
    const { keys, endpoint } = bench();
    await Promise.all([keys.prefetch(), find(keys), keys.prefetch()]);
    expect(endpoint.loads).toBe(1);
  });

  it('does not know every kid: the call that waited for it is refused', async () => {
    const { keys } = bench();
    await expect(find(keys, 'b')).resolves.toEqual(UNKNOWN);
  });

  it('does not lend a key to another algorithm, for a call that waited either', async () => {
    const { keys } = bench();
    await expect(keys.find('a', 'RS256')).resolves.toMatchObject({ code: 'ALGORITHM_REFUSED' });
  });

  it('lets no more than 1,000 calls wait', async () => {
    const { keys, endpoint } = bench();
    const release = endpoint.hold();
    const waiting = Array.from({ length: 1000 }, () => find(keys));
    await expect(find(keys)).resolves.toEqual({
      code: 'KEYS_UNAVAILABLE',
      detail: 'there is no usable key set: too many calls are waiting for the key set',
      retryAfterSeconds: 1,
    });
    release('a');
    const found = await all(waiting);
    expect(found.filter((result) => 'kid' in result)).toHaveLength(1000);
  });

  it('lets calls wait again after others have waited', async () => {
    const { keys, endpoint, clock } = bench({ timeToLiveMs: 1000, maxStaleMs: 0 });
    endpoint.fail(new Error('down'));
    await all(Array.from({ length: 1000 }, () => find(keys)));
    endpoint.serve('a');
    clock.advance(1);
    await expect(find(keys)).resolves.toEqual(A);
  });
});

describe('a set at hand', () => {
  it('answers at once', async () => {
    const { keys } = await warmBench();
    expect(find(keys)).toEqual(A);
    expect(keys.find('a', 'RS256')).toMatchObject({ code: 'ALGORITHM_REFUSED' });
  });

  it('is left alone through its time to live', async () => {
    const { keys, endpoint, clock } = await warmBench();
    clock.advance(HOUR - 0.001);
    void find(keys);
    expect(endpoint.loads).toBe(1);
    expect(keys.inspect()[0]).toMatchObject({ status: 'ready', ageSeconds: HOUR - 1, kids: ['a'] });
  });

  it('goes on serving at the end of it while one fetch brings the next', async () => {
    const { keys, endpoint, clock } = await warmBench();
    const release = endpoint.hold();
    clock.advance(HOUR);
    expect([find(keys), find(keys), find(keys)]).toEqual([A, A, A]);
    expect(keys.inspect()[0]).toMatchObject({ status: 'stale', ageSeconds: HOUR });
    release('a', 'b');
    await settled();
    expect(find(keys, 'b')).toEqual(B);
    expect(endpoint.loads).toBe(2);
    expect(keys.inspect()[0]).toMatchObject({ status: 'ready', ageSeconds: 0, kids: ['a', 'b'] });
  });

  it('loses a key that was withdrawn with the next set', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.serve('b');
    clock.advance(HOUR);
    void find(keys);
    await settled();
    expect(find(keys)).toEqual(UNKNOWN);
  });

  it('has no key for a token without kid, unless that is allowed and it has only one', async () => {
    const strict = await warmBench();
    expect(strict.keys.find(undefined, 'EdDSA')).toEqual(UNKNOWN);
    const lenient = await warmBench({}, { allowMissingKid: true });
    expect(lenient.keys.find(undefined, 'EdDSA')).toEqual(A);
    lenient.endpoint.serveSet({ keys: [keyNamed('a'), otherKeyNamed('b')], dropped: [] });
    await lenient.keys.prefetch();
    expect(lenient.keys.find(undefined, 'EdDSA')).toEqual(UNKNOWN);
  });

  it('uses a key that is listed twice, the same object after each refresh', async () => {
    const { keys, endpoint } = bench();
    endpoint.serve('a', 'a');
    await keys.prefetch();
    const first = find(keys);
    await keys.prefetch();
    expect(first).toMatchObject({ kid: 'a' });
    expect(find(keys)).toBe(first);
  });

  it('uses neither of two different keys with one kid', async () => {
    const { keys, endpoint } = bench();
    endpoint.serveSet({ keys: [keyNamed('a'), otherKeyNamed('a')], dropped: [] });
    await keys.prefetch();
    expect(find(keys)).toMatchObject({
      code: 'KEY_UNKNOWN',
      detail: expect.stringContaining('several keys'),
    });
  });

  it('does not use a fetched key without kid for tokens with one', async () => {
    const { keys, endpoint } = bench();
    endpoint.serve(undefined);
    await keys.prefetch();
    expect(find(keys)).toEqual(UNKNOWN);
  });
});

describe('looking without waiting', () => {
  it('finds what is at hand, or says why not, and fetches nothing for it', async () => {
    const { keys, endpoint, clock } = await warmBench();
    clock.advance(30);
    expect(keys.peek('a', 'EdDSA')).toBe(find(keys));
    expect([keys.peek('a', 'RS256'), keys.peek('b', 'EdDSA')]).toEqual(['unfit', 'unknown']);
    expect(endpoint.loads).toBe(1);
  });

  it('finds nothing where there is no usable set, neither before the first nor after the last', async () => {
    const { keys, endpoint, clock } = bench();
    expect(keys.peek('a', 'EdDSA')).toBeUndefined();
    expect(endpoint.loads).toBe(0);
    await keys.prefetch();
    clock.advance(2 * HOUR);
    expect(keys.peek('a', 'EdDSA')).toBeUndefined();
    expect(endpoint.loads).toBe(1);
  });

  it('can be looked at without a fetch: a key that only a fetch could bring stays open', async () => {
    const { keys, endpoint, clock } = bench();
    expect(keys.look('a', 'EdDSA')).toBeUndefined();
    expect(endpoint.loads).toBe(0);
    await find(keys);
    expect(keys.look('a', 'EdDSA')).toEqual(A);
    expect(keys.look('a', 'ES256')).toMatchObject({ code: 'ALGORITHM_REFUSED' });
    expect(keys.look('x', 'EdDSA')).toEqual(UNKNOWN);
    clock.advance(31);
    expect(keys.look('x', 'EdDSA')).toBeUndefined();
    clock.advance(HOUR);
    expect(keys.look('a', 'EdDSA')).toEqual(A);
    clock.advance(HOUR);
    expect(keys.look('a', 'EdDSA')).toBeUndefined();
    expect(endpoint.loads).toBe(1);
  });

  it('makes up for a timer that is late, as any call', async () => {
    const { keys, endpoint, clock } = await warmBench();
    clock.advance(HOUR);
    expect(keys.peek('a', 'EdDSA')).toEqual(A);
    expect(endpoint.loads).toBe(2);
  });
});

describe('a key that was found before', () => {
  it('is in use through every set that has it, as the very same key', async () => {
    const { keys, endpoint } = await warmBench();
    const key = find(keys) as VerificationKey;
    endpoint.serve('b', 'a');
    await keys.prefetch();
    expect(find(keys)).toBe(key);
    expect(isInUse(keys, key)).toBe(true);
  });

  it('is no longer in use when it was withdrawn, and is another one when it comes back', async () => {
    const { keys, endpoint } = await warmBench();
    const key = find(keys) as VerificationKey;
    endpoint.serve('b');
    await keys.prefetch();
    expect(isInUse(keys, key)).toBe(false);
    endpoint.serve('a');
    await keys.prefetch();
    expect(isInUse(keys, key)).toBe(false);
    expect(isInUse(keys, find(keys) as VerificationKey)).toBe(true);
  });

  it('is no longer in use when other key material took its kid', async () => {
    const { keys, endpoint } = await warmBench();
    const key = find(keys) as VerificationKey;
    endpoint.serveSet({ keys: [otherKeyNamed('a')], dropped: [] });
    await keys.prefetch();
    expect(isInUse(keys, key)).toBe(false);
    expect(find(keys)).not.toBe(key);
  });

  it('is in use through an outage until the set is too old, and not a millisecond longer', async () => {
    const { keys, endpoint, clock } = await warmBench();
    const key = find(keys) as VerificationKey;
    endpoint.fail(new Error('down'));
    clock.advance(2 * HOUR - 0.001);
    expect(isInUse(keys, key)).toBe(true);
    clock.advance(0.001);
    expect(isInUse(keys, key)).toBe(false);
  });

  it('makes up for a timer that is late when it is looked at', async () => {
    const { keys, endpoint, clock } = await warmBench();
    const key = find(keys) as VerificationKey;
    endpoint.serve('b');
    clock.advance(HOUR);
    expect(isInUse(keys, key)).toBe(true);
    await settled();
    expect(isInUse(keys, key)).toBe(false);
    expect(endpoint.loads).toBe(2);
  });

  it('of another key source is not in use here', async () => {
    const [here, there] = [await warmBench(), await warmBench()];
    expect(isInUse(here.keys, find(there.keys) as VerificationKey)).toBe(false);
  });
});

describe('an outage', () => {
  it('leaves the last good set in use until the end of maxStale, and not a millisecond longer', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.fail(new Error('ECONNREFUSED'));
    clock.advance(HOUR);
    void find(keys);
    await settled();
    clock.advance(HOUR - 0.001);
    expect(find(keys)).toEqual(A);
    expect(keys.inspect()[0]).toMatchObject({ status: 'stale', kids: ['a'], lastError: 'ECONNREFUSED' });
    await settled();
    clock.advance(0.001);
    expect(find(keys)).toEqual(UNAVAILABLE);
    expect(keys.inspect()[0]).toStrictEqual({
      issuer: ISSUER,
      source: 'jwks',
      url: 'https://id.example.com/jwks',
      status: 'unavailable',
      kids: [],
      lastError: 'ECONNREFUSED',
      nextFetchSeconds: 2,
    });
  });

  it('is never reported as a bad token while there is no set', async () => {
    const { keys, endpoint } = bench();
    endpoint.fail(new Error('ECONNREFUSED'));
    await expect(find(keys)).resolves.toEqual({
      code: 'KEYS_UNAVAILABLE',
      detail: 'there is no usable key set: ECONNREFUSED',
      retryAfterSeconds: 1,
    });
    expect(find(keys, 'forged')).toEqual(UNAVAILABLE);
  });

  it('does not make the start fail', async () => {
    const { keys, endpoint } = bench();
    endpoint.fail(new Error('ECONNREFUSED'));
    await expect(keys.prefetch()).resolves.toBeUndefined();
  });

  it('is reported as text also if the thrown value is not an Error', async () => {
    const { keys, endpoint } = bench();
    endpoint.fail('nonsense');
    await keys.prefetch();
    expect(keys.inspect()[0]?.lastError).toBe('nonsense');
  });

  it('is retried after pauses that double up to 15 seconds while there is no set', async () => {
    const made = bench();
    made.endpoint.fail(new Error('down'));
    await made.keys.prefetch();
    await expect(pausesBetween(7, made)).resolves.toEqual([1, 2, 4, 8, 15, 15, 15]);
  });

  it('is retried after pauses that double up to a minute while the last good set serves', async () => {
    const made = await warmBench();
    made.endpoint.fail(new Error('down'));
    made.clock.advance(HOUR);
    await made.keys.prefetch();
    await expect(pausesBetween(8, made)).resolves.toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('is retried within 15 seconds as soon as the last good set is too old to serve', async () => {
    const made = await warmBench({ maxStaleMs: 130_000 });
    made.endpoint.fail(new Error('down'));
    made.clock.advance(HOUR);
    await made.keys.prefetch();
    // 123 s after the time to live: the next pause, of a minute, reaches beyond the end of the set.
    await pausesBetween(7, made);
    await expect(pausesBetween(1, made)).resolves.toEqual([15]);
  });

  it('is retried after half the pause by chance, so that replicas do not ask in step', async () => {
    const made = bench({}, { random: () => 0 });
    made.endpoint.fail(new Error('down'));
    await made.keys.prefetch();
    await expect(pausesBetween(6, made)).resolves.toEqual([1, 1, 2, 4, 8, 8]);
  });

  it('names the whole seconds that are left of the pause', async () => {
    const made = bench();
    made.endpoint.fail(new Error('down'));
    await made.keys.prefetch();
    await pausesBetween(3, made);
    made.clock.advance(0.5);
    expect(find(made.keys)).toMatchObject({ code: 'KEYS_UNAVAILABLE', retryAfterSeconds: 8 });
  });

  it('costs one fetch a pause, however many call', async () => {
    const { keys, endpoint } = bench();
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    const found = Array.from({ length: 1000 }, () => find(keys));
    expect(found).toEqual(Array.from({ length: 1000 }, () => UNAVAILABLE));
    expect(endpoint.loads).toBe(1);
  });

  it('ends with the first fetch that succeeds, and pauses start anew after it', async () => {
    const made = bench();
    const { keys, endpoint, clock, reports } = made;
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    await pausesBetween(3, made);
    endpoint.serve('a');
    clock.advance(8);
    await expect(find(keys)).resolves.toEqual(A);
    expect(keys.inspect()[0]).not.toHaveProperty('lastError');
    expect(reports.at(-2)).toContain('"https://id.example.com/jwks" (4 failures in a row): down. ');
    expect(reports.at(-1)).toBe(
      `log: Key set of "${ISSUER}" was fetched again after 4 failure(s): 1 key(s).`,
    );
    endpoint.fail(new Error('down'));
    clock.advance(HOUR);
    void find(keys);
    await settled();
    await expect(pausesBetween(2, made)).resolves.toEqual([1, 2]);
  });

  it('is reported each time a fetch fails, with what it means', async () => {
    const { keys, endpoint, clock, reports } = bench();
    endpoint.fail(new Error('ECONNREFUSED'));
    await keys.prefetch();
    endpoint.serve('a');
    await keys.prefetch();
    endpoint.fail(new Error('ETIMEDOUT'));
    clock.advance(HOUR);
    await keys.prefetch();
    expect(reports).toEqual([
      `warn: Key set of "${ISSUER}" could not be fetched from "https://id.example.com/jwks": ECONNREFUSED. Until it can be fetched, calls that need a key of this set are answered with 503.`,
      `log: Key set of "${ISSUER}" was fetched again after 1 failure(s): 1 key(s).`,
      `warn: Key set of "${ISSUER}" could not be fetched from "https://id.example.com/jwks": ETIMEDOUT. The last good set stays in use, for 3600 s at most.`,
    ]);
  });
});

describe('an unknown kid', () => {
  it('is refused with the time of the last fetch and of the next', async () => {
    const { keys, clock } = await warmBench();
    clock.advance(12.4);
    expect(find(keys, 'b')).toMatchObject({
      detail:
        'the key set has no key with the kid of the token; it was fetched 12 s ago, and an unknown kid can cause the next fetch in 18 s',
    });
    clock.advance(20);
    await expect(find(keys, 'b')).resolves.toMatchObject({
      detail: expect.stringContaining(
        'it was fetched 0 s ago, and an unknown kid can cause the next fetch in 30 s',
      ),
    });
  });

  it('is refused at once within the cooldown of a successful fetch', async () => {
    const { keys, endpoint, clock } = await warmBench();
    clock.advance(29.999);
    expect(find(keys, 'b')).toEqual(UNKNOWN);
    expect(endpoint.loads).toBe(1);
  });

  it('causes one fetch after it, and the call is retried on the new set', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.serve('a', 'b');
    clock.advance(30);
    await expect(find(keys, 'b')).resolves.toEqual(B);
    expect(endpoint.loads).toBe(2);
  });

  it('is refused when the new set does not have it either', async () => {
    const { keys, clock } = await warmBench();
    clock.advance(30);
    await expect(find(keys, 'b')).resolves.toEqual(UNKNOWN);
  });

  it('in a flood costs one fetch a cooldown and never delays a known key', async () => {
    const { keys, endpoint, clock } = await warmBench();
    const release = endpoint.hold();
    clock.advance(30);
    const flood = Array.from({ length: 5000 }, (_, index) => find(keys, `forged-${index}`));
    expect(find(keys)).toEqual(A);
    release('a');
    const refused = (await all(flood)) as Refusal[];
    expect(refused.filter(({ code }) => code === 'KEY_UNKNOWN')).toHaveLength(1000);
    expect(refused.filter(({ code }) => code === 'KEYS_UNAVAILABLE')).toHaveLength(4000);
    for (let second = 0; second < 29; second += 1) {
      clock.advance(1);
      expect(find(keys, `late-${second}`)).toEqual(UNKNOWN);
    }
    expect(endpoint.loads).toBe(2);
  });

  it('of a rotation during a flood is accepted within one cooldown', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.serve('a', 'b');
    const found: unknown[] = [];
    for (let second = 0; second < 30; second += 1) {
      clock.advance(1);
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await find(keys, `forged-${second}`);
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      found.push(await find(keys, 'b'));
    }
    expect(found.slice(0, 29)).toEqual(Array.from({ length: 29 }, () => UNKNOWN));
    expect(found.at(-1)).toEqual(B);
    expect(endpoint.loads).toBe(2);
  });

  it('cannot be decided when the fetch for it failed or within the cooldown after that, and the refusal says when to try again', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.fail(new Error('down'));
    clock.advance(30);
    await expect(find(keys, 'b')).resolves.toEqual({
      code: 'KEYS_UNAVAILABLE',
      detail: 'the kid of the token is not in the key set, and a newer set cannot be fetched: down',
      // The set is tried again by itself, long before the cooldown ends.
      retryAfterSeconds: 1,
    });
    clock.advance(29.999);
    expect(find(keys, 'b')).toMatchObject({ code: 'KEYS_UNAVAILABLE', retryAfterSeconds: 1 });
    expect(find(keys)).toEqual(A);
    expect(endpoint.loads).toBe(2);
  });

  it('that comes during a retry waits for it, within the cooldown of the failure too', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.fail(new Error('down'));
    clock.advance(HOUR);
    await keys.prefetch();
    const release = endpoint.hold();
    clock.advance(1);
    expect(find(keys)).toEqual(A);
    const late = find(keys, 'b');
    release('b');
    await expect(late).resolves.toEqual(B);
    expect(endpoint.loads).toBe(3);
  });

  it('that comes while a fetch is under way waits for it', async () => {
    const { keys, endpoint, clock } = await warmBench();
    const release = endpoint.hold();
    clock.advance(HOUR);
    void find(keys);
    const late = find(keys, 'b');
    release('b');
    await expect(late).resolves.toEqual(B);
    expect(endpoint.loads).toBe(2);
  });
});

describe('a clock that is set back', () => {
  it('makes the set stale instead of fresh until the clock has caught up', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.serve('b');
    clock.advance(-24 * HOUR);
    expect(find(keys)).toEqual(A);
    await settled();
    expect(find(keys)).toEqual(UNKNOWN);
    expect(endpoint.loads).toBe(2);
    expect(keys.inspect()[0]).toMatchObject({ status: 'ready', ageSeconds: 0, kids: ['b'] });
  });

  it('does not let the set serve an outage for longer than maxStale', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.fail(new Error('down'));
    clock.advance(-24 * HOUR);
    expect(find(keys)).toEqual(A);
    await settled();
    clock.advance(HOUR - 1);
    expect(find(keys)).toEqual(A);
    await settled();
    clock.advance(1);
    expect(find(keys)).toEqual(UNAVAILABLE);
  });

  it('does not bring back a set that was found too old', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.fail(new Error('down'));
    clock.advance(24 * HOUR);
    expect(keys.peek('a', 'RS256')).toBeUndefined();
    clock.advance(-24 * HOUR);
    expect(await find(keys)).toEqual(UNAVAILABLE);
  });

  it('does not prolong the pause after a failure', async () => {
    const { keys, endpoint, clock } = bench();
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    endpoint.serve('a');
    clock.advance(-24 * HOUR);
    await expect(find(keys)).resolves.toEqual(A);
  });

  it('does not prolong the cooldown', async () => {
    const { keys, endpoint, clock } = await warmBench();
    endpoint.serve('a', 'b');
    clock.advance(-24 * HOUR);
    await expect(find(keys, 'b')).resolves.toEqual(B);
  });
});

describe('the deadline', () => {
  afterEach(() => void jest.useRealTimers());

  it('ends a fetch, and every call that waits for it, after timeoutMs', async () => {
    jest.useFakeTimers();
    const { keys, endpoint } = bench();
    endpoint.hold();
    const waiting = [find(keys), find(keys)];
    await jest.advanceTimersByTimeAsync(4999);
    expect(keys.inspect()[0]).not.toHaveProperty('lastError');
    await jest.advanceTimersByTimeAsync(1);
    const refusal = {
      code: 'KEYS_UNAVAILABLE',
      detail: 'there is no usable key set: it took longer than 5000 ms',
    };
    await expect(all(waiting)).resolves.toMatchObject([refusal, refusal]);
  });

  it('does not count the loading of code before the first fetch', async () => {
    jest.useFakeTimers();
    let finish: (value: unknown) => void = () => undefined;
    const beforeLoad = (): Promise<unknown> => new Promise((resolve) => (finish = resolve));
    const { keys } = bench({}, { beforeLoad });
    const waiting = find(keys);
    await jest.advanceTimersByTimeAsync(60_000);
    finish(undefined);
    await expect(waiting).resolves.toMatchObject({ kid: 'a' });
  });

  it('leaves no timer behind but that of the next fetch, whether it succeeds or fails', async () => {
    jest.useFakeTimers();
    const { keys, endpoint } = bench();
    await keys.prefetch();
    expect(jest.getTimerCount()).toBe(1);
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    expect(jest.getTimerCount()).toBe(1);
  });
});

describe('closing', () => {
  it('ends the fetch under way without a report, and answers the calls that wait', async () => {
    const { keys, endpoint, reports } = bench();
    endpoint.hold();
    const waiting = find(keys);
    keys.close();
    await expect(waiting).resolves.toMatchObject({
      code: 'KEYS_UNAVAILABLE',
      detail: 'there is no usable key set: the application is shutting down',
    });
    expect(reports).toEqual([]);
  });

  it('leaves the set that is at hand in use', async () => {
    const { keys } = await warmBench();
    keys.close();
    expect(find(keys)).toEqual(A);
  });

  it('leaves no later fetch: a token with an unknown kid cannot be decided', async () => {
    const { keys, endpoint, clock } = await warmBench();
    keys.close();
    clock.advance(30);
    await expect(find(keys, 'b')).resolves.toMatchObject({
      code: 'KEYS_UNAVAILABLE',
      detail:
        'the kid of the token is not in the key set, and a newer set cannot be fetched: the application is shutting down',
    });
    clock.advance(HOUR);
    expect(find(keys)).toEqual(A);
    await keys.prefetch();
    expect(endpoint.loads).toBe(1);
  });

  it('may be done before anything was fetched, and twice', async () => {
    const { keys, endpoint } = bench();
    keys.close();
    keys.close();
    await expect(find(keys)).resolves.toEqual(UNAVAILABLE);
    expect(endpoint.loads).toBe(0);
  });
});

describe('reports', () => {
  it('of each new set go to the listener, those of failures do not', async () => {
    const heard: ImportedJwks[] = [];
    const { keys, endpoint } = bench({}, { onSet: (set) => heard.push(set) });
    const set: ImportedJwks = { keys: [keyNamed('a')], dropped: [{ level: 'debug', sentence: 'x' }] };
    endpoint.serveSet(set);
    await keys.prefetch();
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    expect(heard).toEqual([set]);
  });

  it('cannot be forged by the name of an issuer', async () => {
    const { keys, endpoint, reports } = bench({}, { issuer: 'https://x\nERROR forged' });
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    expect(reports[0]).toContain(String.raw`"https://x\nERROR forged"`);
    expect(reports[0]).not.toContain('\n');
  });

  it('name the keys of a policy that takes any issuer', async () => {
    const { keys, endpoint, reports } = bench({}, { issuer: null });
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    expect(reports[0]).toContain('Key set of any issuer');
    expect(keys.inspect()[0]?.issuer).toBeNull();
  });
});
