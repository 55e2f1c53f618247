import {
  Controller,
  Get,
  Module,
  VersioningType,
  type INestApplicationContext,
  type Type,
} from '@nestjs/common';
import { EventPattern, GrpcMethod, MessagePattern, Transport } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Test } from '@nestjs/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ClaimRule,
  explanationText,
  GuardedElsewhere,
  JwtPolicyExplainer,
  JwtPolicyModule,
  OptionalToken,
  Public,
  RequireScope,
  transportCall,
  type CallExplanation,
  type ExplainRequest,
  type JwtPolicyOptions,
  type JwtPolicyTransport,
} from '../../src/jwt-policy/index.js';
import { microservices } from '../../src/jwt-policy/microservices/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import { carrying, startTcpApp, type TcpApp } from '../microservices/tcp-app.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryGateways } from '../support/memory-gateways.js';
import { MemoryServer } from '../support/memory-server.js';
import { TestClock } from '../support/test-clock.js';
import { generateKey, TestIssuer } from '../support/test-issuer.js';
import { issuerOptions } from './guarded-app.js';

const opened = closeAfterEach();
const clock = new TestClock();
const issuer = new TestIssuer('https://id.test', clock);
const tokenOf = (scope: string): string => issuer.token({ claims: { scope } });

@Controller('orders')
class OrdersController {
  @RequireScope('orders/read')
  @MessagePattern(['orders.list', { cmd: 'list' }])
  list(): string[] {
    return [];
  }

  @RequireScope('orders/write')
  @Get()
  @MessagePattern('orders.both')
  both(): void {}

  @Public()
  @MessagePattern('orders.ping')
  ping(): void {}

  @OptionalToken({ onInvalid: 'anonymous' })
  @MessagePattern('orders.count')
  count(): void {}

  @EventPattern('orders.*.changed')
  changed(_data: unknown): void {}

  @ClaimRule({
    describe: 'is sent by its shop',
    run: (claims, { attributes }) =>
      [attributes.headers['x-shop']].flat().includes((claims as { sub?: string }).sub),
  })
  @MessagePattern('orders.ofShop')
  ofShop(): void {}

  @RequireScope('orders/read')
  @GrpcMethod('Orders', 'List')
  listByGrpc(): void {}

  @EventPattern('orders.placed')
  placed(_data: unknown): void {}
}

@Controller()
class BillingController {
  @EventPattern('orders.placed')
  placed(_data: unknown): void {}
}

const ISSUERS = { issuers: [issuerOptions] };

/** A hybrid application, or one of messages alone. */
async function start(
  options: JwtPolicyOptions = ISSUERS,
  isHybrid = true,
): Promise<{ explain: (request: ExplainRequest) => Promise<CallExplanation> }> {
  const imports = [JwtPolicyModule.forRoot({ clock, ...options, transports: [microservices()] })];
  const controllers = [OrdersController, BillingController];
  const module = await Test.createTestingModule({ imports, controllers }).compile();
  const app: INestApplicationContext = isHybrid
    ? module.createNestApplication({ logger: false })
    : module.createNestMicroservice({ strategy: new MemoryServer(Transport.NATS), logger: false });
  opened(app);
  await app.init();
  const explainer = app.get(JwtPolicyExplainer);
  return { explain: (request) => explainer.explain(request) };
}

const operationsOf = ({ candidates }: CallExplanation): readonly unknown[] =>
  candidates.map(({ operation, handler }) => operation ?? handler);

describe.each([
  ['a hybrid application', true],
  ['an application of messages alone', false],
])('explain in %s', (_what, isHybrid) => {
  test('tells of an operation what it tells of a route, without an answer over HTTP', async () => {
    const { explain } = await start(ISSUERS, isHybrid);
    const refused = await explain({ operation: 'rpc orders.list', token: tokenOf('list') });
    expect(refused).toMatchObject({
      outcome: 'refused',
      sentence: '403 SCOPE_MISSING: The token lacks a scope that is required here.',
      call: { operation: 'rpc orders.list' },
      route: { handler: 'OrdersController.list', operation: 'rpc orders.list' },
      notes: [],
    });
    expect(refused).not.toHaveProperty('answer');
    const text = explanationText(refused);
    expect(text.startsWith(`${refused.sentence}\nrpc orders.list -> OrdersController.list\n`)).toBe(true);
    expect(text).not.toContain('The caller gets');
    const granted = await explain({ operation: 'rpc orders.list', token: tokenOf('orders/read') });
    expect(granted.sentence).toBe('Granted: every step passes.');
  });

  test.each<[string, ExplainRequest, string, string]>([
    ['no token', { operation: 'rpc orders.list' }, 'refused', 'OrdersController.list'],
    ['an object', { operation: 'rpc {"cmd":"list"}' }, 'refused', 'OrdersController.list'],
    ['a public handler', { operation: 'rpc orders.ping' }, 'public', 'OrdersController.ping'],
    [
      'an optional token',
      { operation: 'rpc orders.count', token: 'x' },
      'anonymous',
      'OrdersController.count',
    ],
    ['a wildcard', { operation: 'rpc orders.7.changed' }, 'refused', 'OrdersController.changed'],
    ['a gRPC method', { operation: 'rpc /shop.v1.Orders/List' }, 'refused', 'OrdersController.listByGrpc'],
    ['a handler alone', { handler: 'OrdersController.ping' }, 'public', 'OrdersController.ping'],
    [
      'a handler that is a route too',
      { operation: 'rpc orders.both', handler: 'OrdersController.both' },
      'refused',
      'OrdersController.both',
    ],
    [
      'one of two handlers of a pattern',
      { operation: 'rpc orders.placed', handler: 'BillingController.placed' },
      'refused',
      'BillingController.placed',
    ],
  ])('finds the handler of %s', async (_what2, request, outcome, handler) => {
    const { explain } = await start(ISSUERS, isHybrid);
    expect(await explain(request)).toMatchObject({ outcome, route: { handler } });
  });
});

describe('explain', () => {
  test('chooses none of two handlers with one pattern', async () => {
    const { explain } = await start();
    const found = await explain({ operation: 'rpc orders.placed' });
    expect(found).toMatchObject({
      outcome: 'route-ambiguous',
      sentence: '2 handlers match rpc orders.placed, and none is chosen: name one of them as handler.',
      candidates: [
        { handler: 'OrdersController.placed', operation: 'rpc orders.placed' },
        { handler: 'BillingController.placed', operation: 'rpc orders.placed' },
      ],
    });
    expect(explanationText(found)).toContain('OrdersController.placed (rpc orders.placed)\n');
  });

  test('asks for the path or the operation of a handler that has both', async () => {
    const { explain } = await start();
    const handler = 'OrdersController.both';
    const both = await explain({ handler });
    expect([both.outcome, both.sentence]).toEqual([
      'route-ambiguous',
      '2 handlers match OrdersController.both, and none is chosen: give the path or the operation beside the handler.',
    ]);
    expect((await explain({ handler, path: '/orders' })).route).toEqual({
      handler,
      method: 'GET',
      pattern: '/orders',
    });
    expect((await explain({ handler, operation: 'rpc orders.both' })).route).toEqual({
      handler,
      operation: 'rpc orders.both',
    });
  });

  test('cannot tell two classes of one name apart', async () => {
    const [first, second] = [0, 1].map(() => {
      @Controller()
      class Twin {
        @EventPattern('twin')
        seen(_data: unknown): void {}
      }
      return Twin;
    });
    const controllers = (twin: Type | undefined): Type[] => (twin === undefined ? [] : [twin]);
    const imports = [JwtPolicyModule.forRoot({ ...ISSUERS, clock, transports: [microservices()] })];

    @Module({ controllers: controllers(second) })
    class Other {}
    const module = await Test.createTestingModule({
      imports: [...imports, Other],
      controllers: controllers(first),
    }).compile();
    const app = opened(module.createNestApplication({ logger: false }));
    await app.init();
    const { sentence } = await app
      .get(JwtPolicyExplainer)
      .explain({ operation: 'rpc twin', handler: 'Twin.seen' });
    expect(sentence).toBe(
      '2 handlers match rpc twin of Twin.seen, and none is chosen: their classes have one name.',
    );
  });

  test('names the operations that come close to one that no handler has', async () => {
    const { explain } = await start();
    const near = async (operation: string) => operationsOf(await explain({ operation }));
    const unknown = await explain({ operation: 'rpc orders.lst' });
    expect([unknown.outcome, unknown.sentence]).toEqual([
      'route-unknown',
      'No operation of the application matches rpc orders.lst. These come close:',
    ]);
    expect(operationsOf(unknown)[0]).toBe('rpc orders.list');
    expect(operationsOf(unknown)).toHaveLength(3);
    expect(await near('rpc Orders.Ping')).toEqual(expect.arrayContaining(['rpc orders.ping']));
    expect((await near('rpc Orders.Ping'))[0]).toBe('rpc orders.ping');
    expect((await near('rpc {"cmd":"lst"}'))[0]).toBe('rpc {"cmd":"list"}');
    expect(await near('rpc /shop.Orders/Lst')).toContain('rpc /*Orders/List');
    expect((await near('tcp orders.list'))[0]).toBe('rpc orders.list');
    expect((await near('graphql orders.list'))[0]).toBe('rpc orders.list');
    const far = await explain({ operation: 'rpc invoices' });
    expect([far.sentence, far.candidates]).toEqual([
      'No operation of the application matches rpc invoices.',
      [],
    ]);
    const misplaced = await explain({ operation: 'rpc orders.list', handler: 'OrdersController.ping' });
    expect([misplaced.sentence, operationsOf(misplaced)[0]]).toEqual([
      'No operation of the application matches rpc orders.list of OrdersController.ping. These come close:',
      'rpc orders.ping',
    ]);
    const withPath = await explain({ path: '/orders/1', handler: 'OrdersController.ping' });
    expect([withPath.outcome, operationsOf(withPath)[0]]).toEqual(['route-unknown', 'rpc orders.ping']);
    expect((await explain({ path: '/orders.ping' })).outcome).toBe('route-unknown');
  });

  test.each<[unknown, string]>([
    [{ operation: 'orders.list' }, 'operation: must be the type of a transport, a blank and a name'],
    [{ operation: 'rpc  orders.list' }, 'operation: must be the type of a transport'],
    [{ operation: 'rpc ' }, 'operation: must be the type of a transport'],
    [{ operation: '' }, 'operation: must be the type of a transport'],
    [{ operation: '/orders list' }, 'operation: must be the type of a transport'],
    [{ operation: 7 }, 'operation: must be the type of a transport'],
    [{ operation: `rpc ${'x'.repeat(4096)}` }, 'operation: must be the type of a transport'],
    [{ operation: 'GET /orders' }, 'operation: is a request: give method "GET" and its path.'],
    [{ operation: 'rpc orders.list', path: '/orders' }, 'operation: and path exclude each other'],
    [{ operation: 'rpc orders.list', method: 'POST' }, 'operation: and method exclude each other'],
    [{ token: 'x' }, 'path: is missing: give a path, an operation, or a handler.'],
  ])('refuses the request %j', async (request, message) => {
    const { explain } = await start();
    await expect(explain(request as ExplainRequest)).rejects.toThrow(message);
  });

  test('gives a rule the headers of the message, a repeated one as a list', async () => {
    const { explain } = await start();
    const ask = async (shop: string | readonly string[]) =>
      explain({ operation: 'rpc orders.ofShop', token: issuer.token(), headers: { 'X-Shop': shop } });
    expect((await ask('alice')).outcome).toBe('granted');
    expect((await ask('bob')).outcome).toBe('refused');
    expect((await ask(['bob', 'alice'])).outcome).toBe('granted');
    expect((await ask(['bob', 'eve'])).outcome).toBe('refused');
    const twice = { authorization: ['Bearer a', 'Bearer b'] };
    expect((await explain({ operation: 'rpc orders.list', headers: twice })).sentence).toContain(
      'TOKEN_AMBIGUOUS',
    );
  });

  test('compares rows of policies with the operation, and says where only its pattern is known', async () => {
    const appliesTo = [
      { transport: 'rpc', pattern: ['orders.list', '/shop.Orders/*'] },
      { transport: 'rpc', pattern: 'orders.*', when: { describe: 'a condition', matches: () => false } },
    ];
    const { explain } = await start({ policies: [{ name: 'orders', ...ISSUERS, appliesTo }] });
    const token = tokenOf('orders/read');
    const outcomes = async (request: ExplainRequest) => {
      const { outcome, sentence, notes } = await explain({ token, ...request });
      return [outcome === 'granted' ? outcome : sentence.split(':')[0], ...notes];
    };
    expect(await outcomes({ operation: 'rpc orders.list' })).toEqual(['granted']);
    expect(await outcomes({ operation: 'rpc {"cmd":"list"}' })).toEqual(['403 NO_POLICY_APPLIES']);
    expect(await outcomes({ operation: 'rpc /shop.Orders/List' })).toEqual(['granted']);
    expect(await outcomes({ operation: 'rpc /store.Orders/List' })).toEqual(['403 NO_POLICY_APPLIES']);
    expect(await outcomes({ handler: 'OrdersController.list' })).toEqual(['granted']);
    expect(await outcomes({ handler: 'OrdersController.listByGrpc' })).toEqual([
      '403 NO_POLICY_APPLIES',
      'No operation was given, so the name of the call is the pattern of the handler, "/*Orders/List".',
    ]);
  });

  test('says what a refusal is off HTTP, whatever the policy answers over HTTP', async () => {
    const { explain } = await start({
      policies: [{ name: 'imported', ...ISSUERS, responses: muleSoftResponses }],
    });
    expect((await explain({ operation: 'rpc orders.list' })).sentence).toMatch(/^401 TOKEN_MISSING/);
    expect((await explain({ path: '/orders' })).sentence).toMatch(/^400 TOKEN_MISSING/);
  });

  test('gives the token to a policy that reads it elsewhere', async () => {
    const origin = { describe: 'the header x-key', read: () => undefined };
    const { explain } = await start({ policies: [{ name: 'own', ...ISSUERS, origin }] });
    const asked = { operation: 'rpc orders.list', token: tokenOf('orders/read') };
    expect((await explain(asked)).outcome).toBe('granted');
  });

  test('says who decides a message that no transport decides', async () => {
    @Controller()
    class Elsewhere {
      @GuardedElsewhere('OtherGuard')
      @MessagePattern('other')
      other(): void {}
    }

    @Controller()
    class Unguarded {
      @MessagePattern('other')
      other(): void {}
    }
    const module = await Test.createTestingModule({
      imports: [JwtPolicyModule.forRoot({ ...ISSUERS, clock })],
      controllers: [Elsewhere],
    }).compile();
    const app = opened(module.createNestApplication({ logger: false }));
    await app.init();
    const explainer = app.get(JwtPolicyExplainer);
    expect(await explainer.explain({ handler: 'Elsewhere.other' })).toMatchObject({
      outcome: 'not-guarded',
      sentence: 'The guard does not decide calls of this handler: OtherGuard does.',
    });
    expect((await explainer.explain({ operation: 'rpc other' })).outcome).toBe('route-unknown');
    const loose = await Test.createTestingModule({
      imports: [JwtPolicyModule.forRoot({ ...ISSUERS, clock, dangerouslyAllowUnguardedHandlers: true })],
      controllers: [Unguarded],
    }).compile();
    const open = opened(loose.createNestApplication({ logger: false }));
    await open.init();
    const { sentence } = await open.get(JwtPolicyExplainer).explain({ handler: 'Unguarded.other' });
    expect(sentence).toBe('The guard does not decide calls of this handler.');
  });

  test('is not confused by versions of routes', async () => {
    const imports = [JwtPolicyModule.forRoot({ ...ISSUERS, clock, transports: [microservices()] })];
    const module = await Test.createTestingModule({ imports, controllers: [OrdersController] }).compile();
    const app = opened(module.createNestApplication({ logger: false }));
    app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' });
    await app.init();
    const found = await app.get(JwtPolicyExplainer).explain({ operation: 'rpc orders.both' });
    expect(found.route).toEqual({ handler: 'OrdersController.both', operation: 'rpc orders.both' });
  });

  test('explains a handler whose transport names no operations, by its name alone', async () => {
    @GuardedElsewhere('Handshake')
    @WebSocketGateway()
    class ChatGateway {
      @SubscribeMessage('join')
      join(): void {}
    }
    const sockets: JwtPolicyTransport = {
      type: 'ws',
      decides: ['gateway-message'],
      view: (context) => transportCall(context.getArgs<[object]>()[0], {}),
      refusal: () => new Error('refused'),
    };
    const module = await Test.createTestingModule({
      imports: [JwtPolicyModule.forRoot({ ...ISSUERS, clock, transports: [sockets] })],
      providers: [ChatGateway],
    }).compile();
    const app = opened(module.createNestApplication({ logger: false }));
    app.useWebSocketAdapter(new MemoryGateways());
    await app.init();
    const explainer = app.get(JwtPolicyExplainer);
    const found = await explainer.explain({ handler: 'ChatGateway.join', token: issuer.token() });
    expect(found).toMatchObject({ outcome: 'granted', route: { handler: 'ChatGateway.join' } });
    expect((await explainer.explain({ operation: 'ws join' })).outcome).toBe('route-unknown');
  });
});

describe('the guard and explain', () => {
  let tcp: TcpApp;
  let ask: (request: ExplainRequest) => Promise<CallExplanation>;

  beforeAll(async () => {
    const appliesTo = [{ transport: 'rpc', pattern: ['orders.list', 'orders.count', 'orders.ofShop'] }];
    const policies = [
      { name: 'orders', issuers: [issuerOptions], appliesTo },
      {
        name: 'shops',
        issuers: [{ ...issuerOptions, audience: 'shops' }],
        appliesTo: [{ transport: 'rpc', pattern: 'orders.of*' }],
      },
    ];
    tcp = await startTcpApp({
      controllers: [OrdersController],
      options: { policies, issuers: undefined } as never,
    });
    const explainer = tcp.app.get(JwtPolicyExplainer);
    ask = (request) => explainer.explain(request);
  });
  afterAll(() => tcp.close());

  test('give one verdict on a message, whatever its token, its name and its headers', async () => {
    const stranger = generateKey('key-1', 'ES256');
    const claims = fc.record(
      {
        iss: fc.constantFrom('https://id.test', 'x'),
        aud: fc.constantFrom<unknown>('orders', ['orders', 'shops'], 'x', 7),
        sub: fc.constantFrom('alice', 'bob'),
        exp: fc.constantFrom<unknown>(tcp.clock.seconds - 90, 1e13, 'x'),
        scope: fc.constantFrom('orders/read', 'orders/write', ''),
      },
      { requiredKeys: [] },
    );
    const token = fc.oneof(
      { weight: 6, arbitrary: claims.map((given) => tcp.issuer.token({ claims: given })) },
      { weight: 1, arbitrary: fc.constant(tcp.issuer.token({ key: stranger })) },
      { weight: 1, arbitrary: fc.stringMatching(/^[\w.=-]{1,40}$/) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
    const name = fc.constantFrom(
      'orders.list',
      'orders.count',
      'orders.ofShop',
      'orders.both',
      'orders.ping',
    );
    const shop = fc.constantFrom<string | readonly string[]>('alice', 'bob', ['alice', 'bob']);
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(token, name, shop, async (text, called, sent) => {
        tcp.clock.advance(2);
        const metadata = { ...(text !== undefined && carrying(text)), 'x-shop': sent };
        const refused = await tcp.client.send(called, {}, metadata).then(
          () => undefined,
          (error: { readonly code: string; readonly statusCode: number }) => error,
        );
        const headers = { 'x-shop': sent };
        const given = text === undefined ? {} : { token: text };
        const { outcome, sentence } = await ask({ ...given, operation: `rpc ${called}`, headers });
        outcomes.add(outcome);
        expect(['granted', 'anonymous', 'public'].includes(outcome)).toBe(refused === undefined);
        if (refused !== undefined)
          expect(sentence.startsWith(`${refused.statusCode} ${refused.code}: `)).toBe(true);
      }),
      { numRuns: 200 },
    );
    expect([...outcomes].toSorted()).toEqual(['anonymous', 'granted', 'public', 'refused']);
  });
});
