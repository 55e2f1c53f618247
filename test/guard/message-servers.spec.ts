import { Controller, Get, Module, Scope, type INestApplication, type Type } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { describe, expect, test } from '@jest/globals';
import {
  GuardedElsewhere,
  JwtPolicyConfigurationError,
  JwtPolicyModule,
} from '../../src/jwt-policy/index.js';
import { type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryServer } from '../support/memory-server.js';
import { issuerOptions } from './guarded-app.js';

const opened = closeAfterEach();
const OPTIONS: JwtPolicyOptions = { issuers: [issuerOptions] };

async function hybrid(controllers: Type[], options = OPTIONS): Promise<INestApplication> {
  const imports = [JwtPolicyModule.forRoot(options)];
  const module = await Test.createTestingModule({ imports, controllers }).compile();
  return opened(module.createNestApplication({ logger: false }));
}

@Controller()
class Unguarded {
  @MessagePattern('sum')
  sum(): string {
    return 'answered';
  }
}

@Controller()
class Acknowledged {
  @Get()
  get(): string {
    return 'got';
  }

  @GuardedElsewhere('OtherGuard')
  @MessagePattern('sum')
  sum(): string {
    return 'answered';
  }

  @GuardedElsewhere('OtherGuard')
  @EventPattern({ made: 'order' })
  made(): void {}
}

const WAYS = [
  ['without options', {}],
  ['with inheritAppConfig', { inheritAppConfig: true }],
  ['with deferInitialization', { deferInitialization: true }],
  ['with both', { inheritAppConfig: true, deferInitialization: true }],
] as const;

describe.each(WAYS)('a hybrid application %s', (_way, hybridOptions) => {
  /** Connects and starts the server before the application listens: then it would take messages first. */
  async function startServer(app: INestApplication): Promise<MemoryServer> {
    const server = new MemoryServer();
    app.connectMicroservice({ strategy: server }, hybridOptions);
    await app.startAllMicroservices();
    return server;
  }

  test('is stopped before the first message by a handler without a known guard', async () => {
    const app = await hybrid([Unguarded]);
    const server = new MemoryServer();
    const started = (async () => {
      app.connectMicroservice({ strategy: server }, hybridOptions);
      await app.startAllMicroservices();
    })();
    await expect(started).rejects.toThrow(JwtPolicyConfigurationError);
    await expect(started).rejects.toThrow(/Unguarded\.sum: is a message handler[^]*@GuardedElsewhere\('/);
    expect([...server.getHandlers()]).toEqual([]);
  });

  test('starts where another guard decides, and its messages and routes are answered', async () => {
    const app = await hybrid([Acknowledged]);
    const server = await startServer(app);
    await app.listen(0, '127.0.0.1');
    expect(await server.receive('sum')).toBe('answered');
    expect((await fetch(await app.getUrl())).status).toBe(401);
  });

  test('starts where unguarded handlers are allowed', async () => {
    const app = await hybrid([Unguarded], { ...OPTIONS, dangerouslyAllowUnguardedHandlers: true });
    const server = await startServer(app);
    await app.listen(0, '127.0.0.1');
    expect(await server.receive('sum')).toBe('answered');
  });
});

test('a method that has a route and handles messages is decided as a route, and left to other guards as a message handler', async () => {
  @GuardedElsewhere('OtherGuard')
  @Controller()
  class Both {
    @Get('both')
    @MessagePattern('both')
    both(): string {
      return 'answered';
    }
  }
  const app = await hybrid([Both]);
  const server = new MemoryServer();
  app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
  await app.listen(0, '127.0.0.1');
  expect((await fetch(`${await app.getUrl()}/both`)).status).toBe(401);
  expect(await server.receive('both')).toBe('answered');
});

test('every handler of a pattern must be acknowledged', async () => {
  const app = await hybrid([Acknowledged, Unguarded]);
  expect(() => app.connectMicroservice({ strategy: new MemoryServer() })).toThrow('Unguarded.sum');
});

test('a handler for another transport stops the start as well: a server for it may come later', async () => {
  @Controller()
  class Records {
    @MessagePattern('sum', Transport.KAFKA)
    sum(): void {}
  }
  const app = await hybrid([Records]);
  const server = new MemoryServer();
  server.setTransportId(Transport.TCP);
  app.connectMicroservice({ strategy: server });
  await expect(app.init()).rejects.toThrow('Records.sum: is a message handler');
});

test('a real transport is stopped before it listens', async () => {
  const app = await hybrid([Unguarded]);
  const connect = (): unknown =>
    app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } });
  expect(connect).toThrow('Unguarded.sum');
});

test('request-scoped handlers are watched like all others', async () => {
  @Controller({ scope: Scope.REQUEST })
  class Scoped extends Unguarded {}
  @Controller({ scope: Scope.REQUEST })
  class ScopedAndAcknowledged extends Acknowledged {}
  const stopped = await hybrid([Scoped]);
  expect(() => stopped.connectMicroservice({ strategy: new MemoryServer() })).toThrow('Scoped.sum');
  const app = await hybrid([ScopedAndAcknowledged]);
  const server = new MemoryServer();
  app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
  await app.init();
  expect(await server.receive('sum')).toBe('answered');
});

test('a handler that no controller declares stops the start', async () => {
  const app = await hybrid([Acknowledged]);
  const server = new MemoryServer();
  app.connectMicroservice({ strategy: server });
  expect(() => server.addHandler('by hand', async () => Promise.resolve())).toThrow(
    'message pattern "by hand": is no pattern of a controller',
  );
  expect(() => server.addHandler({ by: 'hand' }, async () => Promise.resolve())).toThrow(
    'message pattern: is no pattern',
  );
});

test('controllers of a module that is loaded later are watched when a server is connected', async () => {
  const app = await hybrid([Acknowledged]);
  class LazyModule {}
  Module({ controllers: [Unguarded] })(LazyModule);
  await app.get(LazyModuleLoader).load(() => LazyModule);
  expect(() => app.connectMicroservice({ strategy: new MemoryServer() })).toThrow('Unguarded.sum');
});

describe('a microservice without HTTP', () => {
  const create = async (controllers: Type[], server: MemoryServer) => {
    class AppModule {}
    Module({ imports: [JwtPolicyModule.forRoot(OPTIONS)], controllers })(AppModule);
    return opened(
      await NestFactory.createMicroservice(AppModule, {
        strategy: server,
        logger: false,
        abortOnError: false,
      }),
    );
  };

  test('is stopped by a handler without a known guard', async () => {
    const server = new MemoryServer();
    await expect((await create([Unguarded], server)).listen()).rejects.toThrow('Unguarded.sum');
    expect([...server.getHandlers()]).toEqual([]);
  });

  test('starts where another guard decides', async () => {
    const server = new MemoryServer();
    await (await create([Acknowledged], server)).listen();
    expect(await server.receive('sum')).toBe('answered');
  });
});
