/** A clock that stands still until it is told to move. */
export class TestClock {
  constructor(protected milliseconds = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.milliseconds;
  }

  /** Whole seconds since the epoch, as time claims have them. */
  get seconds(): number {
    return Math.floor(this.milliseconds / 1000);
  }

  advance(seconds: number): void {
    this.milliseconds += seconds * 1000;
  }
}
