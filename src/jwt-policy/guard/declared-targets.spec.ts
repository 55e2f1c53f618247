import { describe, expect, it } from '@jest/globals';
import { classTargets, handlerTargets } from './declared-targets.js';
import { declare, type Declaration } from './declarations.js';

const scope = (name: string): Declaration => ({ kind: 'all-scopes', scopes: [name] });

@declare(scope('base'))
class Base {
  @declare(scope('base list'))
  list(): void {}

  @declare(scope('shared'))
  shared(): void {}

  get accessor(): unknown {
    return undefined;
  }
}

class Middle extends Base {
  override list(): void {}
}

@declare(scope('orders'))
class Orders extends Middle {
  @declare(scope('orders list'))
  override list(): void {}
}

class Items extends Base {}

function told(targets: ReturnType<typeof classTargets>): unknown {
  return targets.map(({ name, declarations }) => [name, ...declarations]);
}

describe('the targets of a class', () => {
  it('are the class and its base classes, base first, each with its own declarations', () => {
    expect(told(classTargets(Orders))).toEqual([
      ['Base', scope('base')],
      ['Middle'],
      ['Orders', scope('orders')],
    ]);
  });

  it('are the class alone where it has no base', () => {
    expect(told(classTargets(Base))).toEqual([['Base', scope('base')]]);
  });
});

describe('the targets of a handler', () => {
  it('are the method and those it overrides, base first', () => {
    expect(told(handlerTargets(Orders, 'list'))).toEqual([
      ['Base.list', scope('base list')],
      ['Middle.list'],
      ['Orders.list', scope('orders list')],
    ]);
  });

  it('are the inherited method for every class that shares it', () => {
    const shared = [['Base.shared', scope('shared')]];
    expect(told(handlerTargets(Orders, 'shared'))).toEqual(shared);
    expect(told(handlerTargets(Items, 'shared'))).toEqual(shared);
  });

  it('of the base do not include the demands of a subclass', () => {
    expect(told(handlerTargets(Base, 'list'))).toEqual([['Base.list', scope('base list')]]);
  });

  it.each(['accessor', 'missing', 'hasOwnProperty', '__proto__'])('are none for %s', (name) => {
    expect(handlerTargets(Orders, name)).toEqual([]);
  });

  it('do not run an accessor', () => {
    class Trap {
      get list(): never {
        throw new Error('the accessor ran');
      }
    }
    expect(handlerTargets(Trap, 'list')).toEqual([]);
  });
});
