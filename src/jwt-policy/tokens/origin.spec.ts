import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bearerHeader, type Call } from './origin.js';

/** The token of a call with these Authorization headers and parameters, after the check of its syntax. */
function read(headers: readonly string[], ...parameters: string[]): unknown {
  const token = bearerHeader.read({
    headerValues: (name: string) => (name === 'authorization' ? headers : []),
    hasParameter: (name: string) => parameters.includes(name),
  } as Call);
  return typeof token === 'string' ? (bearerHeader.checkSyntax(token) ?? token) : token;
}

describe('the bearer header', () => {
  it.each([
    ['Bearer a.b.c', 'a.b.c'],
    ['bearer a.b.c', 'a.b.c'],
    ['BEARER a.b.c', 'a.b.c'],
    ['bEaReR a.b.c', 'a.b.c'],
    ['Bearer  a.b.c', 'a.b.c'],
    ['bearer     a.b.c', 'a.b.c'],
    [`Bearer${' '.repeat(10_000)}a.b.c`, 'a.b.c'],
    ['Bearer A-z_0.9~+/==', 'A-z_0.9~+/=='],
  ])('gives the token of %p', (header, token) => {
    expect(read([header])).toBe(token);
  });

  it('says that there is none without the header', () => {
    expect(read([])).toMatchObject({ code: 'TOKEN_MISSING' });
  });

  it.each([
    'Basic dXNlcjpwYXNz',
    'DPoP a.b.c',
    'Digest x="y"',
    'Bearerx a.b.c',
    'Bearer2',
    'bearer-token a',
    'Basic',
  ])('says that there is none in another scheme: %p', (header) => {
    expect(read([header])).toMatchObject({ code: 'TOKEN_MISSING' });
  });

  it.each([
    ['Basic YTpi', 'TOKEN_MISSING', 'the Authorization header has another scheme than Bearer'],
    [
      'opaque-token',
      'TOKEN_MISSING',
      'the Authorization header is one word: a scheme without a token, or a token without "Bearer" before it',
    ],
    [
      'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln',
      'AUTHORIZATION_MALFORMED',
      'the Authorization header has a token without its scheme: send "Bearer", a blank and the token',
    ],
    [
      'Bearer eyJhbGciOiJSUzI1NiJ9==.eyJzdWIiOiJhIn0=.c2ln',
      'AUTHORIZATION_MALFORMED',
      'the token is padded with "=", which RFC 7515 §2 forbids',
    ],
    [
      'Bearer a.b+=.c',
      'AUTHORIZATION_MALFORMED',
      'the Authorization header is not "Bearer", one or more blanks and a token',
    ],
    ...[
      ['a.b.c, d.e.f=', 'a comma at position 6'],
      ['a.b.c d.e.f', 'a blank at position 6'],
      ['a.b.c\td', 'a tab at position 6'],
      ['a.b\r\n.c', 'a line break at position 4'],
      ['"a.b.c"', 'a quote at position 1'],
      ['ä.b.c', 'a foreign character at position 1'],
      ['bearer a.b.c', 'the word "Bearer" a second time'],
    ].map(([token, met]): [string, string, string] => [
      `Bearer ${token}`,
      'AUTHORIZATION_MALFORMED',
      `the token in the Authorization header has ${met}`,
    ]),
  ])('says what is wrong with %p', (header, code, detail) => {
    expect(read([header])).toEqual({ code, detail });
  });

  it.each([
    ['no token', 'Bearer'],
    ['a blank for a token', 'Bearer '],
    ['blanks for a token', 'Bearer    '],
    ['a tab', 'Bearer\ta.b.c'],
    ['a blank and a tab', 'Bearer \ta.b.c'],
    ['a tab between blanks', 'Bearer \t a.b.c'],
    ['a tab and a blank', 'Bearer\t a.b.c'],
    ['a no-break space after the blank', 'Bearer \u00a0a.b.c'],
    ['a line break after the blank', 'Bearer \na.b.c'],
    ['a second token after several blanks', 'Bearer  a.b.c  d.e.f'],
    ['a no-break space', 'Bearer\u00a0a.b.c'],
    ['a blank after the token', 'Bearer a.b.c '],
    ['a line break after the token', 'Bearer a.b.c\n'],
    ['a second token', 'Bearer a.b.c d.e.f'],
    ['a list', 'Bearer a.b.c, Bearer d.e.f'],
    ['a comma', 'Bearer a.b.c,d.e.f'],
    ['quotes', 'Bearer "a.b.c"'],
    ['a colon', 'Bearer: a.b.c'],
    ['an equals sign for the blank', 'Bearer=a.b.c'],
    ['padding within', 'Bearer a=b'],
    ['padding alone', 'Bearer =='],
    ['a parameter', 'Bearer realm=x; a.b.c'],
    ['a foreign letter', 'Bearer ä.b.c'],
    ['a null character', 'Bearer a.b.c\0'],
  ])('is malformed with %s', (_name, header) => {
    expect(read([header])).toMatchObject({ code: 'AUTHORIZATION_MALFORMED' });
  });

  it.each(['', ' Bearer a.b.c', '\tBearer a.b.c', '"Bearer" a.b.c', ',Bearer a', '@'])(
    'is malformed without a scheme: %p',
    (header) => {
      expect(read([header])).toEqual({
        code: 'AUTHORIZATION_MALFORMED',
        detail: 'the Authorization header has no scheme',
      });
    },
  );

  it.each([
    ['the same twice', ['Bearer a.b.c', 'Bearer a.b.c']],
    ['another scheme first', ['Basic dTpw', 'Bearer a.b.c']],
    ['another scheme last', ['Bearer a.b.c', 'Basic dTpw']],
    ['two of another scheme', ['Basic a', 'Basic b']],
    ['an empty one first', ['', 'Bearer a.b.c']],
  ])('is ambiguous when it comes more than once: %s', (_name, headers) => {
    expect(read(headers)).toMatchObject({ code: 'TOKEN_AMBIGUOUS' });
  });

  it('is ambiguous beside a token in query or form', () => {
    expect(read(['Bearer a.b.c'], 'access_token')).toMatchObject({ code: 'TOKEN_AMBIGUOUS' });
  });

  it.each([[[]], [['Basic dTpw']], [['Bearer']]])(
    'is required instead of a token in query or form, with the headers %j',
    (headers) => {
      expect(read(headers, 'access_token')).toEqual({
        code: 'AUTHORIZATION_MALFORMED',
        detail: 'an access_token parameter in query or form',
      });
    },
  );

  it('ignores other parameters', () => {
    expect(read(['Bearer a.b.c'], 'token', 'jwt')).toBe('a.b.c');
  });

  it('gives a token only of b64token characters, whatever is sent', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((rest) => `Bearer ${rest}`),
      fc
        .string({ unit: fc.constantFrom('a', 'Z', '0', '-', '.', '~', '+', '/', '=', ' ', ',', '\t', '"') })
        .map((rest) => `bearer ${rest}`),
    );
    fc.assert(
      fc.property(header, (value) => {
        const token = read([value]);
        if (typeof token === 'string') {
          expect(token).toMatch(/^[A-Za-z0-9._~+/-]+=*$/);
          expect(value.slice(7).replace(/^ +/, '')).toBe(token);
        } else {
          expect(token).toMatchObject({
            code: expect.stringMatching(/^(TOKEN_MISSING|AUTHORIZATION_MALFORMED)$/),
          });
        }
      }),
    );
  });
});
