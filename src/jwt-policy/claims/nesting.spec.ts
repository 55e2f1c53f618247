import { describe, expect, it } from '@jest/globals';
import { isNestedWithin } from './claims.js';

const nested = (open: string, close: string, depth: number): unknown =>
  JSON.parse(open.repeat(depth) + '1' + close.repeat(depth));

describe('the nesting of a value', () => {
  it.each<[unknown, number]>([
    ['text', 0],
    [1, 0],
    [null, 0],
    [undefined, 0],
    [[], 1],
    [{}, 1],
    [['a', { b: null }], 2],
    [[1, [2, [3]], 4], 3],
    [{ a: {}, b: { c: [] } }, 3],
  ])('of %j is %d', (value, levels) => {
    expect(isNestedWithin(value, levels)).toBe(true);
    expect(isNestedWithin(value, levels - 1)).toBe(levels === 0);
  });

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['[0,{"a":', '}]'],
  ])('is told of %s…%s at any depth, without recursion', (open, close) => {
    expect(isNestedWithin(nested(open, close, 100_000), 100)).toBe(false);
    expect(isNestedWithin(nested(open, close, 100_000), 200_000)).toBe(true);
  });
});
