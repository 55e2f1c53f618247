import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encode } from '../../../test/support/test-issuer.js';
import { isRefusal } from '../errors/index.js';
import { MAX_TOKEN_CHARACTERS } from './malformation.js';
import { parseToken, splitToken } from './parse-token.js';

const HEADER = encode({ alg: 'RS256' });
const PAYLOAD = encode({ sub: 'alice' });
const SIGNATURE = encode('signature');
const TOKEN = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;
const MALFORMED = expect.objectContaining({ code: 'TOKEN_MALFORMED' });

describe('splitToken', () => {
  it('gives the three segments', () => {
    expect(splitToken(TOKEN)).toEqual([HEADER, PAYLOAD, SIGNATURE]);
  });

  it.each([
    ['nothing', ''],
    ['one segment', HEADER],
    ['two segments', `${HEADER}.${PAYLOAD}`],
    ['four segments', `${TOKEN}.${SIGNATURE}`],
    ['five segments, a JWE', `${TOKEN}.${SIGNATURE}.${SIGNATURE}`],
    ['an empty fourth segment', `${TOKEN}.`],
    ['an empty header', `.${PAYLOAD}.${SIGNATURE}`],
    ['an empty payload, a detached one', `${HEADER}..${SIGNATURE}`],
    ['an empty signature, an unsecured token', `${HEADER}.${PAYLOAD}.`],
    ['dots alone', '..'],
    ['JSON serialisation', JSON.stringify({ protected: HEADER, payload: PAYLOAD, signature: SIGNATURE })],
    ['padding on the header', `${HEADER}=.${PAYLOAD}.${SIGNATURE}`],
    ['padding on the payload', `${HEADER}.${PAYLOAD}=.${SIGNATURE}`],
    ['padding on the signature', `${TOKEN}=`],
    ['a blank before', ` ${TOKEN}`],
    ['a line break after', `${TOKEN}\n`],
    ['the alphabet of base64', `${HEADER}.${PAYLOAD}.ab+/`],
    ['stray bits in the signature', `${HEADER}.${PAYLOAD}.AB`],
    ['a full-width dot', TOKEN.replace('.', '．')],
  ])('gives nothing for %s', (_name, token) => {
    expect(splitToken(token)).toBeUndefined();
  });

  it('takes 16 KiB and not a character more', () => {
    const rest = MAX_TOKEN_CHARACTERS - HEADER.length - PAYLOAD.length - 2;
    const signature = 'A'.repeat(rest);
    expect(MAX_TOKEN_CHARACTERS).toBe(16_384);
    expect(splitToken(`${HEADER}.${PAYLOAD}.${signature}`)?.[2]).toHaveLength(rest);
    expect(splitToken(`${HEADER}.${PAYLOAD}.${signature}A`)).toBeUndefined();
    // The one character more would have been canonical too.
    expect(splitToken(`${HEADER}.${PAYLOAD.slice(4)}.${signature}AA`)).toBeDefined();
  });
});

describe('parseToken', () => {
  it('gives header, payload and the length of the signature', () => {
    expect(parseToken(TOKEN)).toStrictEqual({
      token: TOKEN,
      header: { alg: 'RS256' },
      payload: { sub: 'alice' },
      signatureBytes: 9,
    });
  });

  it.each([1, 2, 3, 63, 64, 65, 256])('counts %d bytes of signature', (bytes) => {
    const token = `${HEADER}.${PAYLOAD}.${encode(Buffer.alloc(bytes, 7))}`;
    expect(parseToken(token)).toMatchObject({ signatureBytes: bytes });
  });

  it('refuses a text that is no compact JWS', () => {
    expect(parseToken(`${HEADER}.${PAYLOAD}`)).toEqual(MALFORMED);
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a list with an object', '[{"alg":"RS256"}]'],
    ['a text', '"x"'],
    ['a number', '1'],
    ['true', 'true'],
    ['no JSON', 'x'],
    ['half a JSON', '{"a":1'],
    ['two JSON values', '{}{}'],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{/**/}'],
    ['a byte order mark', '\ufeff{}'],
    ['a null character after it', '{}\0'],
    ['a raw line break in a text', '{"a":"\n"}'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong UTF-8 sequence', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ['a surrogate in UTF-8', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
  ])('refuses a header or payload that is %s', (_name, content) => {
    expect(parseToken(`${encode(content)}.${PAYLOAD}.${SIGNATURE}`)).toMatchObject({
      code: 'TOKEN_MALFORMED',
      detail: 'the token header is not a JSON object',
    });
    expect(parseToken(`${HEADER}.${encode(content)}.${SIGNATURE}`)).toMatchObject({
      code: 'TOKEN_MALFORMED',
      detail: 'the token payload is not a JSON object',
    });
  });

  it('reads the last of duplicate members, as every step then does', () => {
    const token = `${encode('{"alg":"none","alg":"RS256"}')}.${encode('{"sub":"a","sub":"b"}')}.${SIGNATURE}`;
    expect(parseToken(token)).toMatchObject({ header: { alg: 'RS256' }, payload: { sub: 'b' } });
  });

  it('keeps a member named __proto__ as a member', () => {
    const parsed = parseToken(`${HEADER}.${encode('{"__proto__":{"admin":true}}')}.${SIGNATURE}`);
    if (isRefusal(parsed)) throw new Error(parsed.detail);
    expect(Object.keys(parsed.payload)).toEqual(['__proto__']);
    expect(parsed.payload['admin']).toBeUndefined();
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('takes a replacement character that was sent, and none that stands for invalid bytes', () => {
    const sent = `${HEADER}.${encode({ sub: 'a\ufffdb' })}.${SIGNATURE}`;
    expect(parseToken(sent)).toMatchObject({ payload: { sub: 'a\ufffdb' } });
    const bytes = Buffer.concat([Buffer.from('{"a":"\ufffd'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(parseToken(`${HEADER}.${encode(bytes)}.${SIGNATURE}`)).toEqual(MALFORMED);
  });

  it('reads nothing of the token before', () => {
    const long = `${HEADER}.${encode({ sub: 'x'.repeat(10_000) })}.${SIGNATURE}`;
    expect(parseToken(long)).toMatchObject({ payload: { sub: 'x'.repeat(10_000) } });
    expect(parseToken(TOKEN)).toMatchObject({ payload: { sub: 'alice' } });
    const open = '{"sub":"x';
    expect(parseToken(`${HEADER}.${encode(open)}.${SIGNATURE}`)).toEqual(MALFORMED);
    expect(parseToken(`${encode('{')}.${PAYLOAD}.${SIGNATURE}`)).toEqual(MALFORMED);
  });

  it('survives the deepest nesting that fits', () => {
    const depth = 6000;
    const token = `${HEADER}.${encode(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)}.${SIGNATURE}`;
    expect(parseToken(token)).toMatchObject({ token });
  });

  it('returns the JSON that was encoded, lone surrogates in escapes included', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
        const expected = JSON.parse(JSON.stringify(payload)) as unknown;
        expect(parseToken(`${HEADER}.${encode(payload)}.${SIGNATURE}`)).toMatchObject({ payload: expected });
      }),
    );
    expect(parseToken(`${HEADER}.${encode(String.raw`{"a":"\ud800"}`)}.${SIGNATURE}`)).toMatchObject({
      payload: { a: '\ud800' },
    });
  });

  it('never throws and never returns anything but objects, whatever is sent', () => {
    const segment = fc.oneof(
      fc.constantFrom(HEADER, PAYLOAD, SIGNATURE, ''),
      fc.json().map(encode),
      fc.uint8Array().map(encode),
      fc.string({ unit: 'binary' }),
    );
    const token = fc.array(segment, { maxLength: 5 }).map((segments) => segments.join('.'));
    fc.assert(
      fc.property(token, (text) => {
        const parsed = parseToken(text);
        if (isRefusal(parsed)) return expect(parsed).toEqual(MALFORMED);
        expect(Object.getPrototypeOf(parsed.header)).toBe(Object.prototype);
        expect(Object.getPrototypeOf(parsed.payload)).toBe(Object.prototype);
        return expect(parsed.token).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
