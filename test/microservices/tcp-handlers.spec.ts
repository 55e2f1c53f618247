import { Controller, Get, Logger, Module, Scope, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Claims, JwtPolicyModule, OptionalToken, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { microservices } from '../../src/jwt-policy/microservices/index.js';
import { MemoryServer } from '../support/memory-server.js';
import { closeAfterEach } from '../support/closing.js';
import { issuerOptions } from '../guard/guarded-app.js';
import {
  carrying,
  startHybridTcp,
  startTcpApp,
  type HybridApp,
  type MessageAppParts,
  type TcpApp,
} from './tcp-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

const start = async (parts: MessageAppParts): Promise<TcpApp> => opened(await startTcpApp(parts));
const startHybrid = async (parts: MessageAppParts): Promise<HybridApp> => opened(await startHybridTcp(parts));

const startInitialized = async (parts: MessageAppParts): Promise<HybridApp> => {
  const hybrid = await startHybrid(parts);
  await hybrid.app.init();
  return hybrid;
};

function listen(): string[] {
  const lines: string[] = [];
  for (const level of ['log', 'warn'] as const)
    jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((message: unknown) => void lines.push(String(message)));
  return lines;
}

@Controller()
class Orders {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Claims('sub') sub: string): unknown {
    return sub;
  }

  @OptionalToken()
  @MessagePattern('orders.greet')
  greet(@Claims('sub') sub: string | undefined): unknown {
    return sub ?? 'nobody';
  }
}

@Controller({ scope: Scope.REQUEST })
class ScopedOrders {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Claims('sub') sub: string): unknown {
    return sub;
  }
}

@Controller()
class BoundOrders {
  private readonly prefix = 'bound';

  constructor() {
    this.list = this.list.bind(this);
  }

  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Claims('sub') sub: string): unknown {
    return `${this.prefix} ${sub}`;
  }
}

@Controller()
class Health {
  @Public()
  @MessagePattern('health')
  health(): string {
    return 'well';
  }
}

const READ = { claims: { scope: 'orders/read' } };

describe.each([
  ['an application of messages', start],
  ['a hybrid application', startInitialized],
] as const)('in %s', (_kind, begin) => {
  test.each<[string, Type[], string]>([
    ['once for all calls', [Orders], 'alice'],
    ['for each call', [ScopedOrders, Health], 'alice'],
    ['with methods bound in the constructor', [BoundOrders], 'bound alice'],
  ])('a controller that is made %s is guarded', async (_how, controllers, answer) => {
    const { client, issuer } = await begin({ controllers });
    expect(await client.send('orders.list', {}, carrying(issuer.token(READ)))).toBe(answer);
    await expect(client.send('orders.list', {}, carrying(issuer.token()))).rejects.toMatchObject({
      code: 'SCOPE_MISSING',
    });
    await expect(client.send('orders.list')).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  });
});

test('controllers that are made for each call need another one in a hybrid application, which shows that the guard is asked', async () => {
  await expect(startHybridTcp({ controllers: [ScopedOrders] })).rejects.toThrow(
    /ScopedOrders\.list: is in a class that is made for each message/,
  );
});

test('controllers that are made for each call are enough for an application that NestFactory makes for messages alone', async () => {
  class AppModule {}
  const policy = JwtPolicyModule.forRoot({ issuers: [issuerOptions], transports: [microservices()] });
  Module({ imports: [policy], controllers: [ScopedOrders] })(AppModule);
  const server = new MemoryServer();
  const options = { strategy: server, logger: false, abortOnError: false } as const;
  const app = opened(await NestFactory.createMicroservice(AppModule, options));
  await app.listen();
  await expect(server.receive('orders.list')).rejects.toMatchObject({ code: 'CONTEXT_UNSUPPORTED' });
});

test('calls made at the same time have each their own claims', async () => {
  const { client, issuer } = await start({ controllers: [ScopedOrders] });
  const names = Array.from({ length: 50 }, (_, index) => `user-${index}`);
  const answers = names.map((sub) =>
    client.send('orders.list', {}, carrying(issuer.token({ claims: { sub, scope: 'orders/read' } }))),
  );
  expect(await Promise.all(answers)).toEqual(names);
});

test('a token that is optional may be missing, and must be good', async () => {
  const { client, issuer } = await start({ controllers: [Orders] });
  expect(await client.send('orders.greet')).toBe('nobody');
  expect(await client.send('orders.greet', {}, carrying(issuer.token()))).toBe('alice');
  await expect(client.send('orders.greet', {}, carrying('nonsense'))).rejects.toMatchObject({
    code: 'TOKEN_MALFORMED',
  });
});

test('a message that comes before the plans exist is told to try again', async () => {
  const lines = listen();
  const { app, client, issuer } = await startHybrid({ controllers: [Orders] });
  const early = client.send('orders.list', {}, carrying(issuer.token(READ)));
  await expect(early).rejects.toEqual({
    status: 'error',
    code: 'NOT_READY',
    statusCode: 503,
    message: expect.any(String) as unknown,
  });
  expect(lines).toContainEqual(expect.stringMatching(/^NOT_READY at Orders\.list: /));
  await app.init();
  expect(await client.send('orders.list', {}, carrying(issuer.token(READ)))).toBe('alice');
});

test('a method that is a route and a message handler has the same demands on both', async () => {
  @Controller()
  class Both {
    @RequireScope('orders/read')
    @Get('orders')
    @MessagePattern('orders.list')
    list(@Claims('sub') sub: string): unknown {
      return { sub };
    }
  }
  const { client, issuer } = await startInitialized({ controllers: [Both] });
  expect(await client.send('orders.list', {}, carrying(issuer.token(READ)))).toEqual({ sub: 'alice' });
  await expect(client.send('orders.list', {}, carrying(issuer.token()))).rejects.toMatchObject({
    code: 'SCOPE_MISSING',
  });
});

describe('the pattern of a message', () => {
  const strict = { name: 'strict', issuers: [issuerOptions], checks: [{ claim: 'sub', rule: 'root' }] };
  const easy = { name: 'easy', issuers: [issuerOptions] };

  @Controller()
  class Patterns {
    @MessagePattern(['orders.list', { cmd: 'list', of: 'orders' }, 'orders.all'])
    list(@Claims('sub') sub: string, @Payload() data: unknown): unknown {
      return { sub, data };
    }
  }

  const rows: MessageAppParts = {
    controllers: [Patterns],
    options: {
      issuers: undefined,
      policies: [
        {
          ...strict,
          appliesTo: [
            { transport: 'rpc', pattern: 'orders.list' },
            { transport: 'rpc', pattern: '{"cmd":"list","of":"orders"}' },
          ],
        },
        { ...easy, appliesTo: [{ transport: 'rpc', pattern: 'orders.all' }] },
      ],
    } as never,
  };

  test('decides which policy applies, where a handler has several', async () => {
    const { client, issuer } = await start(rows);
    const token = carrying(issuer.token());
    expect(await client.send('orders.all', 1, token)).toEqual({ sub: 'alice', data: 1 });
    await expect(client.send('orders.list', 1, token)).rejects.toMatchObject({ code: 'CLAIM_REFUSED' });
    await expect(client.send({ of: 'orders', cmd: 'list' }, 1, token)).rejects.toMatchObject({
      code: 'CLAIM_REFUSED',
    });
    const root = carrying(issuer.token({ claims: { sub: 'root' } }));
    expect(await client.send({ cmd: 'list', of: 'orders' }, 1, root)).toEqual({ sub: 'root', data: 1 });
  });

  test.each([
    ['in quotes', '"orders.list"'],
    ['with escapes', String.raw`"\u006frders.list"`],
    ['as an object with blanks', '{ "of": "orders", "cmd": "list" }'],
    ['as an object with escapes', String.raw`{"of":"\u006frders","cmd":"list"}`],
    ['as an object with a key twice', '{"of":"x","of":"orders","cmd":"list"}'],
  ])('meets the same policy however the sender spells it: %s', async (_how, spelling) => {
    const { client, issuer } = await start(rows);
    await expect(client.send(spelling, 1, carrying(issuer.token()))).rejects.toMatchObject({
      code: 'CLAIM_REFUSED',
    });
    const root = carrying(issuer.token({ claims: { sub: 'root' } }));
    expect(await client.send(spelling, 1, root)).toMatchObject({ sub: 'root' });
  });

  test('of a policy for paths alone leaves messages without a policy', async () => {
    const { client, issuer } = await start({
      controllers: [Orders],
      options: { issuers: undefined, policies: [{ ...easy, appliesTo: [{ path: '/**' }] }] } as never,
    });
    await expect(client.send('orders.list', {}, carrying(issuer.token(READ)))).rejects.toMatchObject({
      code: 'NO_POLICY_APPLIES',
    });
  });
});
