import { describe, expect, it } from '@jest/globals';
import { WaitingLine } from './waiting-line.js';

interface Job {
  readonly name: string;
  readonly done: Promise<string>;
  readonly end: (error?: Error) => void;
}

function bench(limit: number): { start: (name: string) => Job; started: string[] } {
  const line = new WaitingLine(limit);
  const started: string[] = [];
  const start = (name: string): Job => {
    let end: Job['end'] = () => undefined;
    const job = new Promise<string>((resolve, reject) => {
      end = (error) => (error === undefined ? resolve(name) : reject(error));
    });
    const done = line.run(() => {
      started.push(name);
      return job;
    });
    done.catch(() => undefined);
    return { name, done, end };
  };
  return { start, started };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a line that lets two run at a time', () => {
  it('starts two at once, and the others in the order in which they came', async () => {
    const { start, started } = bench(2);
    const [a, b, c] = ['a', 'b', 'c', 'd'].map(start);
    expect(started).toEqual(['a', 'b']);
    b?.end();
    await settled();
    expect(started).toEqual(['a', 'b', 'c']);
    const late = start('e');
    a?.end();
    await settled();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    c?.end();
    await settled();
    expect(started.at(-1)).toBe('e');
    late.end();
    await expect(late.done).resolves.toBe('e');
  });

  it('gives the place of a failed job to the next, and rejects only for its own caller', async () => {
    const { start, started } = bench(1);
    const [a, b] = ['a', 'b'].map(start);
    a?.end(new Error('broken'));
    await expect(a?.done).rejects.toThrow('broken');
    await settled();
    expect(started).toEqual(['a', 'b']);
    b?.end();
    await expect(b?.done).resolves.toBe('b');
  });

  it('is empty again after the last: the next starts at once', async () => {
    const { start, started } = bench(1);
    const a = start('a');
    a.end();
    await a.done;
    start('b');
    expect(started).toEqual(['a', 'b']);
  });
});
