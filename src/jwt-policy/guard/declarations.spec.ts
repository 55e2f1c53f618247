import { describe, expect, it } from '@jest/globals';
import { declarationsOf, declare, type Declaration } from './declarations.js';

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
    expect(declarationsOf(Orders)).toEqual([scope('first'), scope('second')]);
    expect(declarationsOf(Orders.prototype, 'list')).toEqual([scope('a'), scope('b')]);
  });

  it('of one target are not those of another', () => {
    expect(declarationsOf(Orders.prototype, 'read')).toEqual([]);
    expect(declarationsOf(Orders.prototype)).toEqual([]);
  });

  it('of a method outlast a decorator that puts a wrapper in its place', () => {
    const wrap: MethodDecorator = (_target, _name, descriptor) => {
      const inner = descriptor.value as () => void;
      descriptor.value = (() => inner()) as never;
    };
    class Wrapped {
      @wrap
      @declare(scope('inner'))
      list(): void {}
    }
    expect(declarationsOf(Wrapped.prototype, 'list')).toEqual([scope('inner')]);
  });

  it('are own: a subclass and an overriding method start with none', () => {
    expect(declarationsOf(Sub)).toEqual([]);
    expect(declarationsOf(Sub.prototype, 'list')).toEqual([]);
  });

  it('added to a subclass do not reach its base', () => {
    class Another extends Orders {}
    declare(scope('third'))(Another);
    expect(declarationsOf(Another)).toEqual([scope('third')]);
    expect(declarationsOf(Orders)).toHaveLength(2);
  });
});
