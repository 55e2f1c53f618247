import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { splitToken } from './parse-token.js';

/** Puts the text in the place of a segment of a token, as `splitToken` sees it. */
function isCanonicalBase64url(text: string): boolean {
  return splitToken(`AAAA.${text}.AAAA`) !== undefined;
}

/** What the name promises, said with the decoder itself. */
function survivesDecoding(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64url').toString('base64url') === text;
}

describe('a segment of a token', () => {
  it.each(['AA', 'AQ', 'AAA', 'AAE', 'AAAA', 'eyJhbGciOiJSUzI1NiJ9', '-_-_'])('takes %s', (text) => {
    expect(isCanonicalBase64url(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['padding', 'AA=='],
    ['padding alone', '='],
    ['one character', 'A'],
    ['five characters', 'AAAAA'],
    ['stray bits after one byte', 'AB'],
    ['stray bits after two bytes', 'AAB'],
    ['the alphabet of base64', 'A+/A'],
    ['a blank', 'AA AA'],
    ['a line break at the end', 'AAAA\n'],
    ['a dot', 'AA.A'],
    ['a foreign letter', 'AAAÄ'],
    ['a null character', 'AAA\0'],
    ['full-width letters', 'ＡＡＡＡ'],
  ])('refuses %s', (_name, text) => {
    expect(isCanonicalBase64url(text)).toBe(false);
  });

  it('takes the encoding of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect(isCanonicalBase64url(Buffer.from(bytes).toString('base64url'))).toBe(true);
      }),
    );
  });

  it('says of any text whether decoding and encoding gives it back', () => {
    const nearly = fc.string({
      unit: fc.constantFrom(...'A B E Q Z a g k o w 0 4 8 9 - _ = + / .'.split(' ')),
      maxLength: 9,
    });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        expect(isCanonicalBase64url(text)).toBe(survivesDecoding(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('says so of every text of up to three characters of the alphabet', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const ends = alphabet.split('').flatMap((last) => [last, `x${last}`, `xx${last}`, `xxx${last}`]);
    expect(ends.filter((text) => isCanonicalBase64url(text) !== survivesDecoding(text))).toEqual([]);
  });
});
