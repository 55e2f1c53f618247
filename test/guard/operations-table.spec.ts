import { Controller, Get, Logger, type INestApplicationContext, type Type } from '@nestjs/common';
import { EventPattern, GrpcMethod, GrpcStreamMethod, MessagePattern, Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  ClaimRule,
  JwtPolicyConfigurationError,
  JwtPolicyModule,
  JwtPolicyRoutes,
  OptionalToken,
  Public,
  RequireScope,
  rfc6750Responses,
  UsePolicy,
  type JwtPolicyOptions,
  type JwtPolicyTransport,
  type RouteTable,
} from '../../src/jwt-policy/index.js';
import { routeTableMarkdown, routeTableText } from '../../src/jwt-policy/inspection/index.js';
import { microservices } from '../../src/jwt-policy/microservices/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import { policyTable } from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryServer } from '../support/memory-server.js';
import { issuerOptions } from './guarded-app.js';

const opened = closeAfterEach();
let warned: string[] = [];

beforeEach(() => {
  warned = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void warned.push(String(message)));
});
afterEach(() => void jest.restoreAllMocks());

const issuers = [issuerOptions];
const ISSUERS = { issuers };
const HEADERS = { claimsToHeaders: [{ claim: 'sub', header: 'x-sub' }] };

async function start(
  controllers: Type[],
  options: JwtPolicyOptions = ISSUERS,
  isHybrid = true,
): Promise<INestApplicationContext> {
  const imports = [JwtPolicyModule.forRoot({ ...options, transports: [microservices()] })];
  const module = await Test.createTestingModule({ imports, controllers }).compile();
  const app: INestApplicationContext = isHybrid
    ? module.createNestApplication({ logger: false })
    : module.createNestMicroservice({ strategy: new MemoryServer(Transport.NATS), logger: false });
  opened(app);
  return app.init();
}

async function tableOf(...given: Parameters<typeof start>): Promise<RouteTable> {
  return (await start(...given)).get(JwtPolicyRoutes).table();
}

function told({ findings }: RouteTable): readonly string[] {
  return findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

@RequireScope('orders/read')
@Controller('orders')
class OrdersController {
  @Get()
  @MessagePattern(['orders.list', { cmd: 'list' }])
  list(): void {}

  @ClaimRule('token_use', 'access')
  @GrpcMethod('Orders', 'List')
  listByGrpc(): void {}

  @GrpcStreamMethod('shop.Orders', 'Watch')
  watch(): void {}

  @EventPattern('stock.>')
  stock(_data: unknown): void {}

  @EventPattern(/^audit\./)
  audit(_data: unknown): void {}
}

@Public()
@Controller()
class StatusController {
  @MessagePattern('status')
  status(): void {}
}

@Controller()
class MaybeController {
  @OptionalToken({ onInvalid: 'anonymous' })
  @MessagePattern('maybe')
  maybe(): void {}
}

@Controller('plain')
class PlainController {
  @Get()
  get(): void {}

  @MessagePattern('plain.one')
  one(): void {}

  @MessagePattern('plain.two')
  two(): void {}
}

describe('the route table', () => {
  test('has one entry for each operation, beside the routes', async () => {
    const table = await tableOf([OrdersController, StatusController, MaybeController]);
    expect(
      table.routes.map(({ method, path, transport, operation, access }) => [
        method ?? transport,
        path ?? operation,
        access,
      ]),
    ).toEqual([
      ['GET', '/orders', 'required'],
      ['rpc', 'orders.list', 'required'],
      ['rpc', '{"cmd":"list"}', 'required'],
      ['rpc', '/*Orders/List', 'required'],
      ['rpc', '/*shop.Orders/Watch', 'required'],
      ['rpc', 'stock.*', 'required'],
      ['rpc', '*', 'required'],
      ['rpc', 'status', 'public'],
      ['rpc', 'maybe', 'optional'],
    ]);
    expect(table.routes[1]).toEqual({
      kind: 'message-handler',
      transport: 'rpc',
      operation: 'orders.list',
      messages: ['orders.list', '{"cmd":"list"}'],
      controller: 'OrdersController',
      handler: 'list',
      access: 'required',
      policies: [{ name: 'default', calls: 'all' }],
      scopes: { all: ['orders/read'], any: [] },
      rules: [],
      demands: [{ words: 'scope orders/read', declared: { place: 'class', name: 'OrdersController' } }],
    });
    expect(table.routes[6]?.messages).toEqual([String.raw`/^audit\./`]);
    expect(told(table)).toEqual([]);
  });

  test('is printed with the transport in the place of a method', async () => {
    const table = await tableOf([OrdersController, StatusController]);
    expect(routeTableText(table, { columns: 120, colours: false })).toBe(
      `METHOD  PATH                 ACCESS          DEMANDS                         HANDLER
GET     /orders              required        scope orders/read (class)       OrdersController.list
rpc     orders.list          required        scope orders/read (class)       OrdersController.list
rpc     {"cmd":"list"}       required        scope orders/read (class)       OrdersController.list
rpc     /*Orders/List        required        scope orders/read (class)       OrdersController.listByGrpc
                                             token_use is "access" (method)
rpc     /*shop.Orders/Watch  required        scope orders/read (class)       OrdersController.watch
rpc     stock.*              required        scope orders/read (class)       OrdersController.stock
rpc     *                    required        scope orders/read (class)       OrdersController.audit
rpc     status               public (class)                                  StatusController.status

7 handler(s): 6 required, 1 public.
`,
    );
    expect(routeTableMarkdown(table)).toContain(
      String.raw`| rpc | /\*Orders/List | required | default | scope orders/read (class)<br>token\_use is "access" (method) | OrdersController.listByGrpc |`,
    );
  });

  test('is the same text in an application of messages alone, whatever the order of its controllers', async () => {
    const text = `rpc maybe -> MaybeController.maybe
  optional (a bad token passes as nobody; method) by policy default
rpc status -> StatusController.status
  public (class)
`;
    for (const controllers of [
      [StatusController, MaybeController],
      [MaybeController, StatusController],
    ])
      expect(policyTable(await start(controllers, ISSUERS, false))).toBe(text);
  });
});

describe('findings about operations', () => {
  test('name the row that is missing where no policy applies', async () => {
    const policies = [{ name: 'web', issuers, appliesTo: [{ path: '/**' }] }];
    const closed = await tableOf([PlainController], { policies });
    const advice = (name: string) =>
      `A row of appliesTo without a transport is for HTTP alone; a row for this operation is { transport: "rpc", pattern: "${name}" }.`;
    expect(told(closed)).toEqual(
      ['one', 'two'].map(
        (name) =>
          `error NO_POLICY_APPLIES No policy applies to rpc plain.${name} (PlainController.${name}): calls get 403 NO_POLICY_APPLIES. ${advice(`plain.${name}`)}`,
      ),
    );
    expect(closed.routes.map(({ access }) => access)).toEqual(['required', 'closed', 'closed']);
    const open = await tableOf([PlainController], { policies, unmatchedRoutes: 'allow' });
    expect(told(open)[0]).toBe(
      `warn NO_POLICY_APPLIES No policy applies to rpc plain.one (PlainController.one): calls pass without a token. ${advice('plain.one')}`,
    );
    expect(open.routes.map(({ access }) => access)).toEqual(['required', 'open', 'open']);
  });

  test('tell of a row that matches no operation, by its position among all rows', async () => {
    const appliesTo = [
      { path: '/plain' },
      { transport: 'rpc', pattern: 'plain.*' },
      { transport: 'rpc', pattern: ['Plain.one', 'plain'] },
      { transport: 'grpc', pattern: 'plain.one' },
      { path: '/plian' },
    ];
    const table = await tableOf([PlainController], { policies: [{ name: 'all', issuers, appliesTo }] });
    expect(told(table)).toEqual([
      'warn ROW_MATCHES_NOTHING Policy "all": appliesTo[4] matches no route. Letter case, prefix and version count.',
      'warn ROW_MATCHES_NOTHING Policy "all": appliesTo[2] (rpc Plain.one, plain) matches no operation. Letter case and transport count.',
      'warn ROW_MATCHES_NOTHING Policy "all": appliesTo[3] (grpc plain.one) matches no operation. Letter case and transport count.',
    ]);
    expect(warned.filter((line) => line.includes('matches no '))).toHaveLength(3);
  });

  test('tell of an operation about which only the call decides', async () => {
    const appliesTo = [
      { transport: 'rpc', pattern: 'plain.*' },
      { transport: 'rpc', pattern: 'stock.low' },
    ];
    const policies = [
      { name: 'all', issuers },
      { name: 'some', issuers, appliesTo },
    ];
    const table = await tableOf([PlainController, OrdersController], { policies });
    const perCall = table.findings.filter(({ code }) => code === 'DECIDED_PER_CALL');
    expect(perCall.map(({ message, place }) => [place, message])).toEqual([
      [
        'OrdersController.stock',
        'Whether policy "some" applies to rpc stock.* (OrdersController.stock) is only known at each call (rpc plain.*, or rpc stock.low).',
      ],
      [
        'OrdersController.audit',
        'Whether policy "some" applies to rpc * (OrdersController.audit) is only known at each call (rpc plain.*, or rpc stock.low).',
      ],
    ]);
    const policiesOf = (name: string) => table.routes.find(({ operation }) => operation === name)?.policies;
    expect(policiesOf('stock.*')).toEqual([
      { name: 'all', calls: 'all' },
      { name: 'some', calls: 'some' },
    ]);
    expect(policiesOf('plain.one')?.[1]).toEqual({ name: 'some', calls: 'all' });
    expect(policiesOf('orders.list')).toEqual([{ name: 'all', calls: 'all' }]);
  });

  test('tell of a transport that does not name its operations, where policies have rows', async () => {
    const transport: JwtPolicyTransport = {
      type: 'rpc',
      decides: ['message-handler'],
      view: () => undefined,
      refusal: () => new Error('refused'),
    };
    const unnamed = async (options: JwtPolicyOptions): Promise<RouteTable> => {
      const imports = [JwtPolicyModule.forRoot({ ...options, transports: [transport] })];
      const controllers = [MaybeController, StatusController];
      const module = await Test.createTestingModule({ imports, controllers }).compile();
      const app = opened(module.createNestApplication({ logger: false }));
      return (await app.init()).get(JwtPolicyRoutes).table();
    };
    const appliesTo = [{ transport: 'rpc' }];
    const table = await unnamed({ policies: [{ name: 'rows', issuers, ...HEADERS, appliesTo }] });
    expect(told(table)).toEqual([
      'warn ROW_MATCHES_NOTHING Policy "rows": appliesTo[0] (rpc *) matches no operation. Letter case and transport count.',
      'warn NO_ROUTE_TO_COMPARE Policies of MaybeController.maybe say appliesTo: its calls get NO_POLICY_APPLIES unless the transport gives their route.',
    ]);
    expect(table.routes[0]).toMatchObject({
      messages: ['maybe'],
      policies: [{ name: 'rows', calls: 'some' }],
    });
    expect(told(await unnamed(ISSUERS))).toEqual([]);
  });

  test('tell of policies that no token can pass together', async () => {
    const policies = [
      { name: 'one', issuers },
      { name: 'two', issuers: [{ ...issuerOptions, issuer: 'https://other.test' }] },
    ];
    expect(told(await tableOf([MaybeController], { policies }))).toEqual([
      'error NO_TOKEN_PASSES No token can pass all policies of rpc maybe (MaybeController.maybe): one, two accept no issuer in common. @UsePolicy() or appliesTo narrows them.',
    ]);
  });

  test('tell of a claim that tokens never have', async () => {
    const absent = [{ ...issuerOptions, absentClaims: { scope: 'demand roles', scp: 'demand roles' } }];
    const { findings } = await tableOf([OrdersController], { issuers: absent });
    expect(findings.filter(({ place }) => place === 'OrdersController.stock')).toMatchObject([
      { code: 'CLAIM_NEVER_SENT' },
    ]);
  });
});

const HEADERS_SAY = 'claimsToHeaders sets no header there. Handlers read claims with @Claims().';
const RESPONSES_SAY =
  'its responses are not used there. A refusal has its code and the constant text of that code.';

describe('options that have a meaning over HTTP alone', () => {
  test('are told once for a policy that applies to operations, however many', async () => {
    const policies = [{ name: 'moved', issuers, ...HEADERS, responses: muleSoftResponses }];
    const table = await tableOf([PlainController, OrdersController], { policies });
    const where =
      'Policy "moved" applies to rpc plain.one (PlainController.one) and 7 more, which is not HTTP:';
    expect(told(table)).toEqual([
      `warn HEADERS_ONLY_OVER_HTTP ${where} ${HEADERS_SAY}`,
      `warn RESPONSES_ONLY_OVER_HTTP ${where} ${RESPONSES_SAY}`,
    ]);
    expect(table.findings.map(({ place }) => place)).toEqual(['moved', 'moved']);
    expect(warned.filter((line) => line.includes('which is not HTTP'))).toHaveLength(2);
  });

  test('are told of those policies alone that can apply to an operation', async () => {
    @UsePolicy('narrowed')
    @Controller()
    class Narrowed {
      @MessagePattern('narrowed')
      one(): void {}
    }
    const policies = [
      { name: 'web', issuers, ...HEADERS, responses: muleSoftResponses, appliesTo: [{ path: '/**' }] },
      { name: 'narrowed', issuers, ...HEADERS },
      {
        name: 'rows',
        issuers,
        responses: { respond: () => undefined },
        appliesTo: [{ transport: 'rpc', pattern: 'plain.two' }, { path: '/**' }],
      },
      { name: 'all', issuers, responses: rfc6750Responses, appliesTo: [{ transport: 'rpc' }] },
    ];
    const table = await tableOf([PlainController, Narrowed], { policies });
    const offHttp = told(table).filter((line) => line.includes('_ONLY_OVER_HTTP'));
    expect(offHttp).toEqual([
      `warn HEADERS_ONLY_OVER_HTTP Policy "narrowed" applies to rpc plain.one (PlainController.one) and 2 more, which is not HTTP: ${HEADERS_SAY}`,
      `warn RESPONSES_ONLY_OVER_HTTP Policy "rows" applies to rpc plain.two (PlainController.two), which is not HTTP: ${RESPONSES_SAY}`,
    ]);
  });

  test('are not told of a policy that no handler of an operation uses', async () => {
    @UsePolicy('plain')
    @Controller('used')
    class UsedController {
      @UsePolicy('moved')
      @Get()
      get(): void {}

      @MessagePattern('used')
      one(): void {}
    }
    const policies = [
      { name: 'plain', issuers },
      { name: 'moved', issuers, ...HEADERS, responses: muleSoftResponses },
    ];
    expect(told(await tableOf([UsedController], { policies }))).toEqual([]);
  });

  test('are not told of public handlers and of routes', async () => {
    @Controller('web')
    class WebController {
      @Get()
      get(): void {}
    }
    const policies = [{ name: 'moved', issuers, ...HEADERS, responses: muleSoftResponses }];
    expect(told(await tableOf([WebController, StatusController], { policies }))).toEqual([]);
  });

  test('stop the start where findings do', async () => {
    const policies = [{ name: 'moved', issuers, ...HEADERS }];
    await expect(start([PlainController], { policies, routeFindings: 'error' })).rejects.toThrow(
      JwtPolicyConfigurationError,
    );
  });
});
