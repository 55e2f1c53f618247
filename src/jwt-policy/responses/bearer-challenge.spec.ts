import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bearerChallenge } from './bearer-challenge.js';

/** RFC 6750 §3 and RFC 9110 §11.6.1: the scheme, then name="value" pairs of printable ASCII. */
const CHALLENGE =
  /^Bearer(?: [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*"(?:, [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*")*)?$/;

/** Any sequence of UTF-16 code units, those that end a quoted string or a header often. */
const anyText = fc
  .array(fc.oneof(fc.constantFrom(0x22, 0x5c, 0x0d, 0x0a, 0x2c, 0x00), fc.nat(0xffff)), { maxLength: 3000 })
  .map((codes) => String.fromCharCode(...codes));

describe('bearerChallenge', () => {
  it('is bare without parameters', () => {
    expect(bearerChallenge({})).toBe('Bearer');
  });

  it('holds error, description and scope, in this order', () => {
    expect(
      bearerChallenge({
        scope: 'a b',
        error: 'insufficient_scope',
        error_description: 'A scope is missing.',
      }),
    ).toBe('Bearer error="insufficient_scope", error_description="A scope is missing.", scope="a b"');
  });

  it('holds a scope alone', () => {
    expect(bearerChallenge({ scope: 'a' })).toBe('Bearer scope="a"');
  });

  it.each([
    ['a quote', '"'],
    ['a backslash', '\\'],
    ['a carriage return', '\r'],
    ['a line feed', '\n'],
    ['a tab', '\t'],
    ['a null character', '\0'],
    ['a delete', '\u007f'],
    ['a foreign letter', 'ü'],
    ['a lone surrogate', '\ud800'],
  ])('has a blank for %s', (_name, text) => {
    expect(bearerChallenge({ error: `a${text}b`, scope: `c${text}d` })).toBe(
      'Bearer error="a b", scope="c d"',
    );
  });

  it('leaves out a scope list as a whole from 2,000 characters on', () => {
    const rest = 'Bearer error="x", scope=""'.length;
    const fits = 'a'.repeat(1999 - rest);
    expect(bearerChallenge({ error: 'x', scope: fits })).toBe(`Bearer error="x", scope="${fits}"`);
    expect(bearerChallenge({ error: 'x', scope: `${fits}a` })).toBe('Bearer error="x"');
    expect(bearerChallenge({ scope: 'a'.repeat(2000) })).toBe('Bearer');
  });

  it('is one well-formed header value of less than 2,000 characters, whatever the scopes are', () => {
    const told = { error: 'insufficient_scope', error_description: 'The token lacks a scope.' };
    fc.assert(
      fc.property(anyText, fc.boolean(), (scope, bare) => {
        const challenge = bearerChallenge(bare ? { scope } : { ...told, scope });
        expect(challenge).toMatch(CHALLENGE);
        expect(challenge.length).toBeLessThan(2000);
      }),
    );
  });

  it('is well-formed whatever error and description are', () => {
    fc.assert(
      fc.property(anyText, anyText, (error, error_description) => {
        expect(bearerChallenge({ error, error_description })).toMatch(CHALLENGE);
      }),
    );
  });
});
