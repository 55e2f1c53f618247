import {
  All,
  Controller,
  Get,
  Module,
  Post,
  RequestMethod,
  VersioningType,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { describe, expect, test } from '@jest/globals';
import {
  ClaimRule,
  GuardedElsewhere,
  JwtPolicyConfigurationError,
  JwtPolicyRoutes,
  OptionalToken,
  Public,
  RequireAnyScope,
  RequireScope,
  UsePolicy,
  type RouteEntry,
  type RouteTable,
} from '../../src/jwt-policy/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { outline, type Plan } from '../../src/jwt-policy/policy/index.js';
import { Plans } from '../../src/jwt-policy/guard/plans.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryGateways } from '../support/memory-gateways.js';
import { ADAPTERS, type Adapter, type TestAppParts } from '../support/test-app.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();

async function start(
  controllers: Type[],
  options: Partial<JwtPolicyOptions> = {},
  parts: Partial<TestAppParts> = {},
): Promise<INestApplication> {
  const issuers = 'policies' in options ? {} : { issuers: [issuerOptions] };
  const app = await startGuardedApp(controllers, { ...issuers, ...options } as JwtPolicyOptions, parts);
  return opened(app).app;
}

async function tableOf(...given: Parameters<typeof start>): Promise<RouteTable> {
  return (await start(...given)).get(JwtPolicyRoutes).table();
}

function paths({ routes }: RouteTable): readonly string[] {
  return routes.map(({ method, path }) => `${method} ${path}`);
}

function entryOf({ routes }: RouteTable, handler: string): RouteEntry {
  const found = routes.find((route) => route.handler === handler);
  if (found === undefined) throw new Error(`no ${handler}`);
  return found;
}

abstract class BaseController {
  @RequireScope('base/read')
  @Get('base')
  inherited(): string {
    return 'inherited';
  }

  @RequireScope('base/write')
  @Post('base')
  overridden(): string {
    return 'overridden';
  }
}

@ClaimRule('token_use', 'access')
@Controller(['orders', 'bestellungen'])
class OrdersController extends BaseController {
  @RequireAnyScope('a', 'b')
  @ClaimRule('client_id', ['batch', 'web'])
  @Get(['', ':id'])
  list(): string {
    return 'list';
  }

  @RequireScope('own/write')
  @Post('base')
  override overridden(): string {
    return 'own';
  }

  @OptionalToken({ onInvalid: 'anonymous' })
  @All('any/*')
  any(): string {
    return 'any';
  }
}

@Public()
@Controller('health')
class HealthController {
  @Get()
  health(): string {
    return 'ok';
  }
}

describe.each(ADAPTERS)('the route table on %s', (adapter: Adapter) => {
  test('has every path of a handler, with prefix and its exclusions, and of modules below a path', async () => {
    @Module({ controllers: [HealthController] })
    class HealthModule {}
    const table = await tableOf(
      [OrdersController],
      {},
      {
        adapter,
        imports: [HealthModule, RouterModule.register([{ path: 'ops', module: HealthModule }])],
        configure: (app) =>
          app.setGlobalPrefix('api', { exclude: [{ path: 'ops/health', method: RequestMethod.GET }] }),
      },
    );
    expect(paths(table).toSorted()).toEqual(
      [
        'GET /ops/health',
        ...['orders', 'bestellungen'].flatMap((name) => [
          `GET /api/${name}`,
          `GET /api/${name}/:id`,
          `GET /api/${name}/base`,
          `POST /api/${name}/base`,
          `ALL /api/${name}/any/${adapter === 'express' ? '*path' : '*'}`,
        ]),
      ].toSorted(),
    );
  });

  test('has versions in the path, or beside it where the router sees none', async () => {
    @Controller({ path: 'orders', version: ['1', '2'] })
    class VersionedController {
      @Get()
      list(): string {
        return 'list';
      }
    }
    const uri = await tableOf(
      [VersionedController],
      {},
      {
        adapter,
        configure: (app) => void app.enableVersioning({ type: VersioningType.URI }),
      },
    );
    expect(uri.routes.map(({ path, versions }) => [path, versions])).toEqual([
      ['/v1/orders', undefined],
      ['/v2/orders', undefined],
    ]);
    const header = await tableOf(
      [VersionedController],
      {},
      {
        adapter,
        configure: (app) => void app.enableVersioning({ type: VersioningType.HEADER, header: 'x-v' }),
      },
    );
    expect(header.routes.map(({ path, versions }) => [path, versions])).toEqual([['/orders', ['1', '2']]]);
  });

  test('is plain data that JSON holds, and is frozen', async () => {
    const table = await tableOf([OrdersController, HealthController], {}, { adapter });
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(table)).toBe(true);
  });
});

describe('an entry', () => {
  test('says where each demand is declared: on the class, a base class, the method, or one that it overrides', async () => {
    const table = await tableOf([OrdersController]);
    const onClass = {
      words: 'token_use is "access"',
      declared: { place: 'class', name: 'OrdersController' },
    };
    expect(entryOf(table, 'list')).toEqual({
      kind: 'route',
      method: 'GET',
      path: '/orders',
      controller: 'OrdersController',
      handler: 'list',
      access: 'required',
      policies: [{ name: 'default', calls: 'all' }],
      scopes: { all: [], any: [['a', 'b']] },
      rules: ['token_use is "access"', 'client_id is one of ["batch","web"]'],
      demands: [
        onClass,
        { words: 'one of the scopes a, b', declared: { place: 'method', name: 'OrdersController.list' } },
        {
          words: 'client_id is one of ["batch","web"]',
          declared: { place: 'method', name: 'OrdersController.list' },
        },
      ],
    });
    expect(entryOf(table, 'inherited').demands).toEqual([
      onClass,
      { words: 'scope base/read', declared: { place: 'method', name: 'BaseController.inherited' } },
    ]);
    expect(entryOf(table, 'overridden').demands).toEqual([
      onClass,
      {
        words: 'scope base/write',
        declared: { place: 'overridden method', name: 'BaseController.overridden' },
      },
      { words: 'scope own/write', declared: { place: 'method', name: 'OrdersController.overridden' } },
    ]);
  });

  test('says who opened the route, and what happens to a bad token', async () => {
    const table = await tableOf([OrdersController, HealthController]);
    expect(entryOf(table, 'health')).toMatchObject({
      access: 'public',
      opened: { place: 'class', name: 'HealthController' },
      policies: [],
      demands: [],
    });
    expect(entryOf(table, 'any')).toMatchObject({
      access: 'optional',
      onInvalid: 'anonymous',
      opened: { place: 'method', name: 'OrdersController.any' },
    });
  });

  test('has what its policies demand of claims and clients, and the issuer where there are several', async () => {
    const policy = { name: 'orders', issuers: [issuerOptions], checks: [{ claim: 'tenant', rule: 'x' }] };
    const other = {
      ...issuerOptions,
      issuer: 'https://other.test',
      checks: [{ claim: 'env', rule: 'prod' }],
    };
    const table = await tableOf([HealthController, OrdersController], {
      policies: [
        { ...policy, clients: { registry: { batch: { status: 'approved' } } } },
        { ...policy, name: 'two', issuers: [issuerOptions, other] },
      ],
    });
    const ofPolicies = entryOf(table, 'inherited').demands.filter(
      ({ declared }) => declared.place === 'policy',
    );
    expect(ofPolicies.map(({ words, declared }) => [declared.name, words])).toEqual([
      ['orders', 'tenant is "x"'],
      ['orders', 'the client at claim client_id is approved in the registry'],
      ['two', 'tenant is "x" (issuer "https://id.test")'],
      ['two', 'env is "prod" (issuer "https://other.test")'],
      ['two', 'tenant is "x" (issuer "https://other.test")'],
    ]);
    expect(table.policies.map(({ name, issuers }) => [name, issuers])).toEqual([
      ['orders', ['https://id.test']],
      ['two', ['https://id.test', 'https://other.test']],
    ]);
    expect(table.policies[0]?.steps.map(({ step }) => step)).toContain('signature');
  });

  test('has the words of the plan that the guard decides by', async () => {
    const app = await start([OrdersController]);
    const plan = app.get(Plans).find(OrdersController, OrdersController.prototype.list) as Plan;
    const own = outline(plan).filter(({ policy }) => policy === undefined);
    const { rules } = entryOf(app.get(JwtPolicyRoutes).table(), 'list');
    expect(own.map(({ step }) => step.expects)).toEqual(['scope: one of a, b', ...rules]);
  });

  test('of a message that another guard decides has that guard, and one that nobody decides says so', async () => {
    @WebSocketGateway()
    class ChatGateway {
      @GuardedElsewhere('WsAuthGuard')
      @SubscribeMessage('join')
      join(): string {
        return 'joined';
      }

      @SubscribeMessage('shout')
      shout(): string {
        return 'shouted';
      }
    }
    @Controller()
    class EventsController {
      @GuardedElsewhere('BrokerGuard')
      @EventPattern({ cmd: 'created' })
      created(): void {
        // What it does is of no interest here.
      }
    }
    const table = await tableOf(
      [EventsController],
      { dangerouslyAllowUnguardedHandlers: true },
      {
        providers: [ChatGateway],
        configure: (app) => void app.useWebSocketAdapter(new MemoryGateways()),
      },
    );
    expect(
      table.routes.map(({ kind, handler, access, guardedBy, messages }) => [
        kind,
        handler,
        access,
        guardedBy,
        messages,
      ]),
    ).toEqual([
      ['message-handler', 'created', 'guarded-elsewhere', ['BrokerGuard'], ['{"cmd":"created"}']],
      ['gateway-message', 'join', 'guarded-elsewhere', ['WsAuthGuard'], undefined],
      ['gateway-message', 'shout', 'unguarded', undefined, undefined],
      // The class has no such method, and clients connect all the same.
      ['gateway-connection', 'handleConnection', 'unguarded', undefined, undefined],
    ]);
    expect(table.findings.map(({ code, severity, place }) => [code, severity, place])).toEqual([
      ['GUARDED_ELSEWHERE', 'info', 'EventsController.created'],
      ['GUARDED_ELSEWHERE', 'info', 'ChatGateway.join'],
      ['UNGUARDED', 'warn', 'ChatGateway.shout'],
      ['UNGUARDED', 'warn', 'ChatGateway.handleConnection'],
    ]);
  });
});

describe('a table', () => {
  test('of many routes has each of them once', async () => {
    const classes = Array.from({ length: 20 }, (_none, index) => {
      class ManyController {}
      const { prototype } = ManyController as { prototype: object };
      for (let method = 0; method < 50; method += 1) {
        const name = `method${method}`;
        Object.defineProperty(prototype, name, { value: () => name, writable: true, configurable: true });
        const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
        Get(name)(prototype, name, descriptor);
      }
      Controller(`many${index}`)(ManyController);
      return ManyController as Type;
    });
    const table = await tableOf(classes);
    expect(table.routes.length).toBe(1_000);
    expect(new Set(table.routes.map(({ path }) => path)).size).toBe(1_000);
  });

  test('does not exist before the application is initialised', async () => {
    const app = await start([HealthController]);
    const plans = app.get(Plans);
    Object.defineProperty(plans, 'areReady', { value: false });
    expect(() => app.get(JwtPolicyRoutes).table()).toThrow(JwtPolicyConfigurationError);
    expect(() => app.get(JwtPolicyRoutes).table()).toThrow('call app.init() or app.listen() first');
  });

  test('names the policies of a route, and those that only a call decides', async () => {
    @UsePolicy('partners', 'strict')
    @Controller('orders')
    class NarrowedController {
      @Get()
      list(): string {
        return 'list';
      }
    }
    const when = { describe: 'from partners', matches: (): boolean => true };
    const table = await tableOf([NarrowedController], {
      policies: [
        { name: 'partners', issuers: [issuerOptions], appliesTo: [{ when }] },
        { name: 'strict', issuers: [issuerOptions] },
        { name: 'other', issuers: [issuerOptions] },
      ],
    });
    expect(entryOf(table, 'list').policies).toEqual([
      { name: 'partners', calls: 'some' },
      { name: 'strict', calls: 'all' },
    ]);
    expect(table.findings).toEqual([
      {
        code: 'DECIDED_PER_CALL',
        severity: 'info',
        place: 'NarrowedController.list',
        message:
          'Whether policy "partners" applies to GET /orders (NarrowedController.list) is only known at each call (from partners).',
      },
    ]);
  });
});
