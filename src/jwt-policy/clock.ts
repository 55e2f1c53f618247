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

/** A time in seconds since the epoch as `2026-01-01T00:00:00Z` (RFC 3339). Throws beyond the years that a `Date` can hold. */
export function utcTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
