import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  bench,
  benchOn,
  find,
  HOUR,
  settled,
  warmBench,
  type Bench,
} from '../../../test/support/remote-keys-bench.js';
import { TimedTestClock } from '../../../test/support/timed-test-clock.js';
import type { RefreshTimes, RemoteKeysParts } from './remote-keys.js';

type TimedBench = Bench<TimedTestClock>;

/** A key source with its first set in, on a clock with timers. Chance is at its latest: 0.9 of the time to live. */
async function timedBench(
  times?: Partial<RefreshTimes>,
  parts?: Partial<RemoteKeysParts>,
): Promise<TimedBench> {
  const made = benchOn(new TimedTestClock(), times, parts);
  await made.keys.prefetch();
  return made;
}

const REFRESH = 0.9 * HOUR;
const A = expect.objectContaining({ kid: 'a' });

/** Lets the time pass second by second, without a single call, and tells after how many each fetch came. */
async function secondsOfFetches(seconds: number, { endpoint, clock }: TimedBench): Promise<number[]> {
  const found: number[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    const { loads } = endpoint;
    clock.advance(1);
    if (endpoint.loads > loads) {
      found.push(second);
      // oxlint-disable-next-line no-await-in-loop -- one fetch after the other
      await settled();
    }
  }
  return found;
}

function pausesOf(moments: readonly number[]): readonly number[] {
  return moments.map((moment, index) => moment - (moments[index - 1] ?? 0));
}

describe('a fresh set', () => {
  it('is fetched anew before it is stale, without any call', async () => {
    const { keys, endpoint, clock } = await timedBench();
    endpoint.serve('b');
    clock.advance(REFRESH - 0.001);
    expect(endpoint.loads).toBe(1);
    clock.advance(0.001);
    expect(endpoint.loads).toBe(2);
    expect(keys.inspect()[0]).toMatchObject({ status: 'ready', kids: ['a'] });
    await settled();
    expect(keys.inspect()[0]).toMatchObject({ status: 'ready', kids: ['b'], ageSeconds: 0 });
  });

  it('is fetched a tenth of its time to live earlier by chance, so that replicas do not ask in step', async () => {
    const { endpoint, clock } = await timedBench({}, { random: () => 0 });
    clock.advance(0.8 * HOUR - 0.001);
    expect(endpoint.loads).toBe(1);
    clock.advance(0.001);
    expect(endpoint.loads).toBe(2);
  });

  it('is fetched again and again', async () => {
    const made = await timedBench({ timeToLiveMs: 100_000 });
    await expect(secondsOfFetches(1000, made)).resolves.toEqual(
      Array.from({ length: 11 }, (_, index) => 90 * (index + 1)),
    );
  });

  it('is put off by a fetch for an unknown kid: one timer at a time', async () => {
    const { keys, endpoint, clock } = await timedBench();
    clock.advance(30);
    await find(keys, 'unknown');
    expect([endpoint.loads, clock.timers]).toEqual([2, 1]);
    clock.advance(REFRESH - 0.001);
    expect(endpoint.loads).toBe(2);
    clock.advance(0.001);
    expect([endpoint.loads, clock.timers]).toEqual([3, 0]);
    await settled();
    expect(clock.timers).toBe(1);
  });

  it('is not fetched twice when its timer ends during a fetch for an unknown kid', async () => {
    const { keys, endpoint, clock } = await timedBench();
    clock.advance(REFRESH - 1);
    const release = endpoint.hold();
    const waiting = find(keys, 'b');
    clock.advance(1);
    expect(endpoint.loads).toBe(2);
    release('a', 'b');
    await expect(waiting).resolves.toMatchObject({ kid: 'b' });
    expect([endpoint.loads, clock.timers]).toEqual([2, 1]);
  });

  it('serves at once while the next one is slow, beyond its time to live too', async () => {
    const { keys, endpoint, clock } = await timedBench();
    const release = endpoint.hold();
    clock.advance(1.5 * HOUR);
    expect([find(keys), find(keys)]).toEqual([A, A]);
    expect(keys.inspect()[0]).toMatchObject({ status: 'stale', nextFetchSeconds: 0 });
    release('b');
    await settled();
    expect(find(keys, 'b')).toMatchObject({ kid: 'b' });
    expect(endpoint.loads).toBe(2);
  });
});

describe('a failed fetch', () => {
  it('is retried without any call after pauses that double up to 15 seconds while there is no set', async () => {
    const made = benchOn(new TimedTestClock());
    made.endpoint.fail(new Error('down'));
    await made.keys.prefetch();
    const moments = await secondsOfFetches(75, made);
    expect(pausesOf(moments)).toEqual([1, 2, 4, 8, 15, 15, 15, 15]);
  });

  it('is retried after pauses that double up to a minute while the last good set serves', async () => {
    const made = await timedBench();
    made.endpoint.fail(new Error('down'));
    made.clock.advance(REFRESH);
    await settled();
    const moments = await secondsOfFetches(250, made);
    expect(pausesOf(moments)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(find(made.keys)).toEqual(A);
  });

  it('ends with the first fetch that succeeds, and the schedule is the usual one again', async () => {
    const made = await timedBench();
    const { keys, endpoint, clock, reports } = made;
    endpoint.fail(new Error('down'));
    clock.advance(REFRESH);
    await settled();
    await secondsOfFetches(10, made);
    endpoint.serve('a');
    await expect(secondsOfFetches(10, made)).resolves.toEqual([5]);
    expect(reports.at(-1)).toMatch(/was fetched again after \d+ failure\(s\): 1 key\(s\)\.$/);
    expect(keys.inspect()[0]).toMatchObject({ status: 'ready', nextFetchSeconds: REFRESH - 5 });
    expect(clock.timers).toBe(1);
  });

  it('leaves only one timer', async () => {
    const { keys, endpoint, clock } = await timedBench();
    endpoint.fail(new Error('down'));
    clock.advance(30);
    await find(keys, 'unknown');
    await keys.prefetch();
    expect(clock.timers).toBe(1);
  });
});

describe('the time of the next fetch', () => {
  it('is absent before the first fetch', () => {
    const { keys } = benchOn(new TimedTestClock());
    expect(keys.inspect()[0]).not.toHaveProperty('nextFetchSeconds');
  });

  it('is given in whole seconds, and is 0 during a fetch', async () => {
    const { keys, endpoint, clock } = await timedBench();
    const told = (): unknown => keys.inspect()[0]?.nextFetchSeconds;
    expect(told()).toBe(REFRESH);
    clock.advance(0.5);
    expect(told()).toBe(REFRESH);
    clock.advance(0.5);
    expect(told()).toBe(REFRESH - 1);
    endpoint.hold();
    clock.advance(REFRESH);
    expect(told()).toBe(0);
  });

  it('is that of the next try after a failure', async () => {
    const { keys, endpoint } = await timedBench({}, { random: () => 0 });
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    await keys.prefetch();
    await keys.prefetch();
    expect(keys.inspect()[0]?.nextFetchSeconds).toBe(2);
  });
});

describe('closing', () => {
  it('cancels the timer: nothing is fetched any more', async () => {
    const { keys, endpoint, clock } = await timedBench();
    keys.close();
    expect(clock.timers).toBe(0);
    expect(keys.inspect()[0]).not.toHaveProperty('nextFetchSeconds');
    clock.advance(10 * HOUR);
    expect(endpoint.loads).toBe(1);
  });

  it('cancels the next try after a failure', async () => {
    const { keys, endpoint, clock } = await timedBench();
    endpoint.fail(new Error('down'));
    await keys.prefetch();
    keys.close();
    clock.advance(10 * HOUR);
    expect([endpoint.loads, clock.timers]).toEqual([2, 0]);
  });

  it('leaves no timer of the fetch that it ended', async () => {
    const { keys, endpoint, clock } = await timedBench();
    endpoint.hold();
    clock.advance(REFRESH);
    keys.close();
    await settled();
    expect(clock.timers).toBe(0);
    expect(keys.inspect()[0]).not.toHaveProperty('nextFetchSeconds');
  });

  it('leaves no timer of a call that comes later', async () => {
    const { keys, clock } = await timedBench();
    keys.close();
    clock.advance(HOUR);
    expect(find(keys)).toEqual(A);
    await find(keys, 'unknown');
    expect(clock.timers).toBe(0);
  });
});

describe('a clock without timers', () => {
  afterEach(() => void jest.useRealTimers());

  it('gets those of the machine', async () => {
    jest.useFakeTimers();
    const { endpoint } = await warmBench();
    await jest.advanceTimersByTimeAsync(REFRESH * 1000 - 1);
    expect(endpoint.loads).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(endpoint.loads).toBe(2);
    expect(jest.getTimerCount()).toBe(1);
  });

  it('loses them when it is closed', async () => {
    jest.useFakeTimers();
    const { keys } = await warmBench();
    keys.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not keep the process alive', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const { keys, endpoint } = bench();
    endpoint.fail(new Error('down'));
    const before = timers();
    await keys.prefetch();
    expect(keys.inspect()[0]?.nextFetchSeconds).toBeDefined();
    expect(timers()).toBe(before);
  });
});
