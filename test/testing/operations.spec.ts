import { AssertionError } from 'node:assert';
import { Controller, Module } from '@nestjs/common';
import { MessagePattern, RpcException, Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { describe, expect, test } from '@jest/globals';
import {
  JwtPolicyModule,
  RequireScope,
  transportCall,
  type JwtPolicyTransport,
} from '../../src/jwt-policy/index.js';
import {
  callRoute,
  createTestIssuer,
  everyBadToken,
  policyMatrix,
  policyTable,
  TestKitError,
  type MatrixRow,
} from '../../src/jwt-policy/testing/index.js';
import { MemoryServer } from '../support/memory-server.js';
import { closeAfterEach } from '../support/closing.js';
import { HANDLED, serverOptions, startHybrid, startMessages } from './message-app.js';
import { CONFIGURED, ISSUER } from './start-orders.js';

const opened = closeAfterEach();
const reader = { scope: 'orders/read' };
const writer = { scope: 'orders/write' };

const MESSAGES: readonly MatrixRow[] = [
  ['rpc orders.list', reader, 200],
  ['rpc orders.list', reader, 'granted', { body: { page: 1 } }],
  ['rpc {"cmd":"list"}', reader, 'granted'],
  ['rpc {"cmd":"list"}', null, 'TOKEN_MISSING'],
  ['rpc orders.list', writer, 'SCOPE_MISSING'],
  ['rpc orders.list', writer, 403],
  ['rpc orders.list', null, 401],
  ['rpc orders.list', { bad: 'expired' }, 'TOKEN_EXPIRED'],
  ['rpc orders.list', 'x.y.z', 'TOKEN_MALFORMED'],
  ['rpc orders.fail', writer, 500],
  ['rpc orders.fail', writer, 'granted'],
  ['rpc orders.fail', reader, 'SCOPE_MISSING'],
  ['rpc orders.ping', null, 'granted'],
  ['rpc orders.ping', 'no token', 200],
  ['rpc orders.count', null, 'granted'],
  ['rpc orders.count', { bad: 'expired' }, 'TOKEN_EXPIRED'],
  ['rpc orders.watch', {}, 200],
  ['rpc {orders', {}, 200],
  ['rpc orders.placed', writer, 'granted'],
  ['rpc orders.placed', null, 'TOKEN_MISSING'],
];

const TRANSPORTS = [
  ['TCP', Transport.TCP],
  ['Redis', Transport.REDIS],
  ['NATS', Transport.NATS],
  ['MQTT', Transport.MQTT],
  ['RabbitMQ', Transport.RMQ],
  ['Kafka', Transport.KAFKA],
] as const;

async function failureOf(promise: Promise<unknown>): Promise<AssertionError> {
  const failure: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(AssertionError);
  return failure as AssertionError;
}

describe.each(TRANSPORTS)('operations over %s', (_name, transport) => {
  test('are called in an application of messages alone, without a broker', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(transport)));
    await policyMatrix(app, issuer, MESSAGES);
  });

  test('are called beside requests in a hybrid application', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startHybrid(issuer, [serverOptions(transport)]));
    await policyMatrix(app, issuer, [...MESSAGES, ['GET /orders', reader, 200], ['GET /orders', null, 401]]);
  });

  test('take the token from where the options say, which handlers never see', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const token = {
      tcp: { payload: 'token' },
      redis: { payload: 'token' },
      nats: { header: 'X-Token' },
      mqtt: { header: 'X-Token' },
      rmq: { payload: 'token' },
      kafka: { header: 'X-Token' },
    };
    const app = opened(await startMessages(issuer, serverOptions(transport), { messages: { token } }));
    const body = Object.freeze({ page: 1 });
    await policyMatrix(app, issuer, [
      ['rpc orders.list', reader, 'granted', { body }],
      ['rpc orders.list', writer, 'SCOPE_MISSING', { body }],
      ['rpc orders.list', null, 'TOKEN_MISSING', { body }],
      ['rpc orders.list', reader, 'granted'],
    ]);
    const sub = expect.any(String);
    expect(HANDLED[0]).toEqual({ sub, data: { page: 1 } });
    expect(JSON.stringify(HANDLED)).not.toContain('token');
    expect(body).toEqual({ page: 1 });
  });
});

describe('operations over gRPC', () => {
  const ROWS: readonly MatrixRow[] = [
    ['rpc /shop.Orders/List', reader, 200, { body: { page: 1 } }],
    ['rpc /Orders/List', reader, 'granted'],
    ['rpc /shop.Orders/List', {}, 'SCOPE_MISSING'],
    ['rpc /shop.Orders/List', null, 401],
    ['rpc /shop.Orders/List', { bad: 'badSignature' }, 'SIGNATURE_INVALID'],
    ['rpc /shop.Invoices/List', {}, 'granted'],
  ];

  test('are called in an application of gRPC alone and beside messages that it keeps too', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const alone = opened(await startMessages(issuer, serverOptions(Transport.GRPC)));
    await policyMatrix(alone, issuer, ROWS);
    expect(HANDLED[0]).toEqual({ page: 1 });
    const servers = [serverOptions(Transport.GRPC), serverOptions(Transport.TCP)];
    const hybrid = opened(await startHybrid(issuer, servers));
    await policyMatrix(hybrid, issuer, [...ROWS, ...MESSAGES, ['GET /orders', reader, 200]]);
    await everyBadToken(hybrid, 'rpc /shop.Orders/List', { claims: reader });
  });

  test.each(['Chat', 'Upload'])('are not called if the client has to stream: %s', async (rpc) => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(Transport.GRPC)));
    await expect(callRoute(app, `rpc /shop.Orders/${rpc}`)).rejects.toThrow(
      `"rpc /shop.Orders/${rpc}" cannot be called: Its client sends a stream, which the test kit does not do: use a client of @grpc/grpc-js.`,
    );
  });
});

describe('every bad token', () => {
  test('is refused by a message handler with the code that its fault must give', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(Transport.TCP)));
    const tried = await everyBadToken(app, 'rpc orders.list', { claims: reader });
    expect(tried.filter(({ code }) => code !== undefined).length).toBeGreaterThan(20);
  });

  test('proves nothing about a public message handler', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(Transport.TCP)));
    const { message } = await failureOf(everyBadToken(app, 'rpc orders.ping'));
    expect(message).toContain('OrdersController.ping is public');
  });
});

describe('a row about an operation that does not hold', () => {
  test('shows the explanation of the call that was made', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(Transport.NATS)));
    const { message } = await failureOf(
      policyMatrix(app, issuer, [
        ['rpc orders.list', writer, 200],
        ['rpc orders.list', reader, 200],
        ['rpc orders.ping', null, 'TOKEN_MISSING'],
      ]),
    );
    expect(message).toContain(`2 of 3 row(s) of the policy matrix do not hold:

row 1: rpc orders.list by {"scope":"orders/write"}
    expected 200
    found    403, SCOPE_MISSING at OrdersController.list
    403 SCOPE_MISSING: The token lacks a scope that is required here.
    rpc orders.list -> OrdersController.list

    step         scope
    expected     scope orders/read
    found        ["orders/write"]
`);
    expect(message).toContain('found    200, public at OrdersController.ping');
    expect(message).not.toContain('The caller gets');
  });

  test('is the refusal of one handler, if several have the pattern of an event', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(Transport.TCP)));
    const { granted, code, handler, explanation } = await callRoute(app, 'rpc orders.placed', issuer.token());
    expect([granted, code, handler]).toEqual([false, 'SCOPE_MISSING', 'OrdersController.placed']);
    expect(explanation?.call).toEqual({ operation: 'rpc orders.placed' });
    expect(HANDLED).toEqual([]);
  });
});

test('an operation is called by a name that a pattern with wildcards takes', async () => {
  const issuer = createTestIssuer({ issuer: ISSUER });
  const appliesTo = [{ transport: 'rpc', pattern: 'stock.low' }];
  const options = { policies: [{ name: 'stock', issuers: [CONFIGURED], appliesTo }] };
  const app = opened(await startMessages(issuer, serverOptions(Transport.NATS), { options }));
  await policyMatrix(app, issuer, [
    ['rpc stock.low', reader, 'granted', { body: { left: 1 } }],
    ['rpc stock.out', reader, 'NO_POLICY_APPLIES'],
  ]);
  expect(HANDLED).toEqual([{ left: 1 }]);
});

test('a body that is sent is a copy, as over a connection', async () => {
  const issuer = createTestIssuer({ issuer: ISSUER });
  const messages = { token: { tcp: { payload: 'token' } } };
  const app = opened(await startMessages(issuer, serverOptions(Transport.TCP), { messages }));
  const body = { token: issuer.token(reader), page: 1 };
  expect((await callRoute(app, 'rpc orders.list', '', { body })).granted).toBe(true);
  expect(HANDLED).toEqual([{ sub: expect.any(String), data: { page: 1 } }]);
  expect(Object.keys(body)).toEqual(['token', 'page']);
});

test('policyTable lists the operations of an application of messages alone', async () => {
  const issuer = createTestIssuer({ issuer: ISSUER });
  const app = opened(await startMessages(issuer, serverOptions(Transport.TCP)));
  expect(policyTable(app)).toContain(`rpc orders.list -> OrdersController.list
  required by policy default
  scope orders/read (method)
`);
});

describe('an operation cannot be called', () => {
  const cases: readonly [what: string, call: string, message: string][] = [
    [
      'that no handler has',
      'rpc orders.lst',
      '"rpc orders.lst" cannot be called: No message server of the application has it. They have "orders.list", "{"cmd":"list"}"',
    ],
    [
      'of another transport',
      'graphql Query.orders',
      '"graphql Query.orders" cannot be called: The application has no transport of the type graphql that the test kit can call.',
    ],
    ['that is a misspelt request', 'get /orders', '"get /orders" is no call: write the method in capitals'],
    ['without a name', 'rpc ', '"rpc " is no call'],
    ['of two lines', 'rpc a\nb', String.raw`"rpc a\nb" is no call`],
    [
      'that is a request, without HTTP',
      'GET /orders',
      'GET /orders cannot be called: the application is a microservice',
    ],
  ];
  test.each(cases)('%s', async (_what, call, message) => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(Transport.TCP)));
    const called = callRoute(app, call);
    await expect(called).rejects.toThrow(TestKitError);
    await expect(called).rejects.toThrow(
      message.replaceAll('"{"cmd":"list"}"', String.raw`"{\"cmd\":\"list\"}"`),
    );
  });

  test('in an application without a message server', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startHybrid(issuer, []));
    await expect(callRoute(app, 'rpc orders.list')).rejects.toThrow(
      '"rpc orders.list" cannot be called: No message server of the application has it. Connect the server before app.init()',
    );
  });

  test('in an application whose only server is a custom strategy', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startHybrid(issuer, [{ strategy: new MemoryServer() }]));
    await expect(callRoute(app, 'rpc orders.list')).rejects.toThrow(
      'No message server of the application has it. Connect the server',
    );
  });

  test('whose servers have no handlers yet', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startHybrid(issuer, []));
    app.connectMicroservice(serverOptions(Transport.TCP), {
      inheritAppConfig: true,
      deferInitialization: true,
    });
    await expect(callRoute(app, 'rpc orders.list')).rejects.toThrow('They have no handlers yet.');
  });

  test('without the transport in the options', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const app = opened(await startMessages(issuer, serverOptions(Transport.TCP), { messages: null }));
    await expect(callRoute(app, 'rpc other')).rejects.toThrow('has no transport of the type rpc');
  });

  test('if its token is a field of a payload that is no object', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const messages = { token: { tcp: { payload: 'token' } } };
    const app = opened(await startMessages(issuer, serverOptions(Transport.TCP), { messages }));
    await expect(callRoute(app, 'rpc orders.list', issuer.token(), { body: [1] })).rejects.toThrow(
      'The token is a field "token" of the payload, so the body must be an object.',
    );
    expect((await callRoute(app, 'rpc orders.list', '', { body: [1] })).code).toBe('TOKEN_MISSING');
  });
});

@Controller()
class OwnController {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(): string {
    return 'list';
  }
}

/** A transport of an application's own, which does not name operations. */
function ownTransport(server: MemoryServer, more: Partial<JwtPolicyTransport>): JwtPolicyTransport {
  return {
    type: 'rpc',
    decides: ['message-handler'],
    view(context) {
      const [{ authorization }, key] = context.getArgs<[{ readonly authorization?: string }, object]>();
      return transportCall(key, { authorization: authorization === undefined ? [] : [authorization] });
    },
    refusal: ({ code }) => Object.assign(new RpcException(code), { code }),
    callInProcess: (_app, { name, authorization }) => server.receive(name, { authorization }),
    ...more,
  };
}

describe("a transport of an application's own", () => {
  async function start(more: Partial<JwtPolicyTransport> = {}) {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const server = new MemoryServer();
    const transports = [ownTransport(server, more)];

    @Module({
      imports: [JwtPolicyModule.forRoot({ issuers: [CONFIGURED], transports })],
      controllers: [OwnController],
    })
    class OwnModule {}
    const module = await issuer.install(Test.createTestingModule({ imports: [OwnModule] })).compile();
    const app = opened(module.createNestMicroservice({ strategy: server, logger: false }));
    await app.init();
    return { app, issuer };
  }

  test('is called by its function, and explained by what it reads', async () => {
    const { app, issuer } = await start();
    await policyMatrix(app, issuer, [
      ['rpc orders.list', reader, 'granted'],
      ['rpc orders.list', null, 'TOKEN_MISSING'],
    ]);
    const { code, explanation } = await callRoute(app, 'rpc orders.list', issuer.token());
    expect([code, explanation?.call]).toEqual(['SCOPE_MISSING', { operation: 'rpc orders.list' }]);
    expect(explanation).not.toHaveProperty('answer');
  });

  test('that cannot read its calls is refused without an explanation', async () => {
    const { app, issuer } = await start({ view: () => undefined });
    const outcome = await callRoute(app, 'rpc orders.list', issuer.token());
    expect(outcome).toEqual({
      status: 403,
      granted: false,
      anonymous: false,
      code: 'CONTEXT_UNSUPPORTED',
      handler: 'OwnController.list',
    });
  });

  test('whose calls come past the guard has no outcome', async () => {
    const { app } = await start({ callInProcess: async () => 'answered' });
    await expect(callRoute(app, 'rpc orders.list')).rejects.toThrow(
      '"rpc orders.list" cannot be called: The guard was not asked.',
    );
  });

  test('whose refusals have no code is not taken for a refusal', async () => {
    const { app } = await start({ refusal: () => new Error('no') });
    await expect(callRoute(app, 'rpc orders.list')).rejects.toThrow(TestKitError);
  });

  test('without a function for tests cannot be called', async () => {
    const issuer = createTestIssuer({ issuer: ISSUER });
    const { callInProcess: _none, ...transport } = ownTransport(new MemoryServer(), {});

    @Module({
      imports: [JwtPolicyModule.forRoot({ issuers: [CONFIGURED], transports: [transport] })],
      controllers: [OwnController],
    })
    class OwnModule {}
    const module = await issuer.install(Test.createTestingModule({ imports: [OwnModule] })).compile();
    const app = opened(await module.createNestApplication({ logger: false }).init());
    await expect(callRoute(app, 'rpc orders.list')).rejects.toThrow(
      'The application has no transport of the type rpc that the test kit can call.',
    );
  });
});
