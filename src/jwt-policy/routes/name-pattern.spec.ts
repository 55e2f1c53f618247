import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { NamePattern } from './name-pattern.js';

const text = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet.split('')), { maxLength }).map((characters) => characters.join(''));

/** The same question, asked of a regular expression. */
function expressionOf(pattern: string): RegExp {
  return new RegExp(
    `^${pattern.replaceAll(/[.+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll('*', '[^]*')}$`,
  );
}

describe('a pattern for names', () => {
  it.each([
    ['orders.list', 'orders.list', true],
    ['orders.list', 'orders.lists', false],
    ['orders.list', 'Orders.list', false],
    ['orders.*', 'orders.list', true],
    ['orders.*', 'orders.', true],
    ['orders.*', 'orders.list.all', true],
    ['orders.*', 'orders', false],
    ['orders.*', 'my.orders.list', false],
    ['*.list', 'orders.list', true],
    ['*.list', '.list', true],
    ['*.list', 'orders.lists', false],
    ['/pkg.Orders/*', '/pkg.Orders/List', true],
    ['/pkg.Orders/*', '/pkg_Orders/List', false],
    ['*', '', true],
    ['*', 'a\nb', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['a*bb*b', 'abb', false],
    ['**', 'x', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(new NamePattern(pattern).matches(name)).toBe(expected);
  });

  it('matches what the same text as an expression matches', () => {
    fc.assert(
      fc.property(text('ab.*', 8), text('ab.', 10), (pattern, name) => {
        expect(new NamePattern(pattern).matches(name)).toBe(expressionOf(pattern).test(name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('knows whether it is a name', () => {
    expect([new NamePattern('a.b').isName, new NamePattern('a.*').isName]).toEqual([true, false]);
  });

  it.each([
    ['orders.*', '*.list', true],
    ['orders.*', 'orders.list', true],
    ['orders.list', 'orders.*', true],
    ['orders.*', 'users.*', false],
    ['a*', 'b*', false],
    ['*a', '*b', false],
    ['a*b', 'b*a', false],
    ['', '*', true],
    ['', 'a', false],
    ['a', '', false],
  ])('%s meets %s: %s', (one, other, expected) => {
    expect(new NamePattern(one).meets(new NamePattern(other))).toBe(expected);
    expect(new NamePattern(other).meets(new NamePattern(one))).toBe(expected);
  });

  it('meets every pattern that matches a name of its own', () => {
    fc.assert(
      fc.property(text('ab*', 6), text('ab*', 6), text('ab', 6), (one, other, name) => {
        const [first, second] = [new NamePattern(one), new NamePattern(other)];
        fc.pre(first.matches(name) && second.matches(name));
        expect(first.meets(second)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('does not meet a pattern with which it has no short name in common', () => {
    const names = [''];
    for (let at = 0; names.length < 511; at += 1) names.push(`${names[at]}a`, `${names[at]}b`);
    fc.assert(
      fc.property(text('ab*', 4), text('ab*', 4), (one, other) => {
        const [first, second] = [new NamePattern(one), new NamePattern(other)];
        // Two patterns of four characters that meet have a name of eight in common.
        const shared = names.some((name) => first.matches(name) && second.matches(name));
        expect(first.meets(second)).toBe(shared);
      }),
      { numRuns: 1_000 },
    );
  });
});
