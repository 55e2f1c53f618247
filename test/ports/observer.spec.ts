import { Controller, Get, Logger } from '@nestjs/common';
import { afterEach, expect, jest, test } from '@jest/globals';
import {
  OptionalToken,
  Public,
  RequireScope,
  type DecisionEvent,
  type DecisionObserver,
} from '../../src/jwt-policy/index.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScope('read')
  list(): string {
    return 'list';
  }

  @Get('optional')
  @OptionalToken()
  optional(): string {
    return 'optional';
  }

  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }
}

/** Counts outcomes, as metrics would. */
class Counter implements DecisionObserver {
  readonly counts: Record<string, number> = {};

  decided(event: DecisionEvent): void {
    const step = event.outcome === 'refused' ? ` ${event.code} ${event.policy} ${event.step}` : '';
    const name = `${event.transport} ${event.handler} ${event.outcome}${step}`;
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}

const start = async (...observers: DecisionObserver[]): Promise<GuardedApp> =>
  opened(await startGuardedApp([OrdersController], { issuers: [issuerOptions], observers }));

function warnings(): string[] {
  const lines: string[] = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void lines.push(String(message)));
  return lines;
}

test('an observer hears of every decision, and of nothing that is not decided', async () => {
  const counter = new Counter();
  const app = await start(counter);
  const scope = { scope: 'read' };
  for (const claims of [{}, scope, scope]) await app.status('/orders', claims);
  for (const path of ['/orders', '/orders/optional', '/orders/open']) await app.anonymous(path);
  expect(counter.counts).toEqual({
    'http OrdersController.list refused SCOPE_MISSING default scope': 1,
    'http OrdersController.list granted': 2,
    'http OrdersController.list refused TOKEN_MISSING default token': 1,
    'http OrdersController.optional anonymous': 1,
  });
});

test('events are frozen plain data that hold nothing of the token but its digest, issuer and kid', async () => {
  const events: DecisionEvent[] = [];
  const app = await start({ decided: (event) => void events.push(event) });
  await app.status('/orders', { scope: 'read', name: 'SECRET' });
  await app.status('/orders', { aud: 'SECRET' });
  expect(events).toEqual([
    {
      outcome: 'granted',
      transport: 'http',
      handler: 'OrdersController.list',
      policies: ['default'],
      issuer: 'https://id.test',
    },
    {
      outcome: 'refused',
      transport: 'http',
      handler: 'OrdersController.list',
      code: 'AUDIENCE_REFUSED',
      family: 'bad_token',
      policy: 'default',
      step: 'aud',
      detail: expect.any(String),
      token: { digest: expect.stringMatching(/^[0-9a-f]{8}$/), issuer: '"https://id.test"', kid: '"key-1"' },
    },
  ]);
  expect(JSON.stringify(events)).not.toContain('SECRET');
  expect(events.every((event) => Object.isFrozen(event))).toBe(true);
});

test('an observer that throws, or rejects, is reported once and changes no call', async () => {
  const lines = warnings();
  const after = new Counter();
  class Broken implements DecisionObserver {
    decided(): never {
      throw new TypeError('no\nmetrics');
    }
  }
  const late = { decided: () => Promise.reject(new Error('late')) };
  const thrower = {
    decided: () => {
      throw 'text';
    },
  };
  const app = await start(new Broken(), late, thrower, after);
  const statuses = [];
  for (const scope of ['read', 'read', 'write']) statuses.push(await app.status('/orders', { scope }));
  expect(statuses).toEqual([200, 200, 403]);
  expect(Object.values(after.counts)).toEqual([2, 1]);
  expect(lines.filter((line) => line.includes('missed a decision')).toSorted()).toEqual([
    'An observer missed a decision: it threw Error "late". Its next throws are not logged.',
    'An observer missed a decision: it threw string. Its next throws are not logged.',
    String.raw`The observer Broken missed a decision: it threw TypeError "no\nmetrics". Its next throws are not logged.`,
  ]);
});

test('an observer of refusals alone hears of no granted call, beside others that do', async () => {
  const refusals: DecisionEvent[] = [];
  const counter = new Counter();
  const app = await start({ refusalsOnly: true, decided: (event) => void refusals.push(event) }, counter);
  await app.status('/orders', { scope: 'read' });
  await app.status('/orders');
  expect(refusals.map(({ outcome }) => outcome)).toEqual(['refused']);
  expect(Object.values(counter.counts)).toEqual([1, 1]);
});

test.each([[{}], ['log'], [[{}]], [[{ decided: 1 }]], [[null]]])(
  'observers cannot be %j',
  async (observers) => {
    const started = startGuardedApp([], { issuers: [issuerOptions], observers: observers as never });
    await expect(started).rejects.toThrow('observers: must be a list of objects with decided(event).');
  },
);
