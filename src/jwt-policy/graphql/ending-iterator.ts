/** The end of an iteration. */
const DONE = { done: true, value: undefined } as const;

/**
 * The values of a source up to a moment: `begin` is told how to end it. The reader then gets the end, also while it waits for the
 * next value, and the source is told to finish. Ends by itself where the source does, and calls `stop` once in any case.
 */
export function endingIterator<T>(
  source: AsyncIterator<T>,
  begin: (end: () => void) => () => void,
): AsyncIterableIterator<T> {
  const waiting = new Set<(result: IteratorResult<T>) => void>();
  let isOver = false;
  const finish = (): void => {
    isOver = true;
    stop();
    for (const answer of waiting) answer(DONE);
    waiting.clear();
  };
  const stop = begin(() => {
    finish();
    // Nobody waits for what the source does while it finishes.
    void Promise.resolve(source.return?.()).catch(() => {});
  });
  const settled = (result: IteratorResult<T>): IteratorResult<T> => {
    if (result.done === true) finish();
    return result;
  };
  return {
    next(): Promise<IteratorResult<T>> {
      if (isOver) return Promise.resolve(DONE);
      return new Promise((resolve, reject) => {
        waiting.add(resolve);
        const read = async (): Promise<void> => {
          try {
            resolve(settled(await source.next()));
          } catch (error) {
            reject(error);
          } finally {
            waiting.delete(resolve);
          }
        };
        void read();
      });
    },
    async return(): Promise<IteratorResult<T>> {
      if (isOver) return DONE;
      finish();
      return (await source.return?.()) ?? DONE;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
