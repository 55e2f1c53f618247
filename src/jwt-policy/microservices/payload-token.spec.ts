import { describe, expect, it } from '@jest/globals';
import { takePayloadToken } from './payload-token.js';

describe('the token in a payload', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a bare token', { token: 'a.b.c' }, ['Bearer a.b.c']],
    ['a token with its scheme', { token: 'bearer a.b.c' }, ['bearer a.b.c']],
    ['the scheme alone', { token: 'Bearer' }, ['Bearer']],
    ['an empty text', { token: '' }, ['Bearer ']],
    ['a number', { token: 7 }, ['?']],
    ['a list', { token: ['a.b.c'] }, ['?']],
    ['null', { token: null }, []],
    ['undefined', { token: undefined }, []],
    ['nothing', { item: 'pen' }, []],
    ['an inherited member', Object.create({ token: 'a.b.c' }), []],
    ['a payload that is a text', 'token', []],
    ['no payload', undefined, []],
    ['null as payload', null, []],
  ])('%s', (_what, payload, expected) => {
    expect(takePayloadToken(payload, 'token')).toEqual(expected);
  });

  it('is taken out, and nothing else is', () => {
    const payload = { token: 'a.b.c', item: 'pen' };
    takePayloadToken(payload, 'token');
    expect(payload).toEqual({ item: 'pen' });
  });

  it('is there for the second handler of an event as well', () => {
    const payload = { token: 'a.b.c' };
    expect(takePayloadToken(payload, 'token')).toEqual(['Bearer a.b.c']);
    expect(takePayloadToken(payload, 'token')).toEqual(['Bearer a.b.c']);
  });

  it('stays where the application has not said that it may be there', () => {
    const payload = { token: 'a.b.c' };
    expect(takePayloadToken(payload, undefined)).toEqual([]);
    expect(payload).toEqual({ token: 'a.b.c' });
  });

  it('refuses the call if it cannot be taken out', () => {
    expect(takePayloadToken(Object.freeze({ token: 'a.b.c' }), 'token')).toBe('kept');
  });
});
