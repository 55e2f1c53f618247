import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { encode } from '../../../test/support/test-issuer.js';
import { parseToken } from './parse-token.js';
import { MAX_HEADER_CHARACTERS, MAX_HEADERS, VerifiedHeaders } from './verified-headers.js';

const HEADER = { alg: 'RS256', kid: 'key-1' };
const SEGMENT = encode(HEADER);

let headers: VerifiedHeaders;

beforeEach(() => {
  headers = new VerifiedHeaders();
});

describe('headers of verified tokens', () => {
  it('are found by their very segment, and by no other text', () => {
    const header = { ...HEADER };
    headers.add(SEGMENT, header);
    expect(headers.get(encode(HEADER))).toBe(header);
    for (const other of ['', 'constructor', SEGMENT.slice(1), `${SEGMENT}A`, SEGMENT.toLowerCase()])
      expect(headers.get(other)).toBeUndefined();
  });

  it('cannot be changed by a call that is handed one', () => {
    const header: Record<string, unknown> = { ...HEADER };
    headers.add(SEGMENT, header);
    expect(() => (header['alg'] = 'none')).toThrow(TypeError);
  });

  it('keep their place when they are verified again, and stay the first object', () => {
    const first = { ...HEADER };
    headers.add(SEGMENT, first);
    for (let index = 1; index < MAX_HEADERS; index += 1) headers.add(encode({ index }), { index });
    headers.add(SEGMENT, { ...HEADER });
    expect(headers.get(SEGMENT)).toBe(first);
    headers.add(encode({ index: MAX_HEADERS }), {});
    expect(headers.get(SEGMENT)).toBeUndefined();
    expect(headers.get(encode({ index: 1 }))).toEqual({ index: 1 });
  });

  it.each([
    [MAX_HEADER_CHARACTERS, true],
    [MAX_HEADER_CHARACTERS + 1, false],
  ])('are kept up to so many characters: %d is kept, %s', (characters, isKept) => {
    const segment = 'A'.repeat(characters);
    headers.add(segment, {});
    expect(headers.get(segment) !== undefined).toBe(isKept);
  });

  it('keep nothing else of their tokens in memory', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const token = (index: number): string =>
      Buffer.from(`${encode({ ...HEADER, index })}.${'A'.repeat(2 ** 20)}`, 'latin1').toString('latin1');
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < MAX_HEADERS; index += 1) {
      const sent = token(index);
      headers.add(sent.slice(0, sent.indexOf('.')), {});
    }
    collectGarbage();
    expect(headers.get(encode({ ...HEADER, index: 0 }))).toBeDefined();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan((MAX_HEADERS / 4) * 2 ** 20);
  });
});

describe('parsing with headers of verified tokens', () => {
  const token = `${SEGMENT}.${encode({ sub: 'alice' })}.${encode('signature')}`;

  it('takes the header that is there, and parses one that is not', () => {
    const header = { ...HEADER };
    headers.add(SEGMENT, header);
    expect(parseToken(token, undefined, headers)).toMatchObject({
      header: HEADER,
      payload: { sub: 'alice' },
    });
    expect(parseToken(token, undefined, headers)).toHaveProperty('header', header);
    const other = token.replace(SEGMENT, encode({ alg: 'ES256' }));
    expect(parseToken(other, undefined, headers)).toMatchObject({ header: { alg: 'ES256' } });
  });

  it('keeps none by itself: nothing is verified yet', () => {
    parseToken(token, undefined, headers);
    expect(headers.get(SEGMENT)).toBeUndefined();
  });

  it('parses the payload of each token', () => {
    headers.add(SEGMENT, { ...HEADER });
    const other = `${SEGMENT}.${encode({ sub: 'bob' })}.${encode('signature')}`;
    expect(parseToken(token, undefined, headers)).toMatchObject({ payload: { sub: 'alice' } });
    expect(parseToken(other, undefined, headers)).toMatchObject({ payload: { sub: 'bob' } });
    const malformed = `${SEGMENT}.${encode('[]')}.${encode('signature')}`;
    expect(parseToken(malformed, undefined, headers)).toMatchObject({ code: 'TOKEN_MALFORMED' });
  });
});
