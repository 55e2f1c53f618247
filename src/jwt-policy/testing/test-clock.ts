import { systemClock, type JwtPolicyClock } from '../clock.js';
import { TestKitError } from './test-kit-error.js';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/**
 * The clock of a test issuer and of the applications it is installed in. It goes with the clock of the machine until it
 * is moved, or stands still where it was given a time.
 */
export class TestClock implements JwtPolicyClock {
  private movedMs = 0;
  private readonly timers = new Set<Timer>();
  private readonly followers = new Set<() => Promise<void>>();
  private readonly base: () => number;

  /** @param at a time at which the clock stands still, a date or milliseconds since the epoch */
  constructor(at?: Date | number) {
    const fixed = at === undefined ? undefined : Number(at);
    if (fixed !== undefined && !Number.isFinite(fixed))
      throw new TestKitError(
        'The time of a TestClock must be a valid date, or milliseconds since the epoch.',
      );
    this.base = fixed === undefined ? () => systemClock.now() : () => fixed;
  }

  now(): number {
    return this.base() + this.movedMs;
  }

  /** Whole seconds since the epoch, as time claims have them. */
  get seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /**
   * Moves the clock forward, and runs the timers that are due by then: key sets are refreshed, as they would be. The promise is
   * fulfilled when they are; a set that is asked of an issuer that answers nothing is not waited for.
   */
  async advance(seconds: number): Promise<void> {
    if (!Number.isFinite(seconds) || seconds < 0)
      throw new TestKitError('advance() takes a number of seconds, zero or more: a clock is not set back.');
    this.movedMs += seconds * 1000;
    this.runDue();
    await Promise.all([...this.followers].map((settled) => settled()));
  }

  /** @internal Runs the timers that are due. */
  runDue(): void {
    const now = this.now();
    const due = [...this.timers].filter((timer) => timer.due <= now);
    for (const timer of due.toSorted((one, other) => one.due - other.due)) {
      // A timer that ran before may have cancelled this one.
      if (this.timers.delete(timer)) timer.run();
    }
  }

  /** @internal Lets `advance` wait for what a move of the clock has begun. */
  follow(settled: () => Promise<void>): void {
    this.followers.add(settled);
  }

  /** Runs something once when the clock was moved so far. Nothing runs by itself. */
  after(milliseconds: number, run: () => void): () => void {
    const timer = { due: this.now() + milliseconds, run };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }
}
