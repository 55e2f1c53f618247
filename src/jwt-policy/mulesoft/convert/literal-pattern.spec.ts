import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compilePattern } from '../../patterns/index.js';
import { compileLiteralPattern } from './literal-pattern.js';

describe('a pattern that is nothing but characters and .*', () => {
  it.each([
    '.*',
    '',
    '/orders',
    '^/orders$',
    '/orders/.*',
    '.*/admin/.*',
    String.raw`/files/.*\.json`,
    String.raw`\/a\-b\/.*`,
    '.*.*',
    '/a/.*/b/.*/c',
    "/a!b&c=d,e;f:g@h~i'j%2F k",
    'GET',
  ])('%s is compared', (source) => {
    expect(compileLiteralPattern(source)).toBeDefined();
  });

  it.each([
    'a*',
    String.raw`\.*`,
    String.raw`\d.*`,
    '.+',
    '/.',
    '.*?',
    '.{2}',
    'a|b',
    '(a)',
    '[a]',
    'a?',
    '/a^b',
    '/a$b',
    String.raw`\Qa\E`,
    '(?i)a',
    'ä',
    String.raw`\\.*`,
    '^^a',
    'a$$',
  ])('%s is left to the engine', (source) => {
    expect(compileLiteralPattern(source)).toBeUndefined();
  });

  it.each([
    ['/a.*a', '/a', false],
    ['/a.*a', '/aa', true],
    ['ab.*ba', 'aba', false],
    ['.*ab.*ab.*', 'xabx', false],
    ['.*ab.*ab.*', 'abab', true],
    ['/orders/.*', '/orders', false],
    [String.raw`/a\.b`, '/axb', false],
    ['', '', true],
    ['', 'a', false],
    ['.*', '', true],
  ])('%s matches %j as the engine does: %j', (source, text, expected) => {
    expect(compileLiteralPattern(source)?.(text)).toBe(expected);
    expect(compilePattern(source).matches(text)).toBe(expected);
  });

  it('says what the engine says, whatever the pattern and the text', () => {
    const letters = fc.constantFrom('a', 'b', '/', 'ab');
    const piece = fc.oneof(letters, fc.constantFrom('.*', String.raw`\.`, '-', '%2F'));
    const source = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const text = fc
      .array(fc.oneof(letters, fc.constantFrom('.', '-', '%2F', 'é', '😀', '\ud800')), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(source, text, (pattern, subject) => {
        expect(compileLiteralPattern(pattern)?.(subject)).toBe(compilePattern(pattern).matches(subject));
      }),
      { numRuns: 2_000 },
    );
  });
});
