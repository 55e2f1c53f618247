import type { JwtPolicyClock } from '../../clock.js';
import { ExplainLimitError } from './explain-limit.error.js';

const WINDOW_MS = 60_000;

/** Counts what is done in the last minute. Holds one time for each. */
export class RateLimit {
  private times: readonly number[] = [];

  constructor(
    private readonly clock: JwtPolicyClock,
    private readonly perMinute: number,
  ) {}

  /** Throws `ExplainLimitError` where the limit is reached. */
  spend(): void {
    const now = this.clock.now();
    // A clock that was set back must not lock anybody out.
    this.times = this.times.filter((time) => time <= now && now - time < WINDOW_MS);
    const [oldest = now] = this.times;
    if (this.times.length >= this.perMinute)
      throw new ExplainLimitError(this.perMinute, Math.ceil((oldest + WINDOW_MS - now) / 1000));
    this.times = [...this.times, now];
  }
}
