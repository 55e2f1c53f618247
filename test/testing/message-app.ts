import {
  Controller,
  Get,
  Module,
  type DynamicModule,
  type INestApplication,
  type INestMicroservice,
} from '@nestjs/common';
import {
  EventPattern,
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  MessagePattern,
  Payload,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { of, type Observable } from 'rxjs';
import {
  Claims,
  GuardedElsewhere,
  JwtPolicyModule,
  OptionalToken,
  Public,
  RequireScope,
  type JwtPolicyOptions,
} from '../../src/jwt-policy/index.js';
import { microservices, type MicroservicesOptions } from '../../src/jwt-policy/microservices/index.js';
import { installIssuers, type TestIssuer } from '../../src/jwt-policy/testing/index.js';
import { MemoryServer } from '../support/memory-server.js';
import { CONFIGURED } from './start-orders.js';

/** What the handlers were given. */
export const HANDLED: unknown[] = [];

@Controller('orders')
class OrdersController {
  @RequireScope('orders/read')
  @MessagePattern(['orders.list', { cmd: 'list' }])
  @Get()
  list(@Claims('sub') sub: string, @Payload() data: unknown): unknown {
    HANDLED.push({ sub, data });
    return [];
  }

  @RequireScope('orders/write')
  @MessagePattern('orders.fail')
  fail(): never {
    throw new Error('the database is away');
  }

  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    HANDLED.push(data);
  }

  @EventPattern('orders.placed')
  counted(@Payload() _data: unknown): void {}

  @RequireScope('orders/read')
  @EventPattern('stock.*')
  stock(@Payload() data: unknown): void {
    HANDLED.push(data);
  }

  @Public()
  @MessagePattern('orders.ping')
  ping(): string {
    return 'pong';
  }

  @OptionalToken()
  @MessagePattern('orders.count')
  count(): number {
    return 1;
  }

  /** Such a pattern is no JSON, which a server of gRPC keeps as it is. */
  @MessagePattern('{orders')
  odd(): string {
    return 'odd';
  }

  @MessagePattern('orders.watch')
  watch(): Observable<number> {
    return of(1, 2);
  }

  @RequireScope('orders/read')
  @GrpcMethod('Orders', 'List')
  listByGrpc(data: unknown): unknown {
    HANDLED.push(data);
    return {};
  }

  @GrpcMethod('shop.Invoices', 'List')
  invoices(): unknown {
    return {};
  }

  @GrpcStreamMethod('Orders', 'Chat')
  chat(): Observable<object> {
    return of({});
  }

  @GrpcStreamCall('Orders', 'Upload')
  upload(_call: unknown): void {}
}

@Controller()
class ElsewhereController {
  @GuardedElsewhere('OtherGuard')
  @MessagePattern('other')
  other(): string {
    return 'other';
  }
}

/** What is different about an application of messages. */
export interface MessageParts {
  readonly options?: JwtPolicyOptions;
  /** `null`: the transport is not there, and another guard decides the messages. */
  readonly messages?: MicroservicesOptions | null;
}

@Module({})
class OrdersModule {
  static with({ options = { issuers: [CONFIGURED] }, messages = {} }: MessageParts): DynamicModule {
    const fetch = (): never => {
      throw new Error('the network was used');
    };
    const transports = messages === null ? [] : [microservices(messages)];
    return {
      module: OrdersModule,
      imports: [JwtPolicyModule.forRoot({ fetch, ...options, transports })],
      controllers: [messages === null ? ElsewhereController : OrdersController],
    };
  }
}

async function compile(issuer: TestIssuer, parts: MessageParts) {
  HANDLED.length = 0;
  const builder = Test.createTestingModule({ imports: [OrdersModule.with(parts)] });
  return installIssuers(builder, issuer).compile();
}

/** The options of a server that needs no package and no broker. */
export function serverOptions(transport: Transport): MicroserviceOptions {
  return transport === Transport.TCP
    ? { transport, options: { host: '127.0.0.1', port: 0 } }
    : { strategy: new MemoryServer(transport) };
}

/** An application of messages alone, ready to be called. It does not listen. */
export async function startMessages(
  issuer: TestIssuer,
  server: MicroserviceOptions,
  parts: MessageParts = {},
): Promise<INestMicroservice> {
  const module = await compile(issuer, parts);
  const app = module.createNestMicroservice<MicroserviceOptions>({ ...server, logger: false });
  await app.init();
  return app;
}

/** An application of requests and messages, ready to be called. Neither listens. */
export async function startHybrid(
  issuer: TestIssuer,
  servers: readonly MicroserviceOptions[],
  parts: MessageParts = {},
): Promise<INestApplication> {
  const module = await compile(issuer, parts);
  const app: INestApplication = module.createNestApplication({ logger: false });
  for (const server of servers) app.connectMicroservice(server, { inheritAppConfig: true });
  return app.init();
}
