import {
  Controller,
  Get,
  Injectable,
  Logger,
  Module,
  Scope,
  UseGuards,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import {
  EventPattern,
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  MessagePattern,
} from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { GuardedElsewhere, JwtPolicyConfigurationError, Public } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import {
  Mutation,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '../support/graphql-metadata.js';
import { MemoryGateways } from '../support/memory-gateways.js';
import type { TestAppParts } from '../support/test-app.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

type Parts = Partial<TestAppParts>;
const OPTIONS = { issuers: [issuerOptions] };
const configure = (app: INestApplication): void => {
  app.useWebSocketAdapter(new MemoryGateways());
};

async function start(controllers: Type[], parts: Parts = {}, options: object = {}): Promise<void> {
  opened(await startGuardedApp(controllers, { ...OPTIONS, ...options }, { configure, ...parts }));
}

/** The problems that stop the start; empty if it starts. */
async function problems(controllers: Type[], parts: Parts = {}, options: object = {}): Promise<string[]> {
  try {
    await start(controllers, parts, options);
    return [];
  } catch (error) {
    if (!(error instanceof JwtPolicyConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const provided = (...providers: NonNullable<Parts['providers']>): Promise<string[]> =>
  problems([], { providers });

const elsewhere = (): MethodDecorator & ClassDecorator => GuardedElsewhere('OtherGuard');
const nothing = (): MethodDecorator & ClassDecorator => () => undefined;

/** One member of each kind, with a decorator of the caller's choice on the member and one on the class. */
function resolverWith(kind: () => MethodDecorator, onMember = nothing, onClass = nothing): Type {
  @onClass()
  @Resolver('Book')
  class BookResolver {
    @onMember()
    @kind()
    member(): string {
      return 'member';
    }
  }
  return BookResolver;
}

function gatewayWith(onMember = nothing, onClass = nothing): Type {
  @onClass()
  @WebSocketGateway()
  class ChatGateway {
    @onMember()
    @SubscribeMessage('join')
    member(): string {
      return 'joined';
    }

    @elsewhere()
    handleConnection(): void {}
  }
  return ChatGateway;
}

function connectionWith(onMember = nothing, onClass = nothing): Type {
  @onClass()
  @WebSocketGateway()
  class PresenceGateway {
    @onMember()
    handleConnection(): string {
      return 'connected';
    }
  }
  return PresenceGateway;
}

function controllerWith(kind: () => MethodDecorator, onMember = nothing, onClass = nothing): Type {
  @onClass()
  @Controller()
  class SumController {
    @onMember()
    @kind()
    member(): string {
      return 'sum';
    }
  }
  return SumController;
}

type Make = (onMember?: typeof nothing, onClass?: typeof nothing) => Parts;
const asProvider =
  (make: (onMember?: typeof nothing, onClass?: typeof nothing) => Type): Make =>
  (onMember, onClass) => ({ providers: [make(onMember, onClass)] });
const resolver = (kind: () => MethodDecorator): Make =>
  asProvider((onMember, onClass) => resolverWith(kind, onMember, onClass));
const handler =
  (kind: () => MethodDecorator): Make =>
  (onMember, onClass) => ({ controllers: [controllerWith(kind, onMember, onClass)] });

const KINDS: readonly [string, string, Make][] = [
  ['a query', 'BookResolver.member: is a GraphQL query', resolver(Query)],
  ['a mutation', 'BookResolver.member: is a GraphQL mutation', resolver(Mutation)],
  ['a subscription', 'BookResolver.member: is a GraphQL subscription', resolver(Subscription)],
  [
    'a reference resolver',
    'BookResolver.member: is a GraphQL reference resolver',
    resolver(ResolveReference),
  ],
  ['a gateway message', 'ChatGateway.member: is a gateway message', asProvider(gatewayWith)],
  [
    'handleConnection of a gateway',
    'PresenceGateway.handleConnection: is a connection handler of a gateway',
    asProvider(connectionWith),
  ],
  ['a request handler', 'SumController.member: is a message handler', handler(() => MessagePattern('sum'))],
  [
    'a request handler with a pattern that is an object',
    'SumController.member: is a message handler',
    handler(() => MessagePattern({ cmd: 'sum' })),
  ],
  [
    'an event handler',
    'SumController.member: is a message handler',
    handler(() => EventPattern('made') as MethodDecorator),
  ],
  ['a gRPC method', 'SumController.member: is a message handler', handler(() => GrpcMethod('Sums', 'Add'))],
  [
    'a gRPC stream method, whose function is a wrapper',
    'SumController.member: is a message handler',
    handler(() => GrpcStreamMethod('Sums', 'Add')),
  ],
  [
    'a gRPC stream call',
    'SumController.member: is a message handler',
    handler(() => GrpcStreamCall('Sums', 'Add')),
  ],
];

describe.each(KINDS)('%s', (_kind, expected, make) => {
  const told = ({ controllers = [], ...parts }: Parts, options: object = {}): Promise<string[]> =>
    problems([...controllers], parts, options);

  test('that carries no decorator stops the start, with class, method, kind and the line to paste', async () => {
    const found = await told(make());
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
    expect(found[0]).toMatch(/\n@GuardedElsewhere\('NameOfTheGuard'\)$/);
  });

  test('starts with @GuardedElsewhere() on it', async () => {
    expect(await told(make(elsewhere))).toEqual([]);
  });

  test('starts with @GuardedElsewhere() on its class', async () => {
    expect(await told(make(nothing, elsewhere))).toEqual([]);
  });

  test('stops the start with @Public(), which says nothing about who guards it', async () => {
    expect((await told(make(Public))).join('\n')).toContain(expected);
    expect((await told(make(nothing, Public))).join('\n')).toContain(expected);
    expect(await told(make(() => combined(Public, elsewhere)))).not.toEqual([]);
  });

  test('starts where all are allowed at once', async () => {
    expect(await told(make(), { dangerouslyAllowUnguardedHandlers: true })).toEqual([]);
  });

  test('stops the start with a guard that is not named', async () => {
    const unnamed = (): MethodDecorator & ClassDecorator => GuardedElsewhere(' ');
    expect((await told(make(unnamed))).join('\n')).toContain(
      '@GuardedElsewhere() needs the name of the guard',
    );
  });
});

function combined(...decorators: (typeof nothing)[]): MethodDecorator & ClassDecorator {
  return (...place: unknown[]): void => {
    for (const decorator of decorators) Reflect.apply(decorator(), undefined, place);
  };
}

test('the line to paste names the guard that @UseGuards() puts before the handler', async () => {
  class WsAuthGuard {
    canActivate(): boolean {
      return true;
    }
  }
  const byClass = gatewayWith(nothing, () => UseGuards(WsAuthGuard));
  const byMethod = gatewayWith(() => UseGuards(WsAuthGuard));
  for (const gateway of [byClass, byMethod])
    expect((await provided(gateway))[0]).toMatch(/\n@GuardedElsewhere\('WsAuthGuard'\)$/);
});

describe('a gateway without handleConnection', () => {
  class Guard {
    canActivate(): boolean {
      return true;
    }
  }

  @WebSocketGateway()
  class Bare {}

  @UseGuards(Guard)
  @WebSocketGateway()
  class Acknowledged {
    @elsewhere()
    @SubscribeMessage('join')
    join(): void {}
  }

  const message = (name: string): string =>
    `${name}: is a gateway that clients connect to, and no transport decides connections: ` +
    "add websockets() of 'nest-jwt-policy/websockets' to transports. Nest asks no guard about connections. " +
    'If code of your own decides who may connect, such as a middleware of the server, name it: write this line ' +
    "above the class. It holds for all its handlers that are no HTTP routes.\n@GuardedElsewhere('NameOfTheGuard')";

  test('stops the start, by its class, also if its messages are guarded elsewhere', async () => {
    expect(await provided(Bare, Acknowledged)).toEqual([message('Bare'), message('Acknowledged')]);
  });

  test('starts with the line above its class', async () => {
    @GuardedElsewhere('Handshake')
    class NamedBare extends Bare {}
    @GuardedElsewhere('Handshake')
    class NamedAcknowledged extends Acknowledged {}
    expect(await provided(NamedBare, NamedAcknowledged)).toEqual([]);
  });

  test('says where to write the line if the class has the method; no guard of @UseGuards() is asked', async () => {
    const [found] = await provided(connectionWith(nothing, () => UseGuards(Guard)));
    expect(found).toContain(
      'PresenceGateway.handleConnection: is a connection handler of a gateway, and no transport decides connections: add websockets()',
    );
    expect(found).toContain('write this line above the method, or above the class for all its handlers');
    expect(found).toMatch(/\n@GuardedElsewhere\('NameOfTheGuard'\)$/);
  });
});

test('all handlers are told together, with everything else that is wrong', async () => {
  const controllers = [controllerWith(() => MessagePattern('sum'), GuardedElsewhere.bind(undefined, ''))];
  const found = await problems(controllers, { providers: [gatewayWith(), resolverWith(Query)] });
  expect(found.map((line) => line.split(':', 1).join('')).toSorted()).toEqual([
    'BookResolver.member',
    'ChatGateway.member',
    'SumController.member',
    'SumController.member',
  ]);
});

describe('are found wherever Nest finds them:', () => {
  class Base {
    @SubscribeMessage('join')
    join(): string {
      return 'joined';
    }

    @Query()
    books(): string {
      return 'books';
    }

    @MessagePattern('sum')
    sum(): string {
      return 'sum';
    }
  }

  test('on a base class', async () => {
    @WebSocketGateway()
    class Gateway extends Base {}
    @Controller()
    class Sums extends Base {}
    expect((await problems([Sums], { providers: [Gateway] })).map((line) => line.split(' ', 1)[0])).toEqual([
      'Sums.sum:',
      'Gateway.join:',
      'Gateway.books:',
      'Gateway:',
    ]);
  });

  test('on a class whose base is the gateway', async () => {
    @WebSocketGateway()
    class BaseGateway {}
    class Gateway extends BaseGateway {
      @SubscribeMessage('join')
      join(): string {
        return 'joined';
      }
    }
    expect((await provided(Gateway))[0]).toContain('Gateway.join: is a gateway message');
  });

  test('under another token, and once for a class that is provided twice', async () => {
    const Gateway = gatewayWith();
    class OtherModule {}
    Module({ providers: [Gateway] })(OtherModule);
    const found = await problems([], {
      providers: [
        Gateway,
        { provide: 'CHAT', useClass: Gateway },
        { provide: 'ALIAS', useExisting: Gateway },
      ],
      imports: [OtherModule],
    });
    expect(found).toHaveLength(1);
  });

  test('in request-scoped and transient classes', async () => {
    @WebSocketGateway()
    @Injectable({ scope: Scope.REQUEST })
    class Scoped extends Base {}
    @Injectable({ scope: Scope.TRANSIENT })
    class Transient extends Base {}
    @Controller({ scope: Scope.REQUEST })
    class ScopedSums extends Base {}
    const found = await problems([ScopedSums], { providers: [Scoped, Transient] });
    expect(found.map((line) => line.split(' ', 1)[0])).toEqual([
      'ScopedSums.sum:',
      'Scoped.join:',
      'Scoped.books:',
      'Scoped:',
      'Transient.books:',
    ]);
  });

  test('in values and results of factories, where Nest looks for resolvers and not for gateways', async () => {
    @WebSocketGateway()
    class Gateway {
      @SubscribeMessage('join')
      join(): void {}
      handleConnection(): void {}
    }
    const Books = resolverWith(Query);
    expect(
      await provided(
        { provide: 'GATEWAY', useValue: new Gateway() },
        { provide: 'MADE', useFactory: () => new Gateway() },
      ),
    ).toEqual([]);
    for (const provider of [
      { provide: 'BOOKS', useValue: new Books() },
      { provide: 'BOOKS', useFactory: () => new Books() },
      { provide: 'BOOKS', useFactory: async () => Promise.resolve(new Books()) },
    ])
      expect(await provided(provider)).toHaveLength(1);
  });

  test('in every method of a class that is a resolver of queries', async () => {
    @Resolver('Query')
    class Queries {
      books(): string {
        return 'books';
      }

      @ResolveField()
      pages(): string {
        return 'pages';
      }
    }
    expect(await provided(Queries)).toEqual([
      expect.stringContaining('Queries.books: is a GraphQL query'),
      expect.stringContaining('Queries.pages: is a GraphQL query'),
    ]);
  });

  test('handleConnection that a constructor assigns', async () => {
    @WebSocketGateway()
    class Gateway {
      handleConnection = (): void => undefined;
    }
    @elsewhere()
    @WebSocketGateway()
    class Acknowledged extends Gateway {}
    expect(await provided(Gateway)).toEqual([
      expect.stringContaining('Gateway.handleConnection: is a connection handler of a gateway'),
    ]);
    expect(await provided(Acknowledged)).toEqual([]);
    class Marked extends Gateway {}
    WebSocketGateway()(Marked);
    Reflect.apply(elsewhere(), undefined, [Marked.prototype, 'handleConnection']);
    expect(await provided(Marked)).toEqual([]);
  });

  test('handleConnection that a constructor puts before a method that is guarded elsewhere', async () => {
    class Guarded {
      @elsewhere()
      handleConnection(): void {}
    }
    @WebSocketGateway()
    class Inheriting extends Guarded {}
    @WebSocketGateway()
    class Assigning extends Guarded {
      override handleConnection = (): void => undefined;
    }
    expect(await provided(Inheriting)).toEqual([]);
    expect((await provided(Assigning))[0]).toContain('Assigning.handleConnection: is a connection handler');
  });

  test('handleConnection behind an accessor, where @GuardedElsewhere() is on it', async () => {
    @WebSocketGateway()
    class Gateway {
      @elsewhere()
      get handleConnection(): undefined {
        return undefined;
      }
    }
    expect(await provided(Gateway)).toEqual([]);
  });

  test('handleConnection behind an accessor; no accessor is run to look at it', async () => {
    @WebSocketGateway()
    class Gateway {
      get handleConnection(): undefined {
        return undefined;
      }
    }
    @Injectable()
    class Trap {
      get books(): never {
        throw new Error('the accessor ran');
      }
    }
    expect(await provided(Gateway, Trap)).toHaveLength(1);
  });
});

describe('what Nest does not reach, or what answers nobody from outside, is not mentioned:', () => {
  const marked =
    (key: string): MethodDecorator =>
    (_target, _name, descriptor) =>
      Reflect.defineMetadata(key, {}, descriptor.value as object);

  test('schedulers, queues, events, CQRS handlers and handleDisconnect', async () => {
    @WebSocketGateway()
    class Background {
      @elsewhere()
      handleConnection(): void {}
      handleDisconnect(): void {}
      afterInit(): void {}
      @marked('SCHEDULE_CRON_OPTIONS')
      cron(): void {}
      @marked('EVENT_LISTENER_METADATA')
      onEvent(): void {}
      @marked('bullmq:worker_metadata')
      process(): void {}
      execute(): void {}
      handle(): void {}
    }
    expect(await provided(Background)).toEqual([]);
  });

  test('message patterns on providers, gateway messages outside a gateway, queries on controllers', async () => {
    @Injectable()
    class Provider {
      @MessagePattern('sum')
      sum(): void {}
      @SubscribeMessage('join')
      join(): void {}
      handleConnection(): void {}
    }
    @Controller()
    class Books {
      @Query()
      books(): void {}
      @SubscribeMessage('join')
      join(): void {}
    }
    expect(await problems([Books], { providers: [Provider] })).toEqual([]);
  });

  test('members that a symbol names', async () => {
    const join = Symbol('join');
    @WebSocketGateway()
    class Gateway {
      @SubscribeMessage('join')
      [join](): void {}
      @elsewhere()
      handleConnection(): void {}
    }
    expect(await provided(Gateway)).toEqual([]);
  });

  test('values without a prototype of their own', async () => {
    const bare: unknown = Object.create(null);
    const values = [{}, bare, Object.create(bare as object), [], new Map(), null, undefined, 'text', () => 1];
    expect(
      await provided(...values.map((useValue, index) => ({ provide: `VALUE ${index}`, useValue }))),
    ).toEqual([]);
  });
});

describe('an acknowledgement', () => {
  class AcknowledgedBase {
    @elsewhere()
    @SubscribeMessage('join')
    join(): string {
      return 'joined';
    }

    @elsewhere()
    handleConnection(): void {}
  }

  test('goes with the method that a subclass inherits', async () => {
    @WebSocketGateway()
    class Gateway extends AcknowledgedBase {}
    expect(await provided(Gateway)).toEqual([]);
  });

  test('does not cover the method that overrides it', async () => {
    @WebSocketGateway()
    class Gateway extends AcknowledgedBase {
      @SubscribeMessage('join')
      override join(): string {
        return 'joined';
      }
    }
    @WebSocketGateway()
    class Silent extends AcknowledgedBase {
      override join(): string {
        return 'no handler any more';
      }
    }
    expect((await provided(Gateway)).join('\n')).toContain('Gateway.join: is a gateway message');
    // What its base says is then without effect, and told as that.
    expect(await provided(Silent)).toEqual([
      expect.stringContaining('AcknowledgedBase.join: has @GuardedElsewhere()'),
    ]);
  });

  test('on a base class covers what a subclass inherits, not what it adds or overrides', async () => {
    @elsewhere()
    @WebSocketGateway()
    class BaseGateway {
      @SubscribeMessage('join')
      join(): void {}
      @SubscribeMessage('leave')
      leave(): void {}
    }
    @WebSocketGateway()
    class Gateway extends BaseGateway {
      @SubscribeMessage('leave')
      override leave(): void {}
      @SubscribeMessage('shout')
      shout(): void {}
    }
    const found = await provided(Gateway);
    expect(found.map((line) => line.split(' ', 1)[0])).toEqual([
      'Gateway.leave:',
      'Gateway.shout:',
      'Gateway:',
    ]);
  });

  test('on one member covers no other', async () => {
    @WebSocketGateway()
    class Gateway {
      @elsewhere()
      @SubscribeMessage('join')
      join(): void {}
      @SubscribeMessage('shout')
      shout(): void {}
    }
    expect((await provided(Gateway)).map((line) => line.split(' ', 1)[0])).toEqual([
      'Gateway.shout:',
      'Gateway:',
    ]);
  });

  test('on an HTTP route stops the start', async () => {
    @Controller()
    class Routes {
      @elsewhere()
      @Get('a')
      a(): void {}
      @elsewhere()
      @Get('b')
      @MessagePattern('b')
      b(): void {}
    }
    const found = await problems([Routes]);
    for (const place of ['Routes.a', 'Routes.b'])
      expect(found).toContainEqual(
        expect.stringContaining(`${place}: has @GuardedElsewhere(), but JwtPolicyGuard decides its calls`),
      );
    expect(found).toHaveLength(2);
  });

  test.each<[string, () => Parts]>([
    [
      'a class that has routes only',
      () => ({ controllers: [controllerWith(() => Get('a'), nothing, elsewhere)] }),
    ],
    ['a helper', () => ({ controllers: [controllerWith(nothing, elsewhere)] })],
    ['a provider', () => ({ providers: [controllerWith(nothing, nothing, elsewhere)] })],
  ])('on %s has nothing to cover and stops the start', async (_where, parts) => {
    const { controllers = [], ...rest } = parts();
    expect(await problems(controllers, rest)).toEqual([
      expect.stringContaining('has @GuardedElsewhere(), but there is no handler that needs it'),
    ]);
  });
});

describe('the start tells', () => {
  function listen(): string[] {
    const lines: string[] = [];
    for (const level of ['log', 'warn'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void lines.push(String(message)));
    return lines;
  }

  test('field resolvers without a decorator of this module in one line', async () => {
    const lines = listen();
    await start([], { providers: [resolverWith(ResolveField), resolverWith(ResolveField, nothing)] });
    expect(lines.filter((line) => line.includes('field resolver'))).toEqual([
      '1 GraphQL field resolver(s): Nest does not ask the guard about them.',
    ]);
  });

  test('how many handlers others guard, and who', async () => {
    const lines = listen();
    await start([controllerWith(() => MessagePattern('sum'), elsewhere)], {
      providers: [gatewayWith(elsewhere), connectionWith(() => GuardedElsewhere('Handshake\nmiddleware'))],
    });
    expect(lines).toContain('4 handler(s) guarded elsewhere: OtherGuard, Handshake middleware.');
  });

  test('that unguarded handlers are allowed', async () => {
    const lines = listen();
    await start([], { providers: [gatewayWith()] }, { dangerouslyAllowUnguardedHandlers: true });
    expect(lines.join('\n')).toContain('(dangerouslyAllowUnguardedHandlers: true)');
  });

  test('nothing of all that in an app of HTTP routes', async () => {
    const lines = listen();
    await start([controllerWith(() => Get('a'))]);
    expect(lines.join('\n')).not.toMatch(/resolver|elsewhere|Unguarded/);
  });
});
