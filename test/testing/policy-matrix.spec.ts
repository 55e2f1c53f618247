import { AssertionError } from 'node:assert';
import { VersioningType, type INestApplication } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { describe, expect, test } from '@jest/globals';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import {
  bearer,
  callRoute,
  createPolicyApp,
  createTestIssuer,
  policyMatrix,
  TestKitError,
  type MatrixRow,
  type TestIssuer,
} from '../../src/jwt-policy/testing/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import { closeAfterEach } from '../support/closing.js';
import { ADAPTERS } from '../support/test-app.js';
import { OrdersApp } from './orders-app.js';
import { CONFIGURED, ISSUER, startOrders, type StartParts } from './start-orders.js';

const opened = closeAfterEach();

async function started(parts: StartParts = {}): Promise<{ app: INestApplication; issuer: TestIssuer }> {
  const issuer = createTestIssuer({ issuer: ISSUER });
  return { issuer, app: opened(await startOrders([issuer], parts)) };
}

const reader = { scope: 'orders/read' };
const writer = { scope: 'orders/read orders/write' };

const ROWS: readonly MatrixRow[] = [
  ['GET /orders', reader, 200],
  ['GET /orders?page=2', reader, 'granted'],
  ['POST /orders', reader, 'SCOPE_MISSING'],
  ['POST /orders', reader, 403],
  ['POST /orders', writer, 201, { body: { item: 'book' } }],
  ['POST /orders', writer, 400, { body: '{', headers: { 'content-type': 'application/json' } }],
  ['GET /orders', null, 'TOKEN_MISSING'],
  ['GET /orders', null, 401],
  ['GET /orders', { bad: 'expired' }, 'TOKEN_EXPIRED'],
  ['GET /orders', 'x.y.z', 'TOKEN_MALFORMED'],
  ['GET /orders/open', null, 200],
  ['GET /orders/open', null, 'granted'],
  ['GET /orders/maybe', null, 'granted'],
  ['GET /orders/maybe', { bad: 'expired' }, 'TOKEN_EXPIRED'],
  ['GET /orders/tolerant', { bad: 'expired' }, 'granted'],
  ['GET /orders/events', {}, 200],
  ['GET /orders/1', {}, 200],
  ['GET /requested', {}, 200],
  ['GET /requested', null, 'TOKEN_MISSING'],
  ['GET /nowhere', {}, 404],
];

async function failureOf(promise: Promise<unknown>): Promise<AssertionError> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(AssertionError);
    return error as AssertionError;
  }
  throw new Error('all rows hold');
}

describe.each(ADAPTERS)('a policy matrix over %s', (adapter) => {
  test('calls the application without a port, and compares statuses and codes', async () => {
    const { app, issuer } = await started({ adapter });
    await policyMatrix(app, issuer, ROWS);
    expect((app.getHttpServer() as { listening: boolean }).listening).toBe(false);
  });

  test('does so too while the application listens', async () => {
    const { app, issuer } = await started({ adapter });
    await app.listen(0, '127.0.0.1');
    await policyMatrix(app, issuer, ROWS);
  });

  test('knows the prefix and the version of a route', async () => {
    const configure = (app: INestApplication): void => {
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    };
    const { app, issuer } = await started({ adapter, configure });
    await policyMatrix(app, issuer, [
      ['GET /api/v1/orders', reader, 200],
      ['GET /api/v1/orders', {}, 'SCOPE_MISSING'],
    ]);
  });

  test('finds the code behind answers that do not say it', async () => {
    const options = { policies: [{ name: 'mule', issuers: [CONFIGURED], responses: muleSoftResponses }] };
    const { app, issuer } = await started({ adapter, options });
    await policyMatrix(app, issuer, [
      ['GET /orders', null, 400],
      ['GET /orders', null, 'TOKEN_MISSING'],
      ['GET /orders', { bad: 'wrongAudience' }, 'AUDIENCE_REFUSED'],
    ]);
  });

  test('sends the token where the policy reads it', async () => {
    const origin = {
      describe: 'x-token',
      read: ({ headers }: { headers: Record<string, unknown> }) => headers['x-token'],
    };
    const options = { policies: [{ name: 'own', issuers: [CONFIGURED], origin: origin as never }] };
    const { app, issuer } = await started({ adapter, options });
    const carry = (token: string) => ({ 'x-token': token });
    await policyMatrix(app, issuer, [['GET /orders', reader, 200]], { carry });
    await policyMatrix(app, issuer, [['GET /orders', reader, 'TOKEN_MISSING']]);
  });

  test('runs beside another one, and each finds its own decisions', async () => {
    const { app, issuer } = await started({ adapter });
    const granted = ROWS.slice(0, 1);
    const refused: MatrixRow[] = [['GET /orders', {}, 'SCOPE_MISSING']];
    await Promise.all([granted, refused, granted, refused].map((rows) => policyMatrix(app, issuer, rows)));
  });
});

describe('an application whose options come later', () => {
  test('is tested in the same way', async () => {
    process.env['TEST_KIT_AUDIENCE'] = 'orders';
    const module = OrdersApp.importing([
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
      JwtPolicyModule.forRootAsync({
        inject: [ConfigService],
        useFactory: async (config: ConfigService) => ({
          issuers: [{ ...CONFIGURED, audience: config.getOrThrow<string>('TEST_KIT_AUDIENCE') }],
        }),
      }),
    ]);
    const { app, issuer } = await started({ module });
    await policyMatrix(app, issuer, [['GET /orders', reader, 200]]);
  });
});

describe('rows that do not hold', () => {
  test('are reported together, each with the steps of its call', async () => {
    const { app, issuer } = await started();
    const error = await failureOf(
      policyMatrix(app, issuer, [
        ['POST /orders', reader, 201],
        ['GET /orders', reader, 200],
        ['GET /orders', reader, 'SCOPE_MISSING'],
        ['GET /nowhere', null, 'TOKEN_MISSING'],
        ['GET /orders/open', null, 'TOKEN_MISSING'],
      ]),
    );
    expect(error.message).toMatch(/^4 of 5 row\(s\) of the policy matrix do not hold:/);
    expect(error.message).toContain(
      'row 1: POST /orders by {"scope":"orders/read"}\n    expected 201\n    found    403, SCOPE_MISSING at OrdersController.create\n    403 SCOPE_MISSING: The token lacks a scope that is required here.\n    POST /orders -> OrdersController.create\n',
    );
    expect(error.message).toMatch(
      /\+ passed +15 steps: token, syntax, parse, header, issuer, alg, typ, key, signature/,
    );
    expect(error.message).toMatch(/x REFUSED +scope \(SCOPE_MISSING\)/);
    expect(error.message).toContain('found    404, and the guard was not asked');
    expect(error.message).toContain('found    200, public at OrdersController.open');
    expect(error.message).not.toContain('row 2');
    expect(error.actual).toEqual([403, 200, 'granted', '404, and the guard was not asked', 'granted']);
    expect(error.expected).toEqual([201, 200, 'SCOPE_MISSING', 'TOKEN_MISSING', 'TOKEN_MISSING']);
  });

  test('name the option of the issuer where a token that should be good lacks what policies demand', async () => {
    const issuer = createTestIssuer();
    const checks = [{ claim: 'azp', rule: 'web' }];
    const app = opened(
      await createPolicyApp({ issuers: [{ ...CONFIGURED, checks }] }, { issuers: [issuer] }),
    );
    const problemOf = async (row: MatrixRow): Promise<string> =>
      (await failureOf(policyMatrix(app, issuer, [row]))).message;
    const advice = 'createTestIssuer({ claims: { … } })';
    expect(await problemOf(['GET /orders', {}, 200])).toContain(advice);
    expect(await problemOf(['GET /orders', { azp: 'batch' }, 'granted'])).toContain(advice);
    expect(await problemOf(['GET /orders', {}, 'SCOPE_MISSING'])).not.toContain(advice);
    expect(await problemOf(['GET /orders', null, 200])).not.toContain(advice);
    const rows: MatrixRow[] = ['/a', '/b'].map((path) => [`GET ${path}`, {}, 200]);
    const { message } = await failureOf(policyMatrix(app, issuer, rows));
    expect(message.split(advice)).toHaveLength(2);
    expect(message.indexOf(advice)).toBeLessThan(message.indexOf('row 1'));
  });

  test('name the log of the application where the call failed after the guard', async () => {
    const { app, issuer } = await started();
    const problemOf = async (row: MatrixRow): Promise<string> =>
      (await failureOf(policyMatrix(app, issuer, [row]))).message;
    const advice = 'leave out { logger: false }';
    expect(await problemOf(['GET /broken', {}, 200])).toContain(advice);
    expect(await problemOf(['GET /broken', {}, 'SCOPE_MISSING'])).not.toContain(advice);
    expect(await problemOf(['GET /broken', null, 200])).not.toContain(advice);
    expect(await problemOf(['GET /orders/1', {}, 201])).not.toContain(advice);
    expect(await problemOf(['GET /nowhere', {}, 200])).not.toContain(advice);
    await policyMatrix(app, issuer, [['GET /broken', {}, 'granted']]);
  });

  test('may be those of a call that gets no answer', async () => {
    const configure = (app: INestApplication): void =>
      void app.use((request: { socket: { destroy(): void } }) => request.socket.destroy());
    const { app, issuer } = await started({ configure });
    const error = await failureOf(policyMatrix(app, issuer, [['GET /orders', reader, 200]]));
    expect(error.message).toMatch(/found +no answer: the application closed the connection/);
  });
});

describe('what is written wrongly is told in a sentence', () => {
  const CASES: readonly [string, readonly unknown[], RegExp][] = [
    ['a misspelt code', ['GET /orders', null, 'TOKEN_MISING'], /Row 1 .*did you mean TOKEN_MISSING\?/],
    ['no status', ['GET /orders', null, 2000], /2000 is neither a status/],
    ['no method', ['/orders', null, 200], /write the method in capitals/],
    ['no path', ['GET', null, 200], /write the method in capitals/],
    ['a path that ends the line', ['GET /a\r\nx: y', null, 200], /write the method in capitals/],
    ['no caller', ['GET /orders', undefined, 200], /the caller must be claims/],
    ['a caller that is a list', ['GET /orders', [], 200], /the caller must be claims/],
    ['no expectation', ['GET /orders', null], /a row has a call, a caller/],
  ];

  test.each(CASES)('%s', async (_what, row, sentence) => {
    const { app, issuer } = await started();
    const attempt = policyMatrix(app, issuer, [row as never]);
    await expect(attempt).rejects.toThrow(TestKitError);
    await expect(attempt).rejects.toThrow(sentence);
  });

  test('no rows, and no issuer', async () => {
    const { app, issuer } = await started();
    await expect(policyMatrix(app, issuer, [])).rejects.toThrow(/would prove nothing/);
    await expect(policyMatrix(app, {} as never, ROWS)).rejects.toThrow(/A test issuer is needed here/);
  });

  test('an application that is none, that is not initialized, or that has no guard', async () => {
    const { app, issuer } = await started();
    await expect(callRoute({} as never, 'GET /orders')).rejects.toThrow(/must be the application/);
    expect(issuer.issuer).toBe(ISSUER);
    await app.close();
  });
});

test('callRoute tells what became of one call', async () => {
  const { app, issuer } = await started();
  expect(await callRoute(app, 'GET /orders', issuer.token(reader))).toMatchObject({
    status: 200,
    granted: true,
    anonymous: false,
    handler: 'OrdersController.list',
    explanation: { outcome: 'granted' },
  });
  expect(await callRoute(app, 'GET /orders', '', { headers: bearer(issuer.token()) })).toMatchObject({
    status: 403,
    granted: false,
    code: 'SCOPE_MISSING',
  });
  expect(await callRoute(app, 'GET /nowhere')).toEqual({ status: 404, granted: false, anonymous: false });
});
