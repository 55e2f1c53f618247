import { Controller, type INestApplication, type Type } from '@nestjs/common';
import {
  EventPattern,
  GrpcMethod,
  GrpcStreamMethod,
  MessagePattern,
  Payload,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { EMPTY, of, type Observable } from 'rxjs';
import { describe, expect, test } from '@jest/globals';
import { Claims, JwtPolicyModule, RequireScope } from '../../src/jwt-policy/index.js';
import { microservices, type MicroservicesOptions } from '../../src/jwt-policy/microservices/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryServer } from '../support/memory-server.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';
import { PROTO } from './grpc-client.js';

const opened = closeAfterEach();
const clock = new TestClock();
const issuer = new TestIssuer('https://id.test', clock);
const AUTHORIZATION = `Bearer ${issuer.token({ claims: { scope: 'orders/read' } })}`;

@Controller()
class Orders {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Payload() data: unknown, @Claims('sub') sub: unknown): unknown {
    return { data, sub };
  }

  @MessagePattern('orders.none')
  none(@Payload() _data: unknown): Observable<unknown> {
    return EMPTY;
  }

  @MessagePattern('orders.some')
  some(@Payload() data: unknown): Observable<unknown> {
    return of(data, 'more');
  }

  @EventPattern('orders.placed')
  placed(@Payload() _data: unknown): void {}
}

@Controller()
class GrpcOrders {
  @RequireScope('orders/read')
  @GrpcMethod('Orders', 'Get')
  get(@Payload() data: unknown, @Claims('sub') sub: unknown): unknown {
    return { data, sub };
  }

  @GrpcMethod('shop.Orders', 'Ping')
  ping(@Payload() data: unknown): unknown {
    return data;
  }

  @GrpcStreamMethod('Orders', 'Count')
  count(orders: Observable<unknown>): Observable<unknown> {
    return orders;
  }
}

const TCP: MicroserviceOptions = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } };
const GRPC: MicroserviceOptions = {
  transport: Transport.GRPC,
  options: { package: 'shop', protoPath: PROTO, url: '127.0.0.1:0' },
};

interface Sent {
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly data?: unknown;
}

/** Calls an application whose servers are connected and do not listen. */
async function appOf(
  servers: readonly MicroserviceOptions[],
  controllers: readonly Type[] = [Orders],
  options: MicroservicesOptions = {},
): Promise<(name: string, sent?: Sent) => Promise<unknown>> {
  const transport = microservices(options);
  const policy = JwtPolicyModule.forRoot({ issuers: [issuerOptions], clock, transports: [transport] });
  const module = await Test.createTestingModule({
    imports: [policy],
    controllers: [...controllers],
  }).compile();
  const app: INestApplication = opened(module.createNestApplication({ logger: false }));
  for (const server of servers) app.connectMicroservice(server, { inheritAppConfig: true });
  await app.init();
  return async (name, { authorization, headers = {}, data } = {}) =>
    transport.callInProcess?.(app, { name, authorization, headers, data });
}

describe('a message that the test kit sends', () => {
  test('is decided like any other', async () => {
    const call = await appOf([TCP]);
    const data = { id: 1 };
    expect(await call('orders.list', { authorization: AUTHORIZATION, data })).toEqual({ data, sub: 'alice' });
    await expect(call('orders.list', { data })).rejects.toMatchObject({
      code: 'TOKEN_MISSING',
      statusCode: 401,
    });
    const headers = { authorization: 'Basic abc' };
    await expect(call('orders.list', { headers })).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  });

  test('has its token where the options say', async () => {
    const call = await appOf([TCP], [Orders], { token: { tcp: { payload: 'token' } } });
    expect(await call('orders.list', { authorization: AUTHORIZATION, data: { id: 1 } })).toEqual({
      data: { id: 1 },
      sub: 'alice',
    });
    expect(await call('orders.list', { authorization: AUTHORIZATION })).toEqual({ data: {}, sub: 'alice' });
  });

  test('is answered with the first value of a stream, if there is one', async () => {
    const call = await appOf([TCP]);
    const authorization = AUTHORIZATION;
    expect(await call('orders.none', { authorization })).toBeUndefined();
    expect(await call('orders.some', { authorization, data: 7 })).toBe(7);
    expect(await call('orders.placed', { authorization })).toBeUndefined();
  });

  test('finds a gRPC method by its path', async () => {
    const call = await appOf([TCP, GRPC], [GrpcOrders]);
    const data = { id: 1 };
    const authorization = AUTHORIZATION;
    expect(await call('/shop.Orders/Get', { authorization, data })).toEqual({ data, sub: 'alice' });
    expect(await call('/shop.Orders/Ping', { authorization, data })).toEqual(data);
    const refused = await call('/shop.Orders/Get', { data }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 16 });
    expect((refused as { metadata: { getMap(): object } }).metadata.getMap()).toEqual({
      'error-code': 'TOKEN_MISSING',
      'www-authenticate': 'Bearer',
    });
    await expect(call('/shop.Orders/Count', { authorization })).rejects.toThrow('Its client sends a stream');
  });

  test.each([
    ['no server has the pattern', 'orders.other', [TCP]],
    ['no server is connected', 'orders.list', []],
    ['no gRPC method has the path', '/shop.Orders/Other', [GRPC]],
    ['the path is none', 'orders.list', [GRPC]],
    ['its server is one of a custom strategy', 'orders.list', [{ strategy: new MemoryServer() }]],
  ] as const)('is told if %s', async (_what, name, servers) => {
    const controllers = (servers as readonly unknown[]).includes(GRPC) ? [GrpcOrders] : [Orders];
    const call = await appOf(servers, controllers);
    await expect(call(name)).rejects.toThrow('No message server of the application has it.');
  });
});
