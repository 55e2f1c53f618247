import { describe, expect, it } from '@jest/globals';
import { printable, singleLine } from './printable.js';

describe('text for a log', () => {
  it.each([
    ['\u001B[2J', '?[2J'],
    ['a\u009Bb', 'a?b'],
    ['a\u202Eb\u2028c', 'a?b?c'],
    ['tab\tnull\0', 'tab?null?'],
    ['ä€😀 "\\', 'ä€😀 "\\'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps its lines where they are wanted, and stands on one line where they are not', () => {
    expect(printable('one\n  ^')).toBe('one\n  ^');
    expect(singleLine('one\n  two\r\nWARN three\u2028four')).toBe('one two WARN three four');
  });
});
