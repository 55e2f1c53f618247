import { Controller, Get, Logger, Post } from '@nestjs/common';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { CallCondition } from '../../src/jwt-policy/index.js';
import type { PolicyOptions } from '../../src/jwt-policy/options/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { ADAPTERS, type TestAppParts } from '../support/test-app.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';
import { startMatrixApp } from './matrix-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller('orders')
class OrdersController {
  @Get(':id')
  get(): string {
    return 'get';
  }

  @Post()
  create(): string {
    return 'create';
  }
}

const base: PolicyOptions = { name: 'base', issuers: [issuerOptions] };

function strict(when: Partial<CallCondition>): PolicyOptions {
  const condition: CallCondition = { describe: 'a condition', matches: () => true, ...when };
  const checks = [{ claim: 'role', rule: 'admin' }];
  return { name: 'strict', issuers: [issuerOptions], checks, appliesTo: [{ when: condition }] };
}

const start = async (
  policies: readonly PolicyOptions[],
  parts: Partial<TestAppParts> = {},
  options: object = {},
): Promise<GuardedApp> => opened(await startGuardedApp([OrdersController], { policies, ...options }, parts));

describe.each(ADAPTERS)('appliesTo.when over %s', (adapter) => {
  test('decides each call by its attributes, in which tricks of the sender have no effect', async () => {
    const when = { matches: ({ requestPath }: { requestPath: string }) => requestPath === '/orders/7' };
    const app = await start([base, strict(when)], { adapter });
    for (const path of ['/orders/7', '/orders/%37', '/ORDERS/7', '/orders/7?x=/orders/8'])
      expect([401, 404]).toContain(await app.status(path));
    expect(await app.status('/orders/7', { role: 'admin' })).toBe(200);
    expect(await app.status('/orders/8')).toBe(200);
  });

  test('refuses a call whose condition throws, whatever unmatchedRoutes says', async () => {
    const matches = ({ headers }: { headers: Record<string, unknown> }): boolean =>
      (headers['x-kind'] as string).startsWith('a');
    const app = await start([strict({ matches })], { adapter }, { unmatchedRoutes: 'allow' });
    await expectRefused(await app.call('/orders/7', app.issuer.token()), 'NO_POLICY_APPLIES', 'forbidden');
    expect(await app.anonymous('/orders/7')).toBe(403);
    const headers = (kind: string): RequestInit => ({ headers: { 'x-kind': kind } });
    expect((await app.call('/orders/7', undefined, headers('a'))).status).toBe(401);
    expect((await app.call('/orders/7', undefined, headers('b'))).status).toBe(200);
  });
});

async function isInForce(policy: PolicyOptions): Promise<void> {
  const app = opened(await startMatrixApp([OrdersController], { policies: [base, policy] }));
  await app.holds(['GET /orders/7', {}, 'CLAIM_MISSING'], ['GET /orders/7', { role: 'admin' }, 200]);
}

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['0', 0],
  ['an empty text', ''],
  ['a promise of false', Promise.resolve(false)],
])(
  'a condition that gives %s leaves the policy in force: only false says that it does not apply',
  async (_w, answer) => {
    await isInForce(strict({ matches: () => answer as boolean }));
  },
);

test('a condition that gives a promise which rejects ends nothing, at start or later', async () => {
  const late = () => Promise.reject(new Error('late')) as unknown as boolean;
  await isInForce(strict({ matches: late, couldMatch: late }));
});

describe('at start', () => {
  const warnings = async (when: Partial<CallCondition>): Promise<readonly string[]> => {
    const lines: string[] = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void lines.push(String(message)));
    await start([strict(when)]);
    return lines;
  };

  test('a route that no call could bring under a policy is named', async () => {
    const couldMatch = (method: string, path: string): boolean => method === 'GET' && path === '/orders/:id';
    expect(await warnings({ couldMatch })).toEqual([
      'No policy applies to POST /orders (OrdersController.create): calls get 403 NO_POLICY_APPLIES.',
    ]);
  });

  test('a condition that no route could meet is named', async () => {
    expect(await warnings({ couldMatch: () => false })).toContain(
      'Policy "strict": appliesTo[0] (a condition) matches no route. Letter case, prefix and version count.',
    );
  });

  test('nothing is said of a condition that depends on the call', async () => {
    const throwing = ({ headers }: { headers: Record<string, unknown> }): boolean =>
      (headers['x-kind'] as string).startsWith('a');
    expect(await warnings({ matches: throwing })).toEqual([]);
  });
});
