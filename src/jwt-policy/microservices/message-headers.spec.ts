import { describe, expect, it } from '@jest/globals';
import { headerRecord, headerTexts, membersOf } from './message-headers.js';

const values = (headers: unknown) => headerTexts(membersOf(headers), 'authorization');

describe('the values of a header of a message', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a text', { authorization: 'Bearer a' }, ['Bearer a']],
    ['a name in another letter case', { Authorization: 'Bearer a' }, ['Bearer a']],
    [
      'two spellings of one name',
      { authorization: 'Bearer a', AUTHORIZATION: 'Bearer b' },
      ['Bearer a', 'Bearer b'],
    ],
    ['a list', { authorization: ['Bearer a', 'Bearer b'] }, ['Bearer a', 'Bearer b']],
    ['bytes', { authorization: Buffer.from('Bearer a') }, ['Bearer a']],
    ['an empty text', { authorization: '' }, ['']],
    ['a number', { authorization: 7 }, ['7']],
    ['a boolean', { authorization: false }, ['false']],
    ['null', { authorization: null }, []],
    ['undefined', { authorization: undefined }, []],
    ['an object', { authorization: { token: 'a' } }, ['?']],
    ['a list of lists', { authorization: [['Bearer a']] }, ['?']],
    ['an empty list', { authorization: [] }, []],
    ['another name', { authorisation: 'Bearer a' }, []],
    ['a name that ends so', { 'x-authorization': 'Bearer a' }, []],
    ['no headers', undefined, []],
    ['headers that are null', null, []],
    ['headers that are a text', 'authorization', []],
    ['headers that are a list', [['authorization', 'Bearer a']], []],
    ['inherited members', Object.create({ authorization: 'Bearer a' }), []],
  ])('%s', (_what, headers, expected) => {
    expect(values(headers)).toEqual(expected);
  });
});

describe('all headers of a message', () => {
  it('have names in lower case, and a list where a name came several times', () => {
    expect(headerRecord(membersOf({ 'X-Tenant': 'a', 'x-tenant': 'b', Trace: '1', none: null }))).toEqual({
      'x-tenant': ['a', 'b'],
      trace: '1',
      none: [],
    });
  });

  it('change no prototype, whatever the names are', () => {
    const headers = membersOf(JSON.parse('{"__proto__": "x", "constructor": "y"}'));
    const record = headerRecord(headers);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(Object.keys(record)).toEqual(['__proto__', 'constructor']);
    expect(Object.isFrozen(record)).toBe(true);
  });
});

describe('headers of a sender who sends very many', () => {
  const MANY = 300_000;

  it('have them all as values of one name', () => {
    const list = Array.from({ length: MANY }, () => 'Bearer a');
    expect(values({ authorization: list })).toHaveLength(MANY);
    expect(headerRecord(membersOf({ authorization: list }))['authorization']).toHaveLength(MANY);
  });

  it('have them all as names', () => {
    const many = Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`x-${index}`, 'a']));
    expect(values({ ...many, authorization: 'Bearer a' })).toEqual(['Bearer a']);
    expect(Object.keys(headerRecord(membersOf(many)))).toHaveLength(MANY);
  });
});
