import { Logger, Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { ApplicationConfig, NestFactory } from '@nestjs/core';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { AddressInfo, Server as NetServer } from 'node:net';
import type { Server, Socket } from 'socket.io';
import { JwtPolicyModule, RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf, websockets } from '../../src/jwt-policy/websockets/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { freePort } from '../support/free-port.js';
import { MemoryGateways } from '../support/memory-gateways.js';
import { TestIssuer } from '../support/test-issuer.js';
import { TimedTestClock } from '../support/timed-test-clock.js';
import { startGateways } from './gateway-app.js';
import { connectIo, refusalOf } from './socket-io-clients.js';

const opened = closeAfterEach();
const entered: unknown[] = [];
const warnings: string[] = [];
beforeEach(() => {
  entered.splice(0);
  warnings.splice(0);
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((line: unknown) => void warnings.push(String(line)));
});
afterEach(() => void jest.restoreAllMocks());

@WebSocketGateway()
class HallGateway {
  @WebSocketServer() declare server: Server;

  handleConnection(client: Socket): void {
    entered.push(policyOf(client)?.claims['sub'] ?? 'unknown');
  }

  @SubscribeMessage('join')
  join(): string {
    return 'joined';
  }
}

const clock = new TimedTestClock();
const issuer = new TestIssuer('https://id.test', clock);

function policy(): DynamicModule {
  return JwtPolicyModule.forRoot({ issuers: [issuerOptions], clock, transports: [websockets()] });
}

/** An application whose gateways nobody has bound yet. */
async function compile(...providers: (new () => object)[]): Promise<INestApplication> {
  const module = await Test.createTestingModule({ imports: [policy()], providers }).compile();
  return opened(module.createNestApplication({ logger: false }));
}

async function listen(app: INestApplication): Promise<number> {
  await app.listen(0, '127.0.0.1');
  return (app.getHttpServer().address() as AddressInfo).port;
}

async function answerOf(port: number, token: string | undefined): Promise<unknown> {
  const client = opened(connectIo(`http://127.0.0.1:${port}`, { auth: { token } }));
  return refusalOf(await client.answered());
}

/** A client without a token is refused there, and one with a good token is not. */
async function expectDecided(port: number): Promise<void> {
  expect(await answerOf(port, undefined)).toMatchObject({ data: { code: 'TOKEN_MISSING' } });
  expect(entered).toEqual([]);
  expect(await answerOf(port, issuer.token({ claims: { sub: 'ann' } }))).toBe('connect');
  expect(entered).toEqual(['ann']);
}

describe('clients are decided', () => {
  test('with the adapter that Nest makes itself', async () => {
    const app = await compile(HallGateway);
    await expectDecided(await listen(app));
  });

  test.each([
    ['one adapter twice', (app: INestApplication) => [new IoAdapter(app)].flatMap((one) => [one, one])],
    ['two adapters', (app: INestApplication) => [new IoAdapter(app), new IoAdapter(app)]],
    [
      'two adapters, and the first again',
      (app: INestApplication) => {
        const [one, other] = [new IoAdapter(app), new IoAdapter(app)];
        return [one, other, one];
      },
    ],
  ])('once, where the application sets %s', async (_name, adapters) => {
    const decided: string[] = [];
    const { port } = opened(
      await startGateways({
        adapter: 'socket.io',
        providers: [HallGateway],
        options: {
          observers: [{ decided: ({ outcome }: { outcome: string }) => void decided.push(outcome) }],
        },
        configure: (app) => {
          for (const adapter of adapters(app)) app.useWebSocketAdapter(adapter);
        },
      }),
    );
    await expectDecided(port);
    expect(decided).toHaveLength(2);
  });

  test('with an adapter that a provider has set before', async () => {
    @Module({
      providers: [
        {
          provide: 'EARLY',
          inject: [ApplicationConfig],
          useFactory: (config: ApplicationConfig) => config.setIoAdapter(new IoAdapter()),
        },
      ],
    })
    class EarlyModule {}
    const port = await freePort();
    @WebSocketGateway(port)
    class OwnGateway extends HallGateway {}
    const module = await Test.createTestingModule({
      imports: [EarlyModule, policy()],
      providers: [OwnGateway],
    }).compile();
    await listen(opened(module.createNestApplication({ logger: false })));
    await expectDecided(port);
  });

  test('at a gateway with a port of its own, beside one on the port of the application', async () => {
    const port = await freePort();
    @RequireScope('own')
    @WebSocketGateway(port)
    class OwnGateway extends HallGateway {}
    @WebSocketGateway(port, { namespace: '/two' })
    class TwoGateway extends HallGateway {}
    const app = await compile(HallGateway, OwnGateway, TwoGateway);
    const shared = await listen(app);
    await expectDecided(shared);
    expect(await answerOf(port, issuer.token())).toMatchObject({ data: { code: 'SCOPE_MISSING' } });
    expect(await answerOf(port, issuer.token({ claims: { sub: 'bob', scope: 'own' } }))).toBe('connect');
    expect(entered).toEqual(['ann', 'bob']);
  });

  test('by their own application where several share a gateway', async () => {
    const one = opened(await startGateways({ adapter: 'socket.io', providers: [HallGateway] }));
    const other = opened(
      await startGateways({
        adapter: 'socket.io',
        providers: [HallGateway],
        options: { issuers: [{ ...issuerOptions, audience: 'other' }] },
      }),
    );
    const [ofOne, ofOther] = ['orders', 'other'].map((aud) => issuer.token({ claims: { aud, sub: aud } }));
    expect(await answerOf(one.port, ofOne)).toBe('connect');
    expect(await answerOf(other.port, ofOther)).toBe('connect');
    expect(await answerOf(one.port, ofOther)).toMatchObject({ data: { code: 'AUDIENCE_REFUSED' } });
    expect(await answerOf(other.port, ofOne)).toMatchObject({ data: { code: 'AUDIENCE_REFUSED' } });
    expect(entered).toEqual(['orders', 'other']);
    await one.close();
    const client = opened(connectIo(`http://127.0.0.1:${other.port}`, { auth: { token: ofOther } }));
    expect(await client.ask('join')).toBe('joined');
  });

  test('in a microservice without HTTP', async () => {
    const module = await Test.createTestingModule({
      imports: [policy()],
      providers: [HallGateway],
    }).compile();
    const app = opened(
      module.createNestMicroservice<MicroserviceOptions>({
        transport: Transport.TCP,
        options: { host: '127.0.0.1', port: 0 },
        logger: false,
      }),
    );
    await app.listen();
    const { httpServer } = app.get(HallGateway).server as { readonly httpServer: NetServer };
    await expectDecided((httpServer.address() as AddressInfo).port);
  });
});

describe('a hybrid application', () => {
  const TCP = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } } as const;

  test.each([
    ['as it is', undefined],
    ['with inheritAppConfig', { inheritAppConfig: true }],
  ])('%s binds its gateways once', async (_name, options) => {
    const app = await compile(HallGateway);
    app.connectMicroservice<MicroserviceOptions>(TCP, options);
    await app.startAllMicroservices();
    await expectDecided(await listen(app));
  });

  // Nest binds all gateways once more: on a free port, or twice on one port, where the first client would end the process.
  describe.each([
    ['alone', {}],
    ['and inheritAppConfig', { inheritAppConfig: true }],
  ])('with deferInitialization %s', (_name, options) => {
    const servers: { readonly httpServer: NetServer }[] = [];

    async function connected(): Promise<INestApplication> {
      const app = await compile(HallGateway);
      app.useWebSocketAdapter(new IoAdapter(app));
      app.connectMicroservice<MicroserviceOptions>(TCP, { ...options, deferInitialization: true });
      const create = IoAdapter.prototype.createIOServer;
      servers.splice(0);
      jest.spyOn(IoAdapter.prototype, 'createIOServer').mockImplementation(function (
        this: IoAdapter,
        ...args
      ) {
        const server = create.apply(this, args);
        servers.push(server as { readonly httpServer: NetServer });
        return server;
      } as typeof create);
      return app;
    }

    const refusal = (start: () => Promise<unknown>): Promise<void> =>
      expect(start()).rejects.toThrow(/HallGateway: is being bound (to a server that this|a second time)/);

    test('does not start if its microservices come last', async () => {
      const app = await connected();
      await listen(app);
      await refusal(() => app.startAllMicroservices());
      expect(servers).toHaveLength(2);
      expect(servers[1]?.httpServer.listening).toBe(false);
    });

    test('does not start if its microservices come first', async () => {
      const app = await connected();
      await refusal(async () => {
        await app.startAllMicroservices();
        await listen(app);
      });
      for (const { httpServer } of servers) expect(httpServer.listening).toBe(false);
      expect(entered).toEqual([]);
    });
  });
});

test('an application without the module cannot serve the gateway of one that has it', async () => {
  const port = await listen(await compile(HallGateway));
  const module = await Test.createTestingModule({ providers: [HallGateway] }).compile();
  const other = opened(module.createNestApplication({ logger: false }));
  await expect(listen(other)).rejects.toThrow(
    /HallGateway: .* Every application of the process that has this gateway needs JwtPolicyModule with websockets/,
  );
  await expectDecided(port);
});

test('an application context with gateways starts, and serves nobody', async () => {
  @Module({ imports: [policy()], providers: [HallGateway] })
  class ContextModule {}
  const context = opened(await NestFactory.createApplicationContext(ContextModule, { logger: false }));
  expect(context.get(HallGateway).server).toBeNull();
});

describe('an adapter', () => {
  test('of neither ws nor socket.io has its clients refused, and that is said once', async () => {
    const gateways = new MemoryGateways();
    opened(
      await startGateways({
        adapter: 'socket.io',
        providers: [HallGateway],
        configure: (app) => void app.useWebSocketAdapter(gateways),
      }),
    );
    const clients = [gateways.connect(), gateways.connect()];
    for (const client of clients)
      await expect(client.send('join')).rejects.toThrow('no gateway has subscribed');
    expect(entered).toEqual([]);
    expect(warnings.filter((line) => line.includes('neither ws nor socket.io'))).toHaveLength(1);
  });

  test.each([
    ['create', /is being bound to a server that this transport has not seen/],
    ['bindClientConnect', /is bound to a server that this transport has not seen/],
  ])('whose %s cannot be watched stops the start', async (member, message) => {
    const app = await compile(HallGateway);
    // What is set is not kept.
    const adapter = new Proxy(new IoAdapter(app), {
      set: (target, key, value, receiver) => key === member || Reflect.set(target, key, value, receiver),
      defineProperty: (target, key, descriptor) =>
        key === member || Reflect.defineProperty(target, key, descriptor),
    });
    app.useWebSocketAdapter(adapter);
    await expect(listen(app)).rejects.toThrow(message);
  });
});
