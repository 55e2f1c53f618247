/** Lets so many jobs run at a time; the others wait, and are let in in the order in which they came. */
export class WaitingLine {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Gives what the job gives. Refuses none: the line is never longer than the calls that are open. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.running < this.limit) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await job();
    } finally {
      // Whoever is next takes over the place, so that nobody who comes meanwhile gets ahead.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
