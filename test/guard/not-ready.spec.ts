import { Controller, Get, Logger, type ExecutionContext, type INestApplication } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { afterEach, expect, jest, test } from '@jest/globals';
import {
  GuardedElsewhere,
  JwtPolicyGuard,
  JwtPolicyModule,
  Public,
  type RefusedException,
} from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryServer } from '../support/memory-server.js';
import { issuerOptions } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller()
class Mixed {
  @Get('guarded')
  guarded(): string {
    return 'guarded';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }

  @GuardedElsewhere('OtherGuard')
  @MessagePattern('sum')
  sum(): string {
    return 'answered';
  }
}

async function build(): Promise<INestApplication> {
  const notices = ['Policies were imported.'];
  const imports = [JwtPolicyModule.forRoot({ issuers: [issuerOptions], notices })];
  const module = await Test.createTestingModule({ imports, controllers: [Mixed] }).compile();
  return opened(module.createNestApplication({ logger: false }));
}

function listen(): string[] {
  const lines: string[] = [];
  for (const level of ['log', 'warn'] as const)
    jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((message: unknown) => void lines.push(String(message)));
  return lines;
}

test.each(['guarded', 'open', 'sum'] as const)(
  'a call of %s that arrives before the plans exist is told to try again',
  async (name) => {
    const lines = listen();
    const app = await build();
    const context = {
      getClass: () => Mixed,
      getHandler: () => Mixed.prototype[name],
      getType: () => (name === 'sum' ? 'rpc' : 'http'),
      switchToHttp: () => ({ getResponse: () => ({ setHeader: () => undefined, set: () => undefined }) }),
    } as unknown as ExecutionContext;
    const refused = ((): RefusedException | undefined => {
      try {
        void app.get(JwtPolicyGuard).canActivate(context);
        return undefined;
      } catch (error) {
        return error as RefusedException;
      }
    })();
    expect(refused).toMatchObject({ code: 'NOT_READY', headers: { 'Retry-After': '1' } });
    expect([refused?.getStatus(), refused?.getResponse()]).toEqual([
      503,
      {
        statusCode: 503,
        code: 'NOT_READY',
        error: 'temporarily_unavailable',
        message: 'The service is starting. Try again later.',
      },
    ]);
    expect(lines).toContain(
      `NOT_READY at Mixed.${name}: the application is starting, and its plans do not exist yet`,
    );
  },
);

test('a message before the start is done is refused, and answered after it', async () => {
  const lines = listen();
  const app = await build();
  const server = new MemoryServer();
  app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await expect(server.receive('sum')).rejects.toBeDefined();
  expect(lines.filter((line) => line.startsWith('NOT_READY'))).toHaveLength(1);
  await app.init();
  expect(await server.receive('sum')).toBe('answered');
});

test('deferInitialization, which starts everything twice, logs and validates once', async () => {
  const lines = listen();
  const app = await build();
  app.connectMicroservice({ strategy: new MemoryServer() }, { deferInitialization: true });
  await app.startAllMicroservices();
  await app.init();
  for (const line of ['1 handler(s) guarded, 1 public.', 'Policies were imported.'])
    expect(lines.filter((told) => told === line)).toHaveLength(1);
});
