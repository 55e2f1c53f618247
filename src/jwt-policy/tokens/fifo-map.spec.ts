import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FifoMap } from './fifo-map.js';

let map: FifoMap<number>;

beforeEach(() => {
  map = new FifoMap();
});

function addAll(...keys: readonly string[]): void {
  for (const key of keys) map.add(key, keys.indexOf(key));
}

function keysTaken(count: number): string[] {
  return Array.from({ length: count }, () => map.takeOldest()[0]);
}

describe('a first-in-first-out map', () => {
  it('finds what was added, and nothing else', () => {
    map.add('a', 1);
    expect(map.get('a')).toBe(1);
    expect(map.get('b')).toBeUndefined();
    expect(map.get('constructor')).toBeUndefined();
    expect(map.size).toBe(1);
  });

  it('returns the oldest first, with its value, and removes it', () => {
    addAll('a', 'b', 'c');
    expect(map.takeOldest()).toEqual(['a', 0]);
    expect(map.get('a')).toBeUndefined();
    expect(map.size).toBe(2);
    expect(keysTaken(2)).toEqual(['b', 'c']);
    expect(map.size).toBe(0);
  });

  it('returns an entry that was added after it was emptied', () => {
    addAll('a');
    expect(keysTaken(1)).toEqual(['a']);
    expect(() => map.takeOldest()).toThrow('takeOldest() was called on an empty map');
    addAll('b', 'c');
    expect(keysTaken(2)).toEqual(['b', 'c']);
  });

  it('skips deleted entries, before and after its position', () => {
    addAll('a', 'b', 'c', 'd', 'e');
    map.delete('a');
    expect(keysTaken(1)).toEqual(['b']);
    map.delete('d');
    map.delete('nothing of that name');
    expect(keysTaken(2)).toEqual(['c', 'e']);
  });

  it('treats an entry that was deleted and added again as the newest', () => {
    addAll('a', 'b');
    map.delete('a');
    map.add('a', 7);
    expect(keysTaken(1)).toEqual(['b']);
    expect(map.takeOldest()).toEqual(['a', 7]);
  });

  it('treats an entry that was taken and added again as the newest', () => {
    addAll('a', 'b');
    const [key, value] = map.takeOldest();
    map.add(key, value);
    expect(keysTaken(2)).toEqual(['b', 'a']);
  });

  it('keeps no reference to deleted entries', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const objects = new FifoMap<object>();
    const replaced: WeakRef<object>[] = [];
    const add = (index: number): void => {
      const object = {};
      objects.add(String(index % 20), object);
      replaced.push(new WeakRef(object));
    };
    add(0);
    objects.takeOldest();
    for (let index = 0; index < 20; index += 1) add(index);
    for (let index = 0; index < 1_000; index += 1) {
      objects.delete(String(index % 20));
      add(index);
    }
    // What a WeakRef was made for stays until the turn of the event loop is over.
    await new Promise(setImmediate);
    collectGarbage();
    const held = replaced.filter((reference) => reference.deref() !== undefined);
    expect(objects.size).toBe(20);
    expect(held.length).toBe(20);
  });

  it('returns the oldest of many without walking over deleted ones', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => String(index));
    addAll(...keys.slice(0, 10));
    for (const key of keys.slice(10)) {
      map.add(key, 0);
      map.takeOldest();
    }
    expect(map.size).toBe(10);
    expect(keysTaken(10)).toEqual(keys.slice(-10));
  });
});
