import { describe, expect, it } from '@jest/globals';
import {
  classDeclarations,
  declare,
  declaredMembers,
  methodDeclarations,
  type Declaration,
} from './declarations.js';

const scope = (name: string): Declaration => ({ kind: 'all-scopes', scopes: [name] });

@declare(scope('first'))
@declare(scope('second'))
class Orders {
  @declare(scope('a'))
  @declare(scope('b'))
  list(): void {}

  read(): void {}
}

class Sub extends Orders {
  override list(): void {}
}

describe('declarations', () => {
  it('of repeated decorators are all kept, in the order of the source', () => {
    expect(classDeclarations(Orders)).toEqual([scope('first'), scope('second')]);
    expect(methodDeclarations(Orders.prototype, 'list')).toEqual([scope('a'), scope('b')]);
  });

  it('of one target are not those of another', () => {
    expect(methodDeclarations(Orders.prototype, 'read')).toEqual([]);
    expect(classDeclarations(Orders.prototype)).toEqual([]);
  });

  it('of a method stay if a decorator replaces it with a wrapper', () => {
    const wrap: MethodDecorator = (_target, _name, descriptor) => {
      const inner = descriptor.value as () => void;
      descriptor.value = (() => inner()) as never;
    };
    class Wrapped {
      @wrap
      @declare(scope('inner'))
      list(): void {}
    }
    expect(methodDeclarations(Wrapped.prototype, 'list')).toEqual([scope('inner')]);
  });

  it('of a method are copied with its function, and are there once', () => {
    const copied = { again: Orders.prototype.list };
    expect(methodDeclarations(copied, 'again')).toEqual([scope('a'), scope('b')]);
    expect(methodDeclarations(Orders.prototype, 'list')).toHaveLength(2);
  });

  it('are own: a subclass and an overriding method start with none', () => {
    expect(classDeclarations(Sub)).toEqual([]);
    expect(methodDeclarations(Sub.prototype, 'list')).toEqual([]);
  });

  it('are found on all members, also on those that a search for methods does not find', () => {
    const hidden = Symbol('hidden');
    class Members {
      @declare(scope('static'))
      static make(): void {}

      @declare(scope('a'))
      @declare(scope('b'))
      list(): void {}

      @declare(scope('symbol'))
      [hidden](): void {}

      @declare(scope('accessor'))
      get secret(): string {
        return 'secret';
      }

      plain(): void {}
    }
    expect(declaredMembers(Members.prototype)).toEqual(expect.arrayContaining(['list', hidden, 'secret']));
    expect(declaredMembers(Members.prototype)).toHaveLength(3);
    expect(declaredMembers(Members)).toEqual(['make']);
    expect(methodDeclarations(Members.prototype, hidden)).toEqual([scope('symbol')]);
    expect(methodDeclarations(Members.prototype, 'secret')).toEqual([scope('accessor')]);
  });

  it('on a subclass do not change its base class', () => {
    class Another extends Orders {}
    declare(scope('third'))(Another);
    expect(classDeclarations(Another)).toEqual([scope('third')]);
    expect(classDeclarations(Orders)).toHaveLength(2);
  });
});
