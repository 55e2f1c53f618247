import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { grantsScope, isScopeToken, readScopes } from './scopes.js';

const SOURCES = ['scope', 'scp'];

function scopesOf(claims: object): string[] {
  return [...readScopes(claims, SOURCES)];
}

const scopeToken = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,12}$/);

describe('isScopeToken', () => {
  it.each([['read'], ['mule-api/api_read'], ['https://example.com/x?y=1'], ['!'], ['~'], ['x'.repeat(256)]])(
    'takes %p',
    (scope) => {
      expect(isScopeToken(scope)).toBe(true);
    },
  );

  it.each([
    [''],
    ['a b'],
    ['a\tb'],
    ['a\n'],
    ['a"b'],
    [String.raw`a\b`],
    ['größe'],
    ['\u007f'],
    ['x'.repeat(257)],
    [1],
    [['read']],
    [undefined],
    [null],
  ])('refuses %p', (scope) => {
    expect(isScopeToken(scope)).toBe(false);
  });
});

describe('readScopes', () => {
  it('splits a text on single blanks', () => {
    expect(scopesOf({ scope: 'read write' })).toEqual(['read', 'write']);
  });

  it('takes an array of strings as it is', () => {
    expect(scopesOf({ scp: ['read', 'write'] })).toEqual(['read', 'write']);
  });

  it('puts all sources together', () => {
    expect(scopesOf({ scope: 'read', scp: ['write'] })).toEqual(['read', 'write']);
  });

  it('reads nested sources', () => {
    expect([...readScopes({ realm_access: { roles: ['a'] } }, [['realm_access', 'roles']])]).toEqual(['a']);
  });

  it('does not split an element of an array', () => {
    expect(scopesOf({ scp: ['read write'] })).toEqual(['read write']);
  });

  it.each([
    ['a tab between', 'read\twrite'],
    ['a line break between', 'read\nwrite'],
    ['a comma between', 'read,write'],
    ['a no-break space between', 'read\u00a0write'],
    ['a longer scope', 'read:all'],
    ['another letter case', 'READ'],
  ])('grants no "read" for a text with %s', (_name, scope) => {
    expect(scopesOf({ scope })).not.toContain('read');
  });

  it.each([
    ['a number', 1],
    ['null', null],
    ['an object', { read: true }],
    ['an array with a number', ['read', 1]],
    ['an array of arrays', [['read']]],
    ['an array with null', ['read', null]],
  ])('grants nothing for %s', (_name, scope) => {
    expect(scopesOf({ scope })).toEqual([]);
  });

  it('grants nothing that is inherited', () => {
    expect([...readScopes({}, ['constructor', '__proto__', 'toString'])]).toEqual([]);
    expect(scopesOf(Object.create({ scope: 'read' }) as object)).toEqual([]);
  });

  it('reads back exactly the scopes that were put in, as text or as array', () => {
    fc.assert(
      fc.property(fc.uniqueArray(scopeToken, { minLength: 1 }), (scopes) => {
        expect(scopesOf({ scope: scopes.join(' ') })).toEqual(scopes);
        expect(scopesOf({ scp: scopes })).toEqual(scopes);
      }),
    );
  });

  it('never grants a scope that is not a whole word of the claim', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', ',') }),
        scopeToken,
        (scope, wanted) => {
          expect(readScopes({ scope }, SOURCES).has(wanted)).toBe(scope.split(' ').includes(wanted));
        },
      ),
    );
  });

  it('never throws, whatever the claims are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (scope, scp) => {
        for (const granted of readScopes({ scope, scp }, SOURCES)) expect(typeof granted).toBe('string');
      }),
    );
  });
});

describe('grantsScope', () => {
  it('says what readScopes says, for any claim and any scope', () => {
    const word = fc.constantFrom('a', 'b', 'ab', 'a:b', 'read', 'readonly', 'rea', '');
    const text = fc
      .array(fc.oneof(word, fc.constantFrom(' ', '  ', '\t', ',')))
      .map((parts) => parts.join(' '));
    const value = fc.oneof(text, fc.array(fc.oneof(word, fc.jsonValue())), fc.array(word), fc.jsonValue());
    const scope = fc.constantFrom('a', 'b', 'ab', 'a:b', 'read', 'readonly', 'rea');
    fc.assert(
      fc.property(value, value, scope, (one, other, wanted) => {
        const claims = { scope: one, scp: other };
        const sources = ['scope', 'scp'];
        expect(grantsScope(claims, sources, wanted)).toBe(readScopes(claims, sources).has(wanted));
      }),
      { numRuns: 1000 },
    );
  });
});
