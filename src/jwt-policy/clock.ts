/** Where the library reads the time. Tests and replays inject their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The clock of the machine: the only place of the library that reads it. */
export const systemClock: Clock = { now: () => Date.now() };
