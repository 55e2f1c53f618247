import { describe, expect, it } from '@jest/globals';
import { KnownShapes, weighClaims } from './weigh-claims.js';

describe('weighing claims', () => {
  const times = (size: number, value: unknown): string =>
    JSON.stringify(Array.from({ length: size }, () => value));
  const nested = (open: string, close: string, depth: number): string =>
    `{"v":${open.repeat(depth)}1${close.repeat(depth)}}`;
  const members = (size: number, name: (index: number) => string): string =>
    `{${Array.from({ length: size }, (_, index) => `"${name(index)}":1`).join()}}`;

  /** What each holds is measured by `npm run bench -- --suite memory`, a word or two less than is said here. */
  it.each<[string, string, number, number]>([
    ['empty objects', `{"v":${times(3_900, {})}}`, 3_902, 3_900 * 64],
    ['empty lists', `{"v":${times(3_900, [])}}`, 3_902, 3_900 * 40],
    ['lists within lists', nested('[', ']', 5_500), 5_502, 5_500 * 56],
    ['objects within objects', nested('{"a":', '}', 1_900), 1_902, 1_900 * 37],
    ['objects of one member', `{"v":${times(1_500, { a: 1 })}}`, 3_002, 1_500 * 40],
    [
      'objects of five fractions',
      `{"v":${times(250, { a: 0.1, b: 0.2, c: 0.3, d: 0.4, e: 0.5 })}}`,
      1_502,
      250 * 150,
    ],
    ['whole numbers', `{"v":${times(5_500, 7)}}`, 5_502, 5_500 * 8],
    ['fractions', `{"v":${times(2_900, 0.5)}}`, 2_902, 2_900 * 22],
    ['large whole numbers', `{"v":${times(900, 5_000_000_000)}}`, 902, 900 * 23],
    ['negative zeros', `{"v":[${Array.from({ length: 900 }, () => '-0').join()}]}`, 902, 900 * 23],
    ['truth values', `{"v":${times(2_000, true)}}`, 2_002, 2_000 * 8],
    ['nulls', `{"v":${times(2_000, null)}}`, 2_002, 2_000 * 8],
    ['short texts', `{"v":${times(1_000, '12345678')}}`, 1_002, 1_000 * 32],
    ['empty texts', `{"v":${times(1_000, '')}}`, 1_002, 1_000 * 8],
    ['a long text', `{"v":"${'x'.repeat(11_000)}"}`, 2, 11_000],
    ['a long text of two-byte letters', `{"v":"${'ж'.repeat(5_500)}"}`, 2, 11_000],
    ['one-character names', members(52, (index) => String.fromCodePoint(97 + index)), 53, 52 * 100],
    ['a thousand names', members(1_000, (index) => `k${index}`), 1_001, 1_000 * 73],
    ['long names', members(10, (index) => String(index).padStart(1_000, 'x')), 11, 10_000],
    ['names of indexes', members(500, (index) => String(index * 99_991)), 501, 500 * 61],
    ['objects with an index', `{"v":${times(800, { 1000: 1 })}}`, 1_602, 800 * 208],
    ['names that nothing else has', members(10, (index) => `rare${index}`), 11, 10 * 115],
  ])('counts and charges %s', (_what, text, values, held) => {
    const weight = weighClaims(JSON.parse(text) as object, new KnownShapes());
    expect(weight.values).toBe(values);
    expect(weight.bytes).toBeGreaterThanOrEqual(0.95 * held);
  });

  it('charges for the names of a shape once, and only in that order', () => {
    const shapes = new KnownShapes();
    const weigh = (claims: object): number => weighClaims(claims, shapes).bytes;
    const first = weigh({ a: 1, b: 2 });
    expect(first).toBeGreaterThan(2 * 150);
    expect(weigh({ a: 1, b: 2 })).toBeLessThan(100);
    expect(weigh({ b: 2, a: 1 })).toBe(first);
  });

  it('learns so many shapes and no more, none of names that are long, and forgets none for them', () => {
    const shapes = new KnownShapes();
    expect(shapes.knows(['sub', 'exp'])).toBe(false);
    expect(shapes.knows(['x'.repeat(1_025)])).toBe(false);
    expect(shapes.knows(['x'.repeat(1_025)])).toBe(false);
    for (let index = 0; index < 300; index += 1) shapes.knows([`k${index}`]);
    expect(shapes.knows(['sub', 'exp'])).toBe(true);
    expect(shapes.knows(['k299'])).toBe(false);
    expect(shapes.knows(['k0'])).toBe(true);
  });

  it('shares no shape of an object that is a hash table', () => {
    const shapes = new KnownShapes();
    const weigh = (): number =>
      weighClaims(JSON.parse(members(200, (index) => `k${index}`)) as object, shapes).bytes;
    expect(weigh()).toBe(weigh());
    expect(weigh()).toBeGreaterThan(200 * 73);
  });
});
