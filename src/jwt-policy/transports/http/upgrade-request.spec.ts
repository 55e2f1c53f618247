import { describe, expect, it, test } from '@jest/globals';
import { HttpCall } from './http-call.js';
import { upgradeRequest } from './upgrade-request.js';

const rawHeaders = [
  'Host',
  'shop.test',
  'X-Tenant',
  'shop',
  'x-tenant',
  'other',
  'Authorization',
  'Bearer a',
];
const url = '/chat?room=hall&access_token=a';
const incoming = { rawHeaders, url, socket: { remoteAddress: '10.0.0.1' } };

/** The call that a request with this URL makes. */
function callTo(address: unknown): HttpCall {
  const request = upgradeRequest({ ...incoming, url: address });
  if (request === undefined) throw new Error('no request was read');
  return new HttpCall(request);
}

describe('the request that begins a connection', () => {
  const expected = {
    method: 'GET',
    headers: { host: 'shop.test', 'x-tenant': ['shop', 'other'], authorization: 'Bearer a' },
    rawHeaders,
    url,
    query: { room: 'hall', access_token: 'a' },
    ip: '10.0.0.1',
    protocol: 'ws',
  };

  test.each<[string, object]>([
    ['of Node.js', incoming],
    ['as Fastify wraps it', { raw: incoming, rawHeaders: [], url: '/', headers: {} }],
    [
      'with headers that others have changed',
      { ...incoming, headers: { 'x-tenant': 'mine' }, method: 'POST' },
    ],
  ])('is read from its raw headers and its URL: %s', (_what, given) => {
    expect(upgradeRequest(given)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'GET /'],
    ['an object without raw headers', { headers: { authorization: 'Bearer a' }, url }],
    ['a wrapper of nothing', { raw: undefined, rawHeaders }],
    ['a wrapper of null', { raw: null, rawHeaders }],
    ['raw headers that are a text', { rawHeaders: 'Authorization' }],
    ['raw headers in pairs', { rawHeaders: [['Authorization', 'Bearer a']] }],
    ['a value that is no text', { rawHeaders: ['Authorization', 7] }],
    ['a name that is no text', { rawHeaders: [undefined, 'Bearer a'] }],
  ])('is none: %s', (_what, given) => {
    expect(upgradeRequest(given)).toBeUndefined();
  });

  it('may have no header, no address and no URL', () => {
    const request = upgradeRequest({ rawHeaders: [], socket: null });
    expect(request).toStrictEqual({ method: 'GET', headers: {}, rawHeaders: [], protocol: 'ws' });
    const call = request && new HttpCall(request);
    expect([call?.hasParameter('access_token'), call?.headerValues('authorization')]).toEqual([false, []]);
    expect(call?.attributes.remoteAddress).toBe('');
  });

  it.each<[string, readonly string[], object]>([
    ['a name without a value', ['Authorization'], {}],
    ['an odd number of texts', ['A', '1', 'Authorization'], { a: '1' }],
    ['empty texts', ['', '', 'A', ''], { '': '', a: '' }],
    ['names of Object.prototype', ['constructor', 'x', 'toString', 'y'], { constructor: 'x', tostring: 'y' }],
    ['one name three times', ['A', '1', 'a', '2', 'A', '3'], { a: ['1', '2', '3'] }],
  ])('has no header that was not sent: %s', (_what, sent, headers) => {
    expect(upgradeRequest({ rawHeaders: sent })?.headers).toEqual(headers);
    expect(Object.getPrototypeOf(upgradeRequest({ rawHeaders: sent })?.headers)).toBe(Object.prototype);
  });

  it('keeps a header with the name of the prototype as its own', () => {
    const headers = upgradeRequest({ rawHeaders: ['__proto__', 'x'] })?.headers;
    expect(Object.entries(headers ?? {})).toEqual([['__proto__', 'x']]);
  });
});

describe('a parameter of its URL', () => {
  const many = Array.from({ length: 1500 }, (_none, index) => `p${index}=${index}`).join('&');

  it.each<[string, string]>([
    ['alone', '/chat?access_token=a'],
    ['without a value', '/chat?access_token'],
    ['twice', '/chat?access_token=a&access_token=b'],
    ['with an encoded name', '/chat?%61ccess%5Ftoken=a'],
    ['after 1,500 others', `/chat?${many}&access_token=a`],
    ['before a second question mark', '/chat?access_token=a&x=?y'],
    ['after a second question mark', '/chat?x=?&access_token=a'],
    ['after bytes that are no UTF-8', '/chat?x=%ff%&access_token=a'],
    ['of a whole URL', 'ws://shop.test/chat?access_token=a'],
    ['without a path', '?access_token=a'],
  ])('is found: %s', (_how, address) => {
    expect(callTo(address).hasParameter('access_token')).toBe(true);
  });

  it.each<[string, unknown]>([
    ['another name', '/chat?token=a'],
    ['a name that begins so', '/chat?access_tokens=a'],
    ['a value', '/chat?x=access_token'],
    ['the path', '/access_token=a'],
    ['an empty query', '/chat?'],
    ['no text', { query: 'access_token=a' }],
    ['no URL', undefined],
  ])('is not found: %s', (_how, address) => {
    expect(callTo(address).hasParameter('access_token')).toBe(false);
  });

  it('is none that every object has', () => {
    const call = callTo('/chat?a=b');
    for (const name of ['constructor', 'toString', '__proto__'])
      expect([name, call.hasParameter(name)]).toEqual([name, false]);
    expect(callTo('/chat?__proto__=b').hasParameter('__proto__')).toBe(true);
  });

  it('has every value of a name that came several times', () => {
    expect(callTo('/chat?a=1&a=2&b=%20').attributes.queryParams).toEqual({ a: ['1', '2'], b: ' ' });
  });
});
