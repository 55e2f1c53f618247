import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { printable, printableJson, quote, singleLine, quoteList } from './printable.js';

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

/** Any sequence of UTF-16 code units, lone surrogates included, the troublesome ones often. */
const anyText = fc
  .array(fc.oneof(fc.nat(0xff), fc.integer({ min: 0x2000, max: 0x20ff }), fc.nat(0xffff)), { maxLength: 200 })
  .map((codes) => String.fromCharCode(...codes));

describe('quote', () => {
  it('shows plain text in double quotes', () => {
    expect(quote('key-1')).toBe('"key-1"');
  });

  it('escapes quotes and backslashes, so that text cannot end its own quotes', () => {
    expect(quote('a" level="fatal\\')).toBe(String.raw`"a\" level=\"fatal\\"`);
  });

  it.each([
    ['line feed', '\n', String.raw`\n`],
    ['carriage return', '\r', String.raw`\r`],
    ['escape', '\u001b', String.raw`\u001b`],
    ['null character', '\0', String.raw`\u0000`],
    ['delete', '\u007f', '?'],
    ['C1 control sequence introducer', '\u009b', '?'],
    ['line separator', '\u2028', '?'],
    ['paragraph separator', '\u2029', '?'],
    ['right-to-left override', '\u202e', '?'],
    ['right-to-left mark', '\u200f', '?'],
    ['Arabic letter mark', '\u061c', '?'],
    ['isolate', '\u2066', '?'],
    ['zero-width space', '\u200b', '?'],
    ['byte order mark', '\ufeff', '?'],
    ['tag character', '\u{e0041}', '?'],
  ])('lets no %s through', (_name, text, shown) => {
    expect(quote(`a${text}b`)).toBe(`"a${shown}b"`);
  });

  it('shows a lone surrogate as an escape, also the one that shortening makes', () => {
    expect(quote('\ud800')).toBe(String.raw`"\ud800"`);
    expect(quote('a😀', 2)).toBe(String.raw`"a\ud83d…"`);
  });

  it('keeps 64 characters and shortens the 65th away', () => {
    expect(quote('k'.repeat(64))).toBe(`"${'k'.repeat(64)}"`);
    expect(quote('k'.repeat(65))).toBe(`"${'k'.repeat(64)}…"`);
  });

  it('keeps the given number of characters', () => {
    expect(quote('abcd', 3)).toBe('"abc…"');
  });

  it.each([
    [42, '"number"'],
    [undefined, '"undefined"'],
    [['kid'], '"object"'],
    [{ toString: () => 'secret' }, '"object"'],
  ])('shows only the type of a value that is no text: %p', (value, shown) => {
    expect(quote(value)).toBe(shown);
  });

  it('never yields a control, format or separator character, and never more than its share', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = quote(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(shown.length).toBeLessThanOrEqual(65 * 6 + 2);
        expect(typeof JSON.parse(shown)).toBe('string');
      }),
    );
  });
});

describe('printableJson', () => {
  it('escapes what a terminal may obey, and stays the same value', () => {
    const value = { 'a\u202E': ['\u2028', '\u009B', '\u{E0041}', '\n', 'ä😀'] };
    const text = printableJson(value);
    expect(text).toContain(String.raw`"a\u202e": [`);
    expect(text).toContain(String.raw`"\udb40\udc41"`);
    expect(text).toContain('"ä😀"');
    expect(JSON.parse(text)).toEqual(value);
  });

  it('of any text holds no character that a terminal may obey', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = printableJson([text]);
        expect(shown).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(shown)).toEqual([text]);
      }),
    );
  });
});

describe('quoteList', () => {
  it('quotes each value and counts those beyond the fifth', () => {
    expect(quoteList(['a', 'b\n'])).toBe(String.raw`"a", "b\n"`);
    expect(quoteList(['1', '2', '3', '4', '5', '6', '7'])).toBe('"1", "2", "3", "4", "5" and 2 more');
    expect(quoteList([])).toBe('');
  });
});
