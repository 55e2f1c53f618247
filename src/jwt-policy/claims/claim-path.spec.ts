import { describe, expect, it } from '@jest/globals';
import { describeClaimPath, isClaimPath, meantPath, readClaim } from './claim-path.js';

const claims = JSON.parse(`{
  "sub": "alice",
  "https://example.com/roles": ["admin"],
  "realm_access": { "roles": ["reader"], "deep": { "x": null } },
  "realm_access.roles": "the dotted one",
  "list": ["a", "b"],
  "text": "abc"
}`) as object;

describe('isClaimPath', () => {
  it.each([['sub'], ['https://example.com/roles'], ['__proto__'], [['realm_access', 'roles']], [['sub']]])(
    'takes %p',
    (path) => {
      expect(isClaimPath(path)).toBe(true);
    },
  );

  it.each([
    [''],
    [[]],
    [['realm_access', '']],
    [['a', 1]],
    [[['a']]],
    [undefined],
    [null],
    [0],
    [{}],
    [Array(1)],
  ])('refuses %p', (path) => {
    expect(isClaimPath(path)).toBe(false);
  });
});

describe('meantPath', () => {
  it('names the path that a name with dots was meant as', () => {
    expect(meantPath(claims, 'realm_access.deep.x')).toBe("['realm_access', 'deep', 'x']");
  });

  it.each([['realm_access.roles'], ['realm_access.nothing'], ['sub'], ['sub.'], [['realm_access', 'deep']]])(
    'is silent about %j',
    (path) => {
      expect(meantPath(claims, path)).toBeUndefined();
    },
  );
});

describe('describeClaimPath', () => {
  it('shows a name as it is and a nested path with its steps', () => {
    expect(describeClaimPath('a.b')).toBe('a.b');
    expect(describeClaimPath(['a', 'b'])).toBe('a > b');
  });
});

describe('readClaim', () => {
  it('takes a string as the whole name, dots and slashes included', () => {
    expect(readClaim(claims, 'sub')).toBe('alice');
    expect(readClaim(claims, 'https://example.com/roles')).toEqual(['admin']);
    expect(readClaim(claims, 'realm_access.roles')).toBe('the dotted one');
  });

  it('goes down one object a name', () => {
    expect(readClaim(claims, ['realm_access', 'roles'])).toEqual(['reader']);
    expect(readClaim(claims, ['realm_access', 'deep', 'x'])).toBeNull();
    expect(readClaim(claims, ['sub'])).toBe('alice');
  });

  it.each([
    ['an absent name', 'nothing'],
    ['an absent name below', ['realm_access', 'nothing']],
    ['a name below null', ['realm_access', 'deep', 'x', 'y']],
    ['a name below an absent one', ['nothing', 'roles']],
    ['the index of an array', ['list', '0']],
    ['the length of an array', ['list', 'length']],
    ['the length of a text', ['text', 'length']],
    ['what every object inherits', 'constructor'],
    ['the prototype', '__proto__'],
    ['what is inherited below', ['realm_access', 'toString']],
    ['the prototype below', ['realm_access', '__proto__', 'toString']],
  ])('finds nothing at %s', (_name, path) => {
    expect(readClaim(claims, path)).toBeUndefined();
  });

  it('reads claims named like members of the prototype as claims like any other', () => {
    const hostile = JSON.parse('{"__proto__":{"admin":true},"constructor":"x","hasOwnProperty":1}') as object;
    expect(readClaim(hostile, '__proto__')).toEqual({ admin: true });
    expect(readClaim(hostile, ['__proto__', 'admin'])).toBe(true);
    expect(readClaim(hostile, 'admin')).toBeUndefined();
    expect(readClaim(hostile, 'constructor')).toBe('x');
    expect(readClaim(hostile, 'hasOwnProperty')).toBe(1);
  });
});
