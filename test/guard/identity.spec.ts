import {
  Controller,
  Get,
  Global,
  Injectable,
  Logger,
  Module,
  Scope,
  type OnModuleInit,
} from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Public, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { ADAPTERS, type Adapter, type TestAppParts } from '../support/test-app.js';
import { startGuardedApp, issuerOptions, type GuardedApp } from './guarded-app.js';
import { copyMetadata, instrument, wrap, wrapBare } from './instrumentation.js';

type Method = (this: unknown, ...parameters: unknown[]) => unknown;
type Methods = Record<'open' | 'list' | 'admin', Method>;

const opened = closeAfterEach();
let warned: string[] = [];
let undo: (() => void)[] = [];

beforeEach(() => {
  warned = [];
  undo = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void warned.push(String(message)));
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const restore of undo.toReversed()) restore();
});

/** A new class each time: what a test does to it must not be seen by the next. `prepare` runs in its constructor. */
function makeController(prepare: (controller: Methods) => void = () => undefined, scope = Scope.DEFAULT) {
  @Controller({ scope })
  class SomeController {
    constructor() {
      prepare(this);
    }

    @Get('open')
    @Public()
    open(): string {
      return 'open';
    }

    @Get('list')
    list(): string {
      return 'list';
    }

    @Get('admin')
    @RequireScope('admin')
    admin(): string {
      return 'admin';
    }
  }
  return SomeController;
}

function methodsOf({ prototype }: { readonly prototype: object }): Methods {
  return prototype as Methods;
}

async function start(
  controllers: Parameters<typeof startGuardedApp>[0],
  parts: Partial<TestAppParts> = {},
): Promise<GuardedApp> {
  return opened(await startGuardedApp(controllers, { issuers: [issuerOptions] }, parts));
}

/** The statuses that say whether each route is decided by its own plan. */
async function statuses(app: GuardedApp): Promise<readonly number[]> {
  return [
    await app.anonymous('/open'),
    await app.anonymous('/list'),
    await app.status('/list'),
    await app.anonymous('/admin'),
    await app.status('/admin'),
    await app.status('/admin', { scope: 'admin' }),
  ];
}

const AS_DECLARED = [200, 401, 200, 401, 403, 200];
const ALL_REFUSED = [403, 403, 403, 403, 403, 403];

const METHODS = ['open', 'list', 'admin'] as const;

function replaceAll(methods: Methods, replacement: (method: Method) => Method): void {
  for (const name of METHODS) methods[name] = replacement(methods[name]);
}

function boundTo(instance: Methods): (method: Method) => Method {
  return (method) => method.bind(instance);
}

/** What may stand in a handler's place without that anything is lost. */
const HARMLESS: readonly [string, () => Parameters<typeof startGuardedApp>[0]][] = [
  ['the functions themselves', () => [makeController()]],
  ['bound in the constructor', () => [makeController((it) => replaceAll(it, boundTo(it)))]],
  ['wrapped in the constructor', () => [makeController((it) => replaceAll(it, wrap))]],
  ['wrapped in the constructor without metadata', () => [makeController((it) => replaceAll(it, wrapBare))]],
  [
    'a Proxy made in the constructor',
    () => [makeController((it) => replaceAll(it, (one) => new Proxy(one, {})))],
  ],
  ['bound twice', () => [makeController((it) => (replaceAll(it, boundTo(it)), replaceAll(it, boundTo(it))))]],
  ['bound and frozen', () => [makeController((it) => replaceAll(it, (one) => Object.freeze(one.bind(it))))]],
  ['arrow functions', () => [makeController((it) => replaceAll(it, (one) => () => one.call(it)))]],
  [
    'functions that inherit from the original',
    () => [
      makeController((it) => replaceAll(it, (one) => Object.setPrototypeOf(wrapBare(one), one) as Method)),
    ],
  ],
  [
    'frozen functions of a frozen prototype',
    () => {
      const controller = makeController();
      for (const name of METHODS) Object.freeze(methodsOf(controller)[name]);
      Object.freeze(controller.prototype);
      return [controller];
    },
  ],
  [
    'wrapped on the prototype before the start',
    () => {
      const controller = makeController();
      replaceAll(methodsOf(controller), wrap);
      return [controller];
    },
  ],
  [
    'wrapped on the prototype while instances are made',
    () => {
      const controller = makeController(() => replaceAll(methodsOf(controller), wrap));
      return [controller];
    },
  ],
  ['of a request-scoped controller', () => [makeController(undefined, Scope.REQUEST)]],
  [
    'wrapped with metadata at each call of a request-scoped controller',
    () => [makeController((it) => replaceAll(it, wrap), Scope.REQUEST)],
  ],
];

describe.each(ADAPTERS)('on %s', (adapter: Adapter) => {
  describe.each<[string, () => () => void]>([
    ['without instrumentation', () => () => undefined],
    ['with instrumentation', () => instrument()],
    ['with instrumentation of two kinds', () => instrument((handler) => wrap(wrap(handler)))],
    [
      'with instrumentation that waits',
      () =>
        instrument((handler) => {
          const waiting: Method = async function waiting(this: unknown, ...parameters) {
            await Promise.resolve();
            return handler.apply(this, parameters);
          };
          copyMetadata(handler, waiting);
          return waiting;
        }),
    ],
  ])('%s', (_which, apply) => {
    test.each(HARMLESS)('each route keeps its plan when its handlers are %s', async (_what, controllers) => {
      undo.push(apply());
      const app = await start(controllers(), { adapter });
      expect(await statuses(app)).toEqual(AS_DECLARED);
      // The second time, plans of wrappers are cached.
      expect(await statuses(app)).toEqual(AS_DECLARED);
    });
  });
});

describe('calls are refused, with the reason in the log, when', () => {
  test.each<[string, () => Parameters<typeof startGuardedApp>[0], () => () => void, RegExp]>([
    [
      'a request-scoped controller binds its methods in its constructor',
      () => [makeController((it) => replaceAll(it, boundTo(it)), Scope.REQUEST)],
      () => () => undefined,
      /a request-scoped controller must not bind its methods in its constructor/,
    ],
    [
      'a request-scoped controller binds its methods, and instrumentation wraps them',
      () => [makeController((it) => replaceAll(it, boundTo(it)), Scope.REQUEST)],
      () => instrument(),
      /a request-scoped controller must not bind its methods in its constructor/,
    ],
    [
      'a wrapper carries no metadata',
      () => [makeController()],
      () => instrument(wrapBare),
      /carries none of its metadata: a method that is bound or wrapped needs the metadata of the original/,
    ],
    [
      'a wrapper is a Proxy, which has no metadata of its own',
      () => [makeController()],
      () => instrument((handler) => new Proxy(handler, {})),
      /carries none of its metadata/,
    ],
    [
      'a wrapper merely inherits from the handler',
      () => [makeController()],
      () => instrument((handler) => Object.setPrototypeOf(wrapBare(handler), handler) as Method),
      /carries none of its metadata/,
    ],
    [
      'a wrapper carries the metadata of a handler of another class',
      () => [makeController()],
      () => {
        const { open } = methodsOf(otherController);
        return instrument((handler) => {
          const wrapper = wrap(handler);
          copyMetadata(open, wrapper);
          return wrapper;
        });
      },
      /carries the metadata of a method of another class/,
    ],
  ])('%s', async (_what, controllers, apply, line) => {
    undo.push(apply());
    const other = makeModule(otherController);
    const app = await start(controllers(), { imports: [other] });
    expect(await statuses(app)).toEqual(ALL_REFUSED);
    expect(warned.filter((one) => one.startsWith('CONTEXT_UNSUPPORTED at SomeController.'))).toHaveLength(6);
    expect(warned.join('\n')).toMatch(line);
  });

  @Controller('other')
  class OtherController {
    @Get('open')
    @Public()
    open(): string {
      return 'open';
    }
  }
  const otherController = OtherController;

  function makeModule(controller: new () => object) {
    @Module({ controllers: [controller] })
    class OtherModule {}
    return OtherModule;
  }

  test('the metadata of a public handler is copied onto a guarded one after the start', async () => {
    undo.push(instrument());
    const controller = makeController(undefined, Scope.REQUEST);
    const app = await start([controller]);
    expect(await statuses(app)).toEqual(AS_DECLARED);
    const { open, admin } = methodsOf(controller);
    const kept = new Map(
      (Reflect.getMetadataKeys(admin) as unknown[]).map((key) => [
        key,
        Reflect.getMetadata(key, admin) as unknown,
      ]),
    );
    copyMetadata(open, admin);
    expect(await statuses(app)).toEqual(ALL_REFUSED);
    expect(warned.at(-1)).toMatch(/metadata of a handler was overwritten after the start/);
    for (const [key, value] of kept) Reflect.defineMetadata(key, value, admin);
    expect(await statuses(app)).toEqual(AS_DECLARED);
  });

  test('a prototype gets a function without metadata after the start', async () => {
    const controller = makeController(undefined, Scope.REQUEST);
    const app = await start([controller]);
    replaceAll(methodsOf(controller), wrapBare);
    expect(await statuses(app)).toEqual(ALL_REFUSED);
  });
});

test('metadata that is copied onto a wrapper after its first call changes nothing', async () => {
  const wrappers: Method[] = [];
  undo.push(
    instrument((handler) => {
      const wrapper = wrap(handler);
      wrappers.push(wrapper);
      return wrapper;
    }),
  );
  const app = await start([makeController()]);
  expect(await statuses(app)).toEqual(AS_DECLARED);
  const [open = wrap, ...others] = wrappers;
  for (const other of others) copyMetadata(open, other);
  expect(await statuses(app)).toEqual(AS_DECLARED);
});

test('a prototype whose functions are wrapped with their metadata after the start keeps its plans', async () => {
  const controller = makeController(undefined, Scope.REQUEST);
  const app = await start([controller]);
  replaceAll(methodsOf(controller), wrap);
  expect(await statuses(app)).toEqual(AS_DECLARED);
});

test('an instance whose methods are replaced after the start answers as before', async () => {
  let instance: Methods | undefined;
  const app = await start([makeController((it) => (instance = it))]);
  if (instance !== undefined) replaceAll(instance, wrapBare);
  expect(await statuses(app)).toEqual(AS_DECLARED);
});

test('a subclass and its base keep plans of their own though wrappers of both carry one mark', async () => {
  undo.push(instrument());
  class Base {
    @Get('list')
    list(): string {
      return 'list';
    }
  }
  @Controller('free')
  @Public()
  class FreeController extends Base {}
  @Controller('strict')
  @RequireScope('admin')
  class StrictController extends Base {}
  const app = await start([FreeController, StrictController]);
  expect([
    await app.anonymous('/free/list'),
    await app.anonymous('/strict/list'),
    await app.status('/strict/list'),
    await app.status('/strict/list', { scope: 'admin' }),
  ]).toEqual([200, 401, 403, 200]);
});

test('two applications with the same controller keep their plans, one after the other and side by side', async () => {
  undo.push(instrument());
  const controller = makeController((it) => replaceAll(it, boundTo(it)));
  const first = await start([controller]);
  const second = await start([controller]);
  expect([await statuses(first), await statuses(second)]).toEqual([AS_DECLARED, AS_DECLARED]);
});

/** Something that runs while the application starts. */
function duringStart(
  hook: 'configure' | 'onModuleInit' | 'onModuleInit of a global module',
  run: () => void,
) {
  @Injectable()
  class Meddler implements OnModuleInit {
    onModuleInit(): void {
      if (hook !== 'configure') run();
    }
  }
  @Module({ providers: [Meddler] })
  class MeddlingModule {
    configure(): void {
      if (hook === 'configure') run();
    }
  }
  // Global modules are initialized first, in the order of their imports.
  if (hook === 'onModuleInit of a global module') Global()(MeddlingModule);
  return MeddlingModule;
}

describe('the start is stopped when', () => {
  const COPIED = /SomeController\.admin: carries the metadata of list, so calls of the two could be confused/;
  const OTHER = /SomeController\.\w+: had a function with other decorators while the application started/;
  const SHARED =
    /SomeController\.list: shares its function with open, so their decorators cannot be told apart/;

  test.each<[string, (it: Methods) => void, RegExp]>([
    ['one wrapper stands for two routes', (it) => (it.open = it.list = wrap(it.open)), SHARED],
    ['one function stands for two routes', (it) => (it.open = it.list = (): string => 'both'), SHARED],
    ['a method is the function of another one', (it) => (it.list = it.open), SHARED],
    ['a wrapper of one method stands for another', (it) => (it.admin = wrap(it.open)), OTHER],
    [
      'a wrapper gets the metadata of another method',
      (it) => {
        const wrapper = wrap(it.admin);
        copyMetadata(it.open, wrapper);
        it.admin = wrapper;
      },
      OTHER,
    ],
    [
      'a handler is another function at each look',
      (it) => Object.defineProperty(it, 'list', { get: () => () => 'list' }),
      /SomeController\.list: is another function each time it is read/,
    ],
  ])('%s', async (_what, prepare, message) => {
    await expect(startGuardedApp([makeController(prepare)])).rejects.toThrow(message);
  });

  test.each(['configure', 'onModuleInit', 'onModuleInit of a global module'] as const)(
    'the metadata of a handler is copied onto another one in the %s of something else',
    async (hook) => {
      const controller = makeController();
      const { list, admin } = methodsOf(controller);
      const meddling = duringStart(hook, () => copyMetadata(list, admin));
      const started = startGuardedApp([controller], undefined, { importedFirst: [meddling] });
      await expect(started).rejects.toThrow(COPIED);
    },
  );

  test('the mark of a handler of another class is copied onto a marked one', async () => {
    const foreign = methodsOf(makeController());
    const controller = makeController();
    const meddling = duringStart('onModuleInit', () => {
      Reflect.defineMetadata('nest-jwt-policy:handler', foreign.open, methodsOf(controller).admin);
    });
    const started = startGuardedApp([controller], undefined, { imports: [meddling] });
    await expect(started).rejects.toThrow(
      /SomeController\.admin: carries the metadata of a method of another class/,
    );
  });

  test.each(['configure', 'onModuleInit of a global module'] as const)(
    'a function without the declarations of the original is put on the prototype in the %s of something else',
    async (hook) => {
      const controller = makeController();
      const prototype = methodsOf(controller) as unknown as Record<string, Method>;
      // The way of ts-rest: the declarations stand on the new function only, not by its name.
      const handler: Method = () => 'made';
      copyMetadata(methodsOf(controller).admin, handler);
      Reflect.defineMetadata('path', 'made', handler);
      prototype['made'] = handler;
      const meddling = duringStart(hook, () => {
        const bare = wrapBare(handler);
        Reflect.defineMetadata('path', 'made', bare);
        prototype['made'] = bare;
      });
      const started = startGuardedApp([controller], undefined, { importedFirst: [meddling] });
      await expect(started).rejects.toThrow(
        /SomeController\.made: had a function with other decorators while the application started, so a demand could be lost/,
      );
    },
  );
});

describe('a method that becomes several routes', () => {
  /** Links the new function to the old one by the prototype chain, as oRPC's @Implement does. */
  function Several(...paths: readonly string[]): MethodDecorator {
    return (target, name, descriptor) => {
      const original = descriptor.value as unknown as Method;
      for (const path of paths) {
        const made = Object.setPrototypeOf(wrapBare(original), original) as Method;
        const key = `${String(name)}_${path}`;
        Object.defineProperty(target, key, { value: made, writable: true, configurable: true });
        Get(path)(
          target,
          key,
          Object.getOwnPropertyDescriptor(target, key) as TypedPropertyDescriptor<unknown>,
        );
      }
    };
  }

  @Controller('above')
  class AboveController {
    @RequireScope('admin')
    @Several('a', 'b')
    route(): string {
      return 'ok';
    }
  }

  @Controller('below')
  class BelowController {
    @Several('a', 'b')
    @RequireScope('admin')
    route(): string {
      return 'ok';
    }
  }

  @Controller('twice')
  class TwiceController {
    @RequireScope('admin')
    @Several('a', 'b')
    @RequireScope('staff')
    route(): string {
      return 'ok';
    }
  }

  @Controller('open')
  class OpenController {
    @Several('a', 'b')
    @Public()
    route(): string {
      return 'ok';
    }
  }

  test.each([[false], [true]])('has its demands on each of them (instrumented: %s)', async (instrumented) => {
    if (instrumented) undo.push(instrument());
    const app = await start([AboveController, BelowController, TwiceController, OpenController]);
    for (const path of ['/above/a', '/above/b', '/below/a', '/below/b'])
      expect([
        path,
        await app.anonymous(path),
        await app.status(path),
        await app.status(path, { scope: 'admin' }),
      ]).toEqual([path, 401, 403, 200]);
    expect([
      await app.status('/twice/a', { scope: 'admin' }),
      await app.status('/twice/b', { scope: 'staff' }),
      await app.status('/twice/a', { scope: 'admin staff' }),
    ]).toEqual([403, 403, 200]);
    expect([await app.anonymous('/open/a'), await app.anonymous('/open/b')]).toEqual([200, 200]);
  });

  test('stops the start when it is open by one function and demands something by another', async () => {
    @Controller()
    class MixedController {
      @RequireScope('admin')
      @Several('a')
      @Public()
      route(): string {
        return 'ok';
      }
    }
    await expect(startGuardedApp([MixedController])).rejects.toThrow(
      /MixedController\.route_a: @Public\(\) beside a demand on the same target/,
    );
  });
});
