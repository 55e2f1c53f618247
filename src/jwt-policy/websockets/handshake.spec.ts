import { describe, expect, it } from '@jest/globals';
import { Handshake } from './handshake.js';
import type { NormalizedWebsocketsOptions } from './websockets-options.js';

const NONE: NormalizedWebsocketsOptions = { query: undefined, firstMessage: undefined, refuseWith: 'close' };

function shake(
  rawHeaders: readonly string[],
  { url = '/', query, token }: { url?: string; query?: string; token?: unknown } = {},
): Handshake {
  const handshake = Handshake.of({ rawHeaders, url }, { ...NONE, query }, token);
  if (handshake === undefined) throw new Error('the request was not read');
  return handshake;
}

const protocols = (...lines: string[]): string[] => lines.flatMap((line) => ['Sec-WebSocket-Protocol', line]);

describe('the tokens of a handshake', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['none', [], []],
    ['a header', ['Authorization', 'Bearer a'], ['Bearer a']],
    [
      'two headers that are the same',
      ['Authorization', 'Bearer a', 'AUTHORIZATION', 'Bearer a'],
      ['Bearer a', 'Bearer a'],
    ],
    ['the subprotocol', protocols('bearer, a'), ['Bearer a']],
    ['the subprotocol without blanks', protocols('bearer,a'), ['Bearer a']],
    ['the subprotocol in odd letters and blanks', protocols('  BeArEr\t,\ta  '), ['Bearer a']],
    ['the subprotocol over two headers', protocols('chat,bearer', 'a'), ['Bearer a']],
    ['the subprotocol without a token', protocols('bearer'), ['Bearer ']],
    ['the subprotocol with an empty token', protocols('bearer,,a'), ['Bearer ']],
    ['two subprotocols that are the same', protocols('bearer,a,bearer,a'), ['Bearer a']],
    ['two subprotocols that differ', protocols('bearer,a,bearer,b'), ['Bearer a', 'Bearer b']],
    ['a subprotocol with a token of that name', protocols('bearer, bearer'), ['bearer', 'Bearer ']],
    ['others', protocols('chat, a, bearers, b'), []],
    [
      'header and subprotocol that are the same',
      ['Authorization', 'Bearer a', ...protocols('bearer,a')],
      ['Bearer a'],
    ],
    [
      'header and subprotocol that differ',
      ['Authorization', 'Bearer a', ...protocols('bearer,b')],
      ['Bearer a', 'Bearer b'],
    ],
    [
      'another scheme beside the subprotocol',
      ['Authorization', 'Basic a', ...protocols('bearer,a')],
      ['Basic a', 'Bearer a'],
    ],
  ])('are with %s', (_what, rawHeaders, tokens) => {
    expect(shake(rawHeaders).authorization).toEqual(tokens);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['undefined', undefined, []],
    ['null', null, []],
    ['a text', 'a', ['Bearer a']],
    ['a text with its scheme', 'bearer a', ['bearer a']],
    ['an empty text', '', ['Bearer ']],
    ['a number', 7, ['?']],
    ['a list', ['a'], ['?']],
    ['an object', { toString: () => 'a' }, ['?']],
    ['false', false, ['?']],
  ])('are beside the request with %s', (_what, token, tokens) => {
    expect(shake([], { token }).authorization).toEqual(tokens);
  });

  it.each<[string, string | undefined, string, readonly string[]]>([
    ['no name', undefined, '/?t=a', []],
    ['another name', 't', '/?u=a', []],
    ['the name', 't', '/?t=a', ['Bearer a']],
    ['the name twice', 't', '/?t=a&t=b', ['Bearer a', 'Bearer b']],
    ['the name without a value', 't', '/?t', ['Bearer ']],
    ['a name that every object has', 'constructor', '/', []],
    ['a name that every object has, sent', 'constructor', '/?constructor=a', ['Bearer a']],
    ['an absolute URL', 't', 'http://shop.test/?t=a', ['Bearer a']],
    ['escapes that are none', 't', '/?t=%zz', ['Bearer %zz']],
  ])('are in the URL with %s', (_what, query, url, tokens) => {
    expect(shake([], { url, ...(query !== undefined && { query }) }).authorization).toEqual(tokens);
  });

  it('come with the first message beside those that are known', () => {
    const begun = shake([], { token: 'a' });
    expect(begun.with('b').authorization).toEqual(['Bearer a', 'Bearer b']);
    expect(begun.with('a').authorization).toEqual(['Bearer a']);
    expect(begun.authorization).toEqual(['Bearer a']);
    expect(begun.with('b').request).toBe(begun.request);
  });
});

describe('the parameters of a handshake', () => {
  it('have those of the URL, but for the one that the options say', () => {
    const url = '/?access_token=a&t=b';
    expect(shake([], { url }).hasParameter('access_token')).toBe(true);
    expect(shake([], { url }).hasParameter('other')).toBe(false);
    expect(shake([], { url, query: 't' }).hasParameter('access_token')).toBe(true);
    expect(shake([], { url, query: 'access_token' }).hasParameter('access_token')).toBe(false);
  });
});

describe('the request of a handshake', () => {
  it('is read when a decision asks, so that what was removed from it before is not seen', () => {
    const request = { rawHeaders: ['X-User', 'admin', 'X-Other', 'kept'], url: '/' };
    const handshake = Handshake.of(request, NONE);
    request.rawHeaders = ['X-Other', 'kept'];
    expect(handshake?.http.attributes.headers).toEqual({ 'x-other': 'kept' });
    expect(handshake?.http).toBe(handshake?.http);
  });

  it.each([undefined, null, 7, 'text', {}, { rawHeaders: 'Authorization' }, []])(
    'is none in %p',
    (request) => {
      expect(Handshake.of(request, NONE, 'a')).toBeUndefined();
    },
  );
});
