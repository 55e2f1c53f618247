import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { deepFreeze, isPlainObject } from './claims.js';

function isFrozenAllTheWay(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenAllTheWay);
}

describe('isPlainObject', () => {
  it.each([[{}], [{ a: 1 }], [Object.create(null)]])('takes the object %p', (value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([[null], [undefined], [[]], [['a']], ['{}'], [1], [true], [() => ({})]])('refuses %p', (value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});

describe('deepFreeze', () => {
  it('freezes objects inside arrays inside objects', () => {
    const claims = deepFreeze({ realm: { roles: [{ name: 'admin' }] } });
    expect(() => {
      (claims.realm.roles[0] as { name: string }).name = 'root';
    }).toThrow(TypeError);
    expect(() => (claims.realm.roles as unknown[]).push('root')).toThrow(TypeError);
  });

  it('returns the very object', () => {
    const claims = { sub: 'alice' };
    expect(deepFreeze(claims)).toBe(claims);
  });

  it('reaches a member named __proto__ and leaves the prototype of all objects alone', () => {
    const claims = deepFreeze(JSON.parse('{"__proto__":{"admin":true}}') as object);
    expect(Object.isFrozen(Object.getOwnPropertyDescriptor(claims, '__proto__')?.value)).toBe(true);
    expect(Object.isFrozen(Object.prototype)).toBe(false);
  });

  it('survives nesting deeper than any stack', () => {
    const depth = 200_000;
    const root = JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown[];
    deepFreeze(root);
    let deepest = root;
    while (deepest.length > 0) deepest = deepest[0] as unknown[];
    expect(Object.isFrozen(deepest)).toBe(true);
  });

  it('freezes whatever JSON can hold and changes nothing of it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        const frozen = deepFreeze(JSON.parse(text) as object);
        expect(isFrozenAllTheWay(frozen)).toBe(true);
        expect(JSON.stringify(frozen)).toBe(text);
      }),
    );
  });
});
