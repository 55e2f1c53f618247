import { describe, expect, it } from '@jest/globals';
import { dropPromise } from './rule.js';

describe('dropPromise', () => {
  it('knows a promise and whatever has a then from other values', () => {
    const thenable = { then: () => undefined };
    for (const promise of [Promise.resolve(1), thenable]) expect(dropPromise(promise)).toBe(true);
    for (const value of [undefined, null, 0, 'then', { than: 1 }, [], () => 1])
      expect(dropPromise(value)).toBe(false);
  });

  it('takes the rejection of a promise, and of a thenable that throws, so that the process does not end by it', async () => {
    const hostile = {
      get then(): never {
        throw new Error('no then');
      },
    };
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    expect(dropPromise(Promise.reject(new Error('late')))).toBe(true);
    expect(dropPromise(hostile)).toBe(true);
    await new Promise(setImmediate);
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});
