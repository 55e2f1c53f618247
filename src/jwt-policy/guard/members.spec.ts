import { describe, expect, it } from '@jest/globals';
import { isPrototype, memberOf } from './members.js';

class Base {
  inherited(): void {}

  get accessor(): never {
    throw new Error('the accessor ran');
  }
}

class Sub extends Base {
  own(): void {}
}

describe('a member', () => {
  it('is found on the object and on what it inherits from', () => {
    const instance = Object.assign(new Sub(), { assigned: 1 });
    expect(memberOf(instance, 'assigned')?.value).toBe(1);
    expect(memberOf(instance, 'own')?.value).toBe(Sub.prototype.own);
    expect(memberOf(instance, 'inherited')?.value).toBe(Base.prototype.inherited);
  });

  it('is not read when it is an accessor', () => {
    expect(memberOf(new Sub(), 'accessor')).toMatchObject({ get: expect.any(Function) });
  });

  it.each(['missing', 'hasOwnProperty', 'toString', '__proto__'])('is not there for %s', (name) => {
    expect(memberOf(new Sub(), name)).toBeUndefined();
  });
});

describe('the prototype of a class', () => {
  it.each([
    [true, Sub.prototype],
    [true, Object.create(null)],
    [false, Object.prototype],
    [false, null],
    [false, undefined],
    [false, 'text'],
    [false, Sub],
  ])('%s for %p', (expected, value) => {
    expect(isPrototype(value)).toBe(expected);
  });
});
