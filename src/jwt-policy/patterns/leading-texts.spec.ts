import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { leadingTexts } from './leading-texts.js';
import { compilePattern, PatternError, type Pattern } from './index.js';

describe('what the matches of a pattern begin with', () => {
  it.each<[source: string, texts: readonly string[], isWhole: boolean]>([
    ['', [''], true],
    ['/orders', ['/orders'], true],
    ['^/orders$', ['/orders'], true],
    ['GET|POST', ['GET', 'POST'], true],
    ['/orders/.*', ['/orders/'], false],
    [String.raw`/v1\.2\/a\-b`, ['/v1.2/a-b'], true],
    [String.raw`\[\]\(\)\{\}\*\+\?\|\^\$\\`, ['[](){}*+?|^$\\'], true],
    [String.raw`a\$`, ['a$'], true],
    [String.raw`a\\$`, ['a\\'], false],
    ['/(orders|items)/[0-9]+', ['/orders/', '/items/'], false],
    ['/(?:a|b)(?<n>c|d)', ['/ac', '/ad', '/bc', '/bd'], true],
    ['/a|/a', ['/a'], true],
    ['/a(|b)', ['/a', '/ab'], true],
    ['/a(/.*)?', ['/a'], false],
    ['/a(b|c)*d', ['/a'], false],
    ['/ab?c', ['/a'], false],
    ['/ab+', ['/a'], false],
    ['/ab{2}', ['/a'], false],
    ['/a[b|c)]d|/e', ['/a', '/e'], false],
    [String.raw`/a[\]|]|/b`, ['/a', '/b'], false],
    [String.raw`/\d+|/b`, ['/', '/b'], false],
    [String.raw`/a\b.*`, ['/a'], false],
    ['/a(?!b).*|/c', ['/a', '/c'], false],
    ['/a(?=b|c).*', ['/a'], false],
    ['.*/admin', [''], false],
    ['/é/a', ['/'], false],
    ['^/a|^/b', ['/a', ''], false],
    ['(?i)/a', [''], false],
    ['(?s)/a', [''], false],
    [String.raw`/a\Q|\E`, [''], false],
    ['(a|b)(a|b)(a|b)(a|b)(a|b)', expect.arrayContaining(['aaaaa', 'bbbbb']) as never, true],
    ['/x(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)', expect.arrayContaining(['/xaaaaa']) as never, false],
    [Array.from({ length: 33 }, (_none, index) => `a${index}`).join('|'), [''], false],
    [`/(${Array.from({ length: 33 }, (_none, index) => `a${index}`).join('|')})`, ['/'], false],
  ])('%s', (source, texts, isWhole) => {
    expect(leadingTexts(source)).toEqual({ texts, isWhole });
  });
});

describe('a pattern that is tried', () => {
  const letters = fc.constantFrom('a', 'b', '/', 'A');
  const piece = fc.oneof(
    { weight: 3, arbitrary: letters },
    fc.constantFrom(
      '.',
      '.*',
      '[ab]',
      '[^a]',
      '[|)]',
      'a?',
      'b+',
      'a{0,2}',
      '(b)*',
      '\\.',
      '\\d',
      '\\Qa|\\E',
    ),
    fc.constantFrom(
      '|',
      '(a|b)',
      '(?:/|a/)',
      '(|a)',
      '(a)?',
      '((a|b)/|.)',
      '(?<n>a|)',
      '^',
      '$',
      '\\b',
      '\\(',
    ),
  );
  const pattern = fc
    .tuple(fc.constantFrom('', '', '', '(?i)', '^'), fc.array(piece, { maxLength: 6 }))
    .map(([start, pieces]) => start + pieces.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'A', '.', '|', '(', '1'), maxLength: 6 });

  function compiled(source: string, ignoreCase: boolean): Pattern | undefined {
    try {
      return compilePattern(source, { ignoreCase });
    } catch (error) {
      if (error instanceof PatternError) return undefined;
      throw error;
    }
  }

  it('answers as the engine does, which is asked here by a pattern of which no beginning is known', () => {
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (source, subject, ignoreCase) => {
        const own = compiled(source, ignoreCase);
        fc.pre(own !== undefined);
        const flags = /^\(\?i\)/.exec(source)?.[0] ?? '';
        const bare = compilePattern(`${flags}(?:.{0})(?:${source.slice(flags.length)})`, { ignoreCase });
        expect(own.matches(subject)).toBe(bare.matches(subject));
      }),
      { numRuns: 1_500 },
    );
  });

  it('could begin with every beginning of what it matches', () => {
    fc.assert(
      fc.property(pattern, text, fc.boolean(), fc.nat({ max: 6 }), (source, subject, ignoreCase, length) => {
        const own = compiled(source, ignoreCase);
        fc.pre(own?.matches(subject) === true);
        expect(own.couldBegin(subject.slice(0, length))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[source: string, start: string, expected: boolean]>([
    ['/orders/.*', '/orders/7', true],
    ['/orders/.*', '/ord', true],
    ['/orders/.*', '/items/', false],
    ['/orders', '/orders', true],
    ['/orders', '/orders/', false],
    ['/(a|b)/[0-9]+', '/b/', true],
    ['/(a|b)/[0-9]+', '/c/', false],
    ['(?i)/orders', '/ORDERS', true],
  ])('%s could begin with %s: %s', (source, start, expected) => {
    expect(compilePattern(source).couldBegin(start)).toBe(expected);
  });

  it('still refuses a text that is not tried, also where the text begins in another way', () => {
    expect(() => compilePattern('/a').matches('b'.repeat(2_049))).toThrow('at most 2048 characters');
    expect(() => compilePattern('/a.*$').matches('b\n')).toThrow('line break');
    expect(() => compilePattern('/a\\b.*').matches('é')).toThrow('ASCII');
  });

  it('spends the same, however the answer is found', () => {
    const spent: number[] = [];
    const spend = (work: number): void => void spent.push(work);
    for (const subject of ['/a1', '/b1']) compilePattern('/a[0-9]').matches(subject, spend);
    expect(spent).toEqual([spent[0], spent[0]]);
  });
});
