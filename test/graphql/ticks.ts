/** Values that a test gives, for one subscription at a time. */
export class Ticks {
  static finished = 0;
  private static give: ((value: object) => void) | undefined;
  private static subscribed: (() => void) | undefined;

  static async *all(): AsyncGenerator<object> {
    try {
      for (;;) {
        yield await new Promise<object>((resolve) => {
          Ticks.give = resolve;
          Ticks.subscribed?.();
        });
      }
    } finally {
      Ticks.finished += 1;
    }
  }

  /** Resolves when a subscription waits for its next value. */
  static waiting(): Promise<void> {
    return new Promise((resolve) => (Ticks.subscribed = resolve));
  }

  static next(value: object): void {
    Ticks.give?.(value);
  }

  /** A generator that waits finishes only with its next value. */
  static async finishes(before: number): Promise<void> {
    while (Ticks.finished === before) {
      Ticks.next({ ticks: 0 });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
