import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { freezeClaims } from './freeze-claims.js';

function isFrozenAllTheWay(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenAllTheWay);
}

function freeze<T extends object>(root: T): T {
  freezeClaims(root);
  return root;
}

describe('freezing claims', () => {
  it('freezes objects inside arrays inside objects', () => {
    const claims = freeze({ realm: { roles: [{ name: 'admin' }] } });
    expect(() => {
      (claims.realm.roles[0] as { name: string }).name = 'root';
    }).toThrow(TypeError);
    expect(() => (claims.realm.roles as unknown[]).push('root')).toThrow(TypeError);
  });

  it('reaches a member named __proto__ and leaves the prototype of all objects alone', () => {
    const claims = freeze(JSON.parse('{"__proto__":{"admin":true}}') as object);
    expect(Object.isFrozen(Object.getOwnPropertyDescriptor(claims, '__proto__')?.value)).toBe(true);
    expect(Object.isFrozen(Object.prototype)).toBe(false);
  });

  it('survives nesting deeper than any stack', () => {
    const depth = 200_000;
    const root = JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown[];
    freeze(root);
    let deepest = root;
    while (deepest.length > 0) deepest = deepest[0] as unknown[];
    expect(Object.isFrozen(deepest)).toBe(true);
  });

  it('freezes whatever JSON can hold and changes nothing of it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        const frozen = freeze(JSON.parse(text) as object);
        expect(isFrozenAllTheWay(frozen)).toBe(true);
        expect(JSON.stringify(frozen)).toBe(text);
      }),
    );
  });
});
