import { describe, expect, it, jest } from '@jest/globals';
import { TimedTestClock } from '../../test/support/timed-test-clock.js';
import { runAfter, runAt } from './clock.js';

const DAY_MS = 86_400_000;
const LONGEST_MS = 2 ** 31 - 1;

/** A timed clock that notes how long each timer was to wait. */
function clockWithWaits(): { readonly clock: TimedTestClock; readonly waits: readonly number[] } {
  const clock = new TimedTestClock();
  const waits: number[] = [];
  const after = clock.after.bind(clock);
  clock.after = (milliseconds, run) => {
    waits.push(milliseconds);
    return after(milliseconds, run);
  };
  return { clock, waits };
}

describe('what is to run at a time', () => {
  it.each<[string, number, number]>([
    ['now', 0, 0],
    ['in the past', -DAY_MS, 0],
    ['in a millisecond', 1, 1],
    ['as late as a timer of Node.js can be', LONGEST_MS, LONGEST_MS],
  ])('runs once, by one timer: %s', (_when, later, wait) => {
    const { clock, waits } = clockWithWaits();
    const run = jest.fn();
    runAt(clock, clock.now() + later, run);
    expect(run).not.toHaveBeenCalled();
    clock.advance(wait / 1000);
    expect([run.mock.calls, waits, clock.timers]).toEqual([[[]], [wait], 0]);
    clock.advance(LONGEST_MS / 1000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs at a time that no timer of Node.js reaches at once, and not before', () => {
    const { clock, waits } = clockWithWaits();
    const run = jest.fn();
    const later = 60 * DAY_MS;
    runAt(clock, clock.now() + later, run);
    clock.advance(later / 1000 - 1);
    expect([run.mock.calls.length, clock.timers]).toEqual([0, 1]);
    clock.advance(1);
    expect(run).toHaveBeenCalledTimes(1);
    expect(waits).toEqual([LONGEST_MS, LONGEST_MS, later - 2 * LONGEST_MS]);
  });

  it('does not run a millisecond before', () => {
    const { clock } = clockWithWaits();
    const run = jest.fn();
    runAt(clock, clock.now() + 1000, run);
    clock.advance(0.999);
    expect(run).not.toHaveBeenCalled();
    clock.advance(0.001);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('waits for ever for a time that never comes, and never longer than a timer can', () => {
    const { clock, waits } = clockWithWaits();
    const run = jest.fn();
    runAt(clock, Infinity, run);
    clock.advance((3 * LONGEST_MS) / 1000);
    expect([run.mock.calls.length, new Set(waits), clock.timers]).toEqual([0, new Set([LONGEST_MS]), 1]);
  });

  it('waits anew if the clock was set back meanwhile', () => {
    const { clock, waits } = clockWithWaits();
    const run = jest.fn();
    runAt(clock, clock.now() + 10_000, run);
    clock.advance(-5);
    clock.advance(10);
    expect([run.mock.calls.length, waits]).toEqual([0, [10_000, 5_000]]);
    clock.advance(5);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('does not run once it is cancelled: by the first timer, a later one, or afterwards', () => {
    const { clock } = clockWithWaits();
    const run = jest.fn();
    const cancelFirst = runAt(clock, clock.now() + 1000, run);
    cancelFirst();
    const cancelLater = runAt(clock, clock.now() + 30 * DAY_MS, run);
    clock.advance((25 * DAY_MS) / 1000);
    cancelLater();
    expect(clock.timers).toBe(0);
    clock.advance((30 * DAY_MS) / 1000);
    expect(run).not.toHaveBeenCalled();
    const cancelAfterwards = runAt(clock, clock.now(), run);
    clock.advance(0);
    cancelAfterwards();
    cancelAfterwards();
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('what is to run after a while', () => {
  it('is given to the timers of the clock, as methods of it', () => {
    const clock = new TimedTestClock();
    const run = jest.fn();
    const cancel = runAfter(clock, 500, run);
    runAfter(clock, 500, run);
    cancel();
    clock.advance(0.5);
    expect([run.mock.calls.length, clock.timers]).toEqual([1, 0]);
  });

  it('is given to a timer of the machine, which keeps no process alive, if the clock has none', () => {
    const unref = jest.fn().mockReturnThis();
    const timer = { unref } as unknown as NodeJS.Timeout;
    const begun = jest.spyOn(globalThis, 'setTimeout').mockReturnValue(timer);
    const ended = jest.spyOn(globalThis, 'clearTimeout').mockReturnValue();
    try {
      const run = (): void => {};
      const cancel = runAfter({ now: () => 0 }, 500, run);
      expect([begun.mock.calls, unref.mock.calls.length]).toEqual([[[run, 500]], 1]);
      cancel();
      expect(ended).toHaveBeenCalledWith(timer);
    } finally {
      begun.mockRestore();
      ended.mockRestore();
    }
  });
});
