import { describe, expect, it, jest } from '@jest/globals';
import { endingIterator } from './ending-iterator.js';

function started<T>(source: AsyncIterator<T>) {
  const stop = jest.fn();
  let end = (): void => {};
  const iterator = endingIterator(source, (given) => {
    end = given;
    return stop;
  });
  return { iterator, stop, end: () => end() };
}

/** A source whose values come when the test says so. */
function manual() {
  const answers: { resolve(result: IteratorResult<number>): void; reject(error: Error): void }[] = [];
  const source = {
    next: () =>
      new Promise<IteratorResult<number>>((resolve, reject) => void answers.push({ resolve, reject })),
    return: jest.fn(async (): Promise<IteratorResult<number>> => ({ done: true, value: undefined })),
  };
  return { source, answer: (value: number) => answers.shift()?.resolve({ done: false, value }), answers };
}

const DONE = { done: true, value: undefined };

describe('an iterator that ends at a moment', () => {
  it('passes values on until then, and ends for a reader that waits', async () => {
    const { source, answer } = manual();
    const { iterator, stop, end } = started(source);
    const first = iterator.next();
    answer(1);
    expect(await first).toEqual({ done: false, value: 1 });
    const second = iterator.next();
    end();
    expect(await second).toEqual(DONE);
    expect(await iterator.next()).toEqual(DONE);
    expect(await iterator.return?.()).toEqual(DONE);
    expect([source.return.mock.calls.length, stop.mock.calls.length]).toEqual([1, 1]);
    expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
  });

  it('ends by itself where the source does, and where the reader leaves', async () => {
    async function* one(): AsyncGenerator<number> {
      yield 1;
    }
    const whole = started(one());
    const read: number[] = [];
    for await (const value of whole.iterator) read.push(value);
    expect([read, whole.stop.mock.calls.length]).toEqual([[1], 1]);
    const left = started(one());
    expect(await left.iterator.return?.()).toEqual(DONE);
    expect(left.stop).toHaveBeenCalledTimes(1);
    const without = started({ next: async () => ({ done: false, value: 1 }) });
    expect(await without.iterator.return?.()).toEqual(DONE);
  });

  it('passes an error of the source on', async () => {
    const { source, answers } = manual();
    const { iterator } = started(source);
    const reading = iterator.next();
    answers.shift()?.reject(new Error('the source failed'));
    await expect(reading).rejects.toThrow('the source failed');
  });

  it('does not care what the source does while it finishes', async () => {
    const refusing = {
      next: () => new Promise<never>(() => {}),
      return: () => Promise.reject(new Error('no')),
    };
    const { iterator, end } = started(refusing);
    const reading = iterator.next();
    end();
    expect(await reading).toEqual(DONE);
    const bare = started({ next: () => new Promise<never>(() => {}) });
    bare.end();
    expect(await bare.iterator.next()).toEqual(DONE);
  });
});
