/** Where the library reads the time and waits. Tests and replays inject their own. */
export interface JwtPolicyClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Runs something once after so many milliseconds, unless what is returned is called before. Must not keep the
   * process alive. @default a timer of the machine
   */
  after?(milliseconds: number, run: () => void): () => void;
}

/** A timer of the machine, which does not keep the process alive. */
export function systemTimer(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
}

/** The clock of the machine: the only place of the library that reads it. */
export const systemClock: JwtPolicyClock = { now: () => Date.now(), after: systemTimer };

/** Timers of Node.js take no more, which is less than 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs something once after so many milliseconds, by a clock that may have no timers. Returns what prevents it. */
export function runAfter(clock: JwtPolicyClock, milliseconds: number, run: () => void): () => void {
  return (clock.after?.bind(clock) ?? systemTimer)(milliseconds, run);
}

/** Runs something once at a time in milliseconds since the epoch, however far away. Returns what prevents it. */
export function runAt(clock: JwtPolicyClock, timeMs: number, run: () => void): () => void {
  let cancel: () => void;
  const wait = (): void => {
    const left = timeMs - clock.now();
    cancel = runAfter(clock, Math.min(Math.max(left, 0), LONGEST_TIMER_MS), () => {
      if (clock.now() >= timeMs) run();
      else wait();
    });
  };
  wait();
  return () => cancel();
}

/** A time in seconds since the epoch as `2026-01-01T00:00:00Z` (RFC 3339). Throws beyond the years that a `Date` can hold. */
export function utcTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
