import { Controller, Get, Injectable, type Type } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { describe, expect, test } from '@jest/globals';
import {
  ClaimRule,
  GuardedElsewhere,
  JwtPolicyConfigurationError,
  OptionalToken,
  Public,
  RequireAnyScope,
  RequireScope,
  UsePolicy,
} from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { ResolveField, Resolver } from '../support/graphql-metadata.js';
import type { TestAppParts } from '../support/test-app.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';

const opened = closeAfterEach();

const start = async (
  controllers: Type[],
  providers: NonNullable<TestAppParts['providers']> = [],
  options: object = {},
): Promise<GuardedApp> =>
  opened(await startGuardedApp(controllers, { issuers: [issuerOptions], ...options }, { providers }));

/** The problems that stop the start; empty if it starts. */
async function problems(...parts: Parameters<typeof start>): Promise<string[]> {
  try {
    await start(...parts);
    return [];
  } catch (error) {
    if (!(error instanceof JwtPolicyConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const provided = (...providers: NonNullable<TestAppParts['providers']>): Promise<string[]> =>
  problems([], providers);

const DECORATORS: readonly [string, () => ClassDecorator & MethodDecorator][] = [
  ['@RequireScope', () => RequireScope('admin')],
  ['@RequireAnyScope', () => RequireAnyScope('admin')],
  ['@ClaimRule', () => ClaimRule('sub', 'alice')],
  ['@Public', () => Public()],
  ['@OptionalToken', () => OptionalToken()],
  ['@UsePolicy', () => UsePolicy('default')],
];

describe.each(DECORATORS)('%s', (_name, decorator) => {
  test('on a method without a route stops the start', async () => {
    @Controller()
    class Orders {
      @Get()
      list(): string {
        return this.helper();
      }

      @decorator()
      helper(): string {
        return 'orders';
      }
    }
    expect(await problems([Orders])).toEqual([
      expect.stringContaining('Orders.helper: has a decorator of this module, but no route'),
    ]);
  });

  test('on a field resolver stops the start', async () => {
    @Resolver('Book')
    class Books {
      @decorator()
      @ResolveField()
      pages(): number {
        return 1;
      }
    }
    expect(await provided(Books)).toEqual([
      expect.stringContaining('Books.pages: is a GraphQL field resolver with a decorator of this module'),
    ]);
  });

  test('on a class of message handlers stops the start, acknowledged or not', async () => {
    @decorator()
    @Controller()
    class Sums {
      @GuardedElsewhere('OtherGuard')
      @MessagePattern('sum')
      sum(): number {
        return 1;
      }
    }
    expect(await problems([Sums])).toEqual([
      expect.stringContaining(
        'Sums: has a decorator of this module, and handlers whose calls JwtPolicyGuard does not decide',
      ),
    ]);
  });

  test('on a message handler stops the start, acknowledged or not', async () => {
    @Controller()
    class Sums {
      @decorator()
      @GuardedElsewhere('OtherGuard')
      @MessagePattern('sum')
      sum(): number {
        return 1;
      }
    }
    expect(await problems([Sums])).toEqual([
      expect.stringContaining('Sums.sum: is a message handler with a decorator of this module'),
    ]);
  });

  test('on the class of a provider or one of its methods stops the start, however it is provided', async () => {
    @decorator()
    @Injectable()
    class OnClass {}
    @Injectable()
    class OnMethod {
      @decorator()
      run(): void {}
    }
    for (const [Provided, place] of [
      [OnClass, 'OnClass'],
      [OnMethod, 'OnMethod.run'],
    ] as const) {
      for (const provider of [
        Provided,
        { provide: 'X', useClass: Provided },
        { provide: 'X', useValue: new Provided() },
        { provide: 'X', useFactory: () => new Provided() },
        { provide: 'X', useFactory: async () => Promise.resolve(new Provided()) },
      ])
        expect(await provided(provider)).toEqual([
          expect.stringContaining(`${place}: has a decorator of this module, but is no controller`),
        ]);
    }
  });
});

test.each<[string, () => Type]>([
  [
    'with a message',
    () => {
      class News {
        @SubscribeMessage('shout')
        shout(): void {}
      }
      return News;
    },
  ],
  ['that only sends', () => class News {}],
])('a gateway %s whose transport was forgotten need not lose its decorator', async (_what, make) => {
  const News = make();
  RequireScope('admin')(News);
  WebSocketGateway()(News);
  expect(await provided(News)).toContainEqual(
    'News: has a decorator of this module, but no transport decides the calls of its handlers. Add the transport, or remove the decorator.',
  );
});

describe('a demand that would be lost stops the start', () => {
  test.each<[string, () => Type]>([
    [
      'on a member that a symbol names',
      () => {
        const hidden = Symbol('hidden');
        class Orders {
          @RequireScope('admin')
          @Get()
          [hidden](): void {}
        }
        return Orders;
      },
    ],
    [
      'on an accessor',
      () => {
        class Orders {
          @RequireScope('admin')
          get secret(): never {
            throw new Error('the accessor ran');
          }
        }
        return Orders;
      },
    ],
    [
      'on a static method',
      () => {
        class Orders {
          @RequireScope('admin')
          static make(): void {}
        }
        return Orders;
      },
    ],
    [
      'on an inherited helper',
      () => {
        class Base {
          @RequireScope('admin')
          helper(): void {}
        }
        class Orders extends Base {}
        return Orders;
      },
    ],
    [
      'on a method that was replaced by one without its route',
      () => {
        // As a decorator that makes routes of its own does, of which ours stands above.
        const makesRoutes: MethodDecorator = (target) => {
          const made = (): string => 'made';
          Object.defineProperty(target, 'made', { value: made, configurable: true });
          Get('made')(target, 'made', { value: made });
        };
        class Orders {
          @RequireScope('admin')
          @makesRoutes
          handler(): void {}
        }
        return Orders;
      },
    ],
  ])('%s', async (_where, make) => {
    const Orders = make();
    Controller()(Orders);
    expect(await problems([Orders])).toEqual([
      expect.stringContaining('has a decorator of this module, but no route'),
    ]);
  });

  test('on a class whose message handlers are allowed by the option for all at once', async () => {
    @RequireScope('admin')
    @Controller()
    class Mixed {
      @Get()
      get(): void {}
      @MessagePattern('sum')
      sum(): void {}
    }
    expect(await problems([Mixed], [], { dangerouslyAllowUnguardedHandlers: true })).toEqual([
      expect.stringContaining(
        'Mixed: has a decorator of this module, and handlers whose calls JwtPolicyGuard does not decide',
      ),
    ]);
  });

  test('on a method that has a route and handles messages', async () => {
    @GuardedElsewhere('OtherGuard')
    @Controller()
    class Mixed {
      @RequireScope('admin')
      @Get()
      @MessagePattern('sum')
      both(): void {}
    }
    expect(await problems([Mixed])).toEqual([
      expect.stringContaining('Mixed.both: is a message handler with a decorator of this module'),
    ]);
  });
});

describe('a base class behind a wrapper', () => {
  type AnyClass = new (...parameters: never[]) => object;
  const proxied = (target: AnyClass): AnyClass => new Proxy(target, {});
  const wrapped = (target: AnyClass): AnyClass => {
    function Wrapper(this: object, ...parameters: never[]): object {
      return Reflect.construct(target, parameters, new.target ?? target) as object;
    }
    Wrapper.prototype = target.prototype as object;
    return Wrapper as unknown as AnyClass;
  };
  const linked = (target: AnyClass): AnyClass => {
    const wrapper = wrapped(target);
    Object.setPrototypeOf(wrapper, target);
    return wrapper;
  };
  const WRAPPERS = [
    ['a Proxy', proxied],
    ['a function', wrapped],
    ['a function that inherits from it', linked],
    ['two of them', (target: AnyClass) => proxied(wrapped(target))],
  ] as const;

  function subclassOf(base: AnyClass): Type {
    class Sub extends base {}
    Controller()(Sub);
    return Sub;
  }

  function makeBase(): AnyClass {
    class Base {
      @Get('own')
      own(): string {
        return 'own';
      }
    }
    return Base;
  }

  test.each(WRAPPERS)('with a demand on the wrapper stops the start: %s', async (_what, wrap) => {
    const wrapper = wrap(makeBase());
    RequireScope('admin')(wrapper);
    expect(await problems([subclassOf(wrapper)])).toEqual([
      expect.stringContaining('has a decorator of this module on the wrapper'),
    ]);
  });

  test.each(WRAPPERS)('with a demand below the wrapper keeps it: %s', async (_what, wrap) => {
    const base = makeBase();
    RequireScope('admin')(base);
    const app = await start([subclassOf(wrap(base))]);
    expect([await app.status('/own'), await app.status('/own', { scope: 'admin' })]).toEqual([403, 200]);
  });

  test.each(WRAPPERS)('without a decorator of this module starts: %s', async (_what, wrap) => {
    const app = await start([subclassOf(wrap(makeBase()))]);
    expect([await app.anonymous('/own'), await app.status('/own')]).toEqual([401, 200]);
  });

  test('with a class in between that inherits as classes do keeps the demand', async () => {
    const base = makeBase();
    class Traced extends base {}
    RequireScope('admin')(Traced);
    const app = await start([subclassOf(Traced)]);
    expect([await app.status('/own'), await app.status('/own', { scope: 'admin' })]).toEqual([403, 200]);
  });
});

describe('declarations that are enforced do not stop the start', () => {
  test('on an overridden method without a route of its own', async () => {
    class Base {
      @RequireScope('admin')
      list(): string {
        return 'base';
      }
    }
    @Controller('a')
    class Routed extends Base {
      @Get()
      override list(): string {
        return 'routed';
      }
    }
    @Controller('b')
    class Silent extends Base {
      @Get('other')
      other(): string {
        return 'other';
      }
    }
    const app = await start([Routed, Silent]);
    expect([await app.status('/a'), await app.status('/a', { scope: 'admin' })]).toEqual([403, 200]);
  });

  test('on a method whose declarations also stand on the routes that were made of it', async () => {
    const makesRoutes: MethodDecorator = (target, _name, descriptor) => {
      const inner = descriptor.value as () => string;
      const made = function (this: object): string {
        return inner.call(this);
      };
      for (const key of Reflect.getOwnMetadataKeys(inner) as string[])
        Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, inner), made);
      Object.defineProperty(target, 'made', { value: made, configurable: true });
      Get('made')(target, 'made', { value: made });
    };
    @Controller()
    class Orders {
      @makesRoutes
      @RequireScope('admin')
      handler(): string {
        return 'made';
      }
    }
    const app = await start([Orders]);
    expect([await app.status('/made'), await app.status('/made', { scope: 'admin' })]).toEqual([403, 200]);
  });

  test('on a controller that is also provided', async () => {
    @RequireScope('admin')
    @Controller()
    class Orders {
      @Get()
      @RequireScope('read')
      list(): string {
        return 'orders';
      }
    }
    const app = await start([Orders], [Orders, { provide: 'AGAIN', useExisting: Orders }]);
    expect(await app.status('/', { scope: 'admin read' })).toBe(200);
  });

  test('on a class of routes whose message handlers are guarded elsewhere', async () => {
    @RequireScope('admin')
    @Controller()
    class Mixed {
      @Get()
      get(): string {
        return 'get';
      }

      @GuardedElsewhere('OtherGuard')
      @MessagePattern('sum')
      sum(): void {}
    }
    const app = await start([Mixed]);
    expect([await app.status('/'), await app.status('/', { scope: 'admin' })]).toEqual([403, 200]);
  });

  test('on a controller that has no handler yet', async () => {
    @RequireScope('admin')
    @Controller()
    class Empty {}
    expect(await problems([Empty])).toEqual([]);
  });
});
