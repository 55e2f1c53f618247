import { Logger, type INestApplication, type Provider } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { JwtPolicyRoutes, Public, type PolicyOptions, type RouteTable } from '../../src/jwt-policy/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import { callRoute, policyMatrix } from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';
import { ADAPTERS, configured, initGateways, issuer } from './in-process-app.js';

const opened = closeAfterEach();
let warned: string[] = [];

beforeEach(() => {
  warned = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void warned.push(String(message)));
});
afterEach(() => void jest.restoreAllMocks());

@WebSocketGateway()
class OrdersGateway {
  @SubscribeMessage('orders.watch')
  watch(): void {}

  @SubscribeMessage('orders.closed')
  closed(): void {}

  @Public()
  @SubscribeMessage('ping')
  ping(): void {}
}

const issuers = [configured];

async function start(
  policies: readonly PolicyOptions[],
  adapter: (typeof ADAPTERS)[number] = 'ws',
  providers: readonly Provider[] = [OrdersGateway],
): Promise<INestApplication> {
  return opened(await initGateways({ adapter, providers, options: { policies: [...policies] } }));
}

function told(app: INestApplication): readonly string[] {
  const { findings }: RouteTable = app.get(JwtPolicyRoutes).table();
  return findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

test.each(ADAPTERS)('over %s each event meets the policies whose rows name it', async (adapter) => {
  const app = await start(
    [
      { name: 'orders', issuers, appliesTo: [{ transport: 'ws', pattern: ['orders.*', '/'] }] },
      {
        name: 'closed',
        issuers,
        checks: [{ claim: 'department', rule: 'closing' }],
        appliesTo: [{ transport: 'ws', pattern: 'orders.closed' }],
      },
    ],
    adapter,
  );
  expect(told(app)).toEqual([]);
  await policyMatrix(app, issuer, [
    ['ws /', {}, 'granted'],
    ['ws orders.watch', {}, 'granted'],
    ['ws orders.watch', null, 'TOKEN_MISSING'],
    ['ws orders.closed', {}, 'CLAIM_MISSING'],
    ['ws orders.closed', { department: 'sales' }, 'CLAIM_REFUSED'],
    ['ws orders.closed', { department: 'closing' }, 'granted'],
  ]);
});

test('a namespace that stands for many meets the rows of the one that a client asks for', async () => {
  @WebSocketGateway({ namespace: /^\/shop-\w+$/ })
  class ShopGateway {}
  const policies = [
    { name: 'shops', issuers, appliesTo: [{ transport: 'ws', pattern: '/shop-*' }] },
    {
      name: 'closed',
      issuers,
      checks: [{ claim: 'department', rule: 'closing' }],
      appliesTo: [{ transport: 'ws', pattern: '/shop-closed' }],
    },
  ];
  const app = await start(policies, 'socket.io', [ShopGateway]);
  expect(told(app).map((line) => line.split(' ')[1])).toEqual(['DECIDED_PER_CALL', 'DECIDED_PER_CALL']);
  await policyMatrix(app, issuer, [
    ['ws /shop-open', {}, 'granted'],
    ['ws /shop-closed', {}, 'CLAIM_MISSING'],
    ['ws /shop-closed', { department: 'closing' }, 'granted'],
  ]);
  await expect(callRoute(app, 'ws /other')).rejects.toThrow('No gateway of the application has it.');
});

test('rows for HTTP alone close every event and connection, and the finding names the row that is missing', async () => {
  const app = await start([{ name: 'web', issuers, appliesTo: [{ path: '/**' }] }]);
  const advice = (name: string) =>
    `A row of appliesTo without a transport is for HTTP alone; a row for this operation is { transport: "ws", pattern: "${name}" }.`;
  const closed = (name: string, method: string) =>
    `error NO_POLICY_APPLIES No policy applies to ws ${name} (OrdersGateway.${method}): calls get 403 NO_POLICY_APPLIES. ${advice(name)}`;
  expect(told(app).filter((line) => line.includes('NO_POLICY_APPLIES'))).toEqual([
    closed('orders.watch', 'watch'),
    closed('orders.closed', 'closed'),
    closed('/', 'handleConnection'),
  ]);
  await policyMatrix(app, issuer, [['ws /', {}, 'NO_POLICY_APPLIES']]);
});

test('without a row for the connection no message arrives, whatever rows name it', async () => {
  const app = await start([
    { name: 'orders', issuers, appliesTo: [{ transport: 'ws', pattern: 'orders.*' }] },
  ]);
  expect(await callRoute(app, 'ws orders.watch', issuer.token())).toMatchObject({
    code: 'NO_POLICY_APPLIES',
    handler: 'OrdersGateway.handleConnection',
  });
});

test('a row that names no event is told by its position, and so is one of another transport', async () => {
  const appliesTo = [
    { transport: 'ws' },
    { transport: 'ws', pattern: ['Orders.watch', 'orders'] },
    { transport: 'websockets', pattern: 'orders.watch' },
    { transport: 'ws', pattern: 'ping' },
  ];
  const app = await start([{ name: 'all', issuers, appliesTo }]);
  expect(told(app)).toEqual([
    'warn ROW_MATCHES_NOTHING Policy "all": appliesTo[1] (ws Orders.watch, orders) matches no operation. Letter case and transport count.',
    'warn ROW_MATCHES_NOTHING Policy "all": appliesTo[2] (websockets orders.watch) matches no operation. Letter case and transport count.',
    'warn ROW_MATCHES_NOTHING Policy "all": appliesTo[3] (ws ping) matches no operation. Letter case and transport count.',
  ]);
  expect(warned.filter((line) => line.includes('matches no '))).toHaveLength(3);
});

test('options for HTTP are told where a policy applies to gateways', async () => {
  const app = await start([
    {
      name: 'imported',
      issuers,
      responses: muleSoftResponses,
      claimsToHeaders: [{ claim: 'sub', header: 'x-sub' }],
    },
  ]);
  expect(told(app)).toEqual([
    'warn HEADERS_ONLY_OVER_HTTP Policy "imported" applies to ws orders.watch (OrdersGateway.watch) and 2 more, which is not HTTP: claimsToHeaders sets no header there. Handlers read claims with @Claims().',
    'warn RESPONSES_ONLY_OVER_HTTP Policy "imported" applies to ws orders.watch (OrdersGateway.watch) and 2 more, which is not HTTP: its responses are not used there. A refusal has its code and the constant text of that code.',
  ]);
});
