/** Runs at most `limit` jobs at a time. The others wait and start in the order in which they came. */
export class WaitingLine {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Returns the result of the job. No job is refused, because the line is never longer than the number of open calls. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.running < this.limit) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await job();
    } finally {
      // The next job takes this place, so that a job that arrives now cannot overtake it.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
