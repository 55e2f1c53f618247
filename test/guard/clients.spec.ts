import { Controller, Get, Logger, Req, type Type } from '@nestjs/common';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  JwtPolicyService,
  OptionalToken,
  type ClientRecord,
  type ClientRegistry,
  type ClientsOptions,
  type GuardedRequest,
} from '../../src/jwt-policy/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import type { ResponseStyle } from '../../src/jwt-policy/responses/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { ADAPTERS, type Adapter } from '../support/test-app.js';
import { TimedTestClock } from '../support/timed-test-clock.js';
import { until } from '../support/until.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller('orders')
class OrdersController {
  @Get()
  list(@Req() request: GuardedRequest): unknown {
    return request.jwtPolicy ?? 'nobody';
  }

  @Get('optional')
  @OptionalToken({ onInvalid: 'anonymous' })
  optional(@Req() request: GuardedRequest): unknown {
    return request.jwtPolicy ?? 'nobody';
  }
}

const RECORDS: Record<string, ClientRecord> = {
  batch: { status: 'approved', name: 'Orders batch', tier: 'gold' },
  web: { status: 'approved' },
  new: { status: 'pending' },
  gone: { status: 'revoked' },
  turned: { status: 'rejected' },
};

type More = {
  adapter?: Adapter;
  responses?: ResponseStyle;
  clients?: Partial<ClientsOptions>;
  clock?: object;
};

async function start(
  registry: ClientsOptions['registry'],
  { adapter = 'express', responses, clients = {}, clock = {} }: More = {},
): Promise<GuardedApp> {
  const policy = {
    name: 'default',
    issuers: [issuerOptions],
    clients: { registry, ...clients },
    ...(responses && { responses }),
  };
  const controllers: Type[] = [OrdersController];
  return opened(await startGuardedApp(controllers, { policies: [policy], ...clock }, { adapter }));
}

const call = (app: GuardedApp, client_id: unknown, path = '/orders'): Promise<Response> =>
  app.call(path, app.issuer.token({ claims: { client_id } }));

describe.each(ADAPTERS)('clients over %s', (adapter) => {
  test('that are approved pass, and the handler sees which one it is, once with a name and once without', async () => {
    const app = await start(RECORDS, { adapter });
    const state = async (id: string): Promise<unknown> => (await call(app, id)).json();
    expect(await state('batch')).toMatchObject({
      client: { id: 'batch', name: 'Orders batch' },
      results: { default: { client: { id: 'batch', name: 'Orders batch' } } },
    });
    expect(await state('web')).toMatchObject({ client: { id: 'web' } });
    // The token was cached by now: the client is looked up all the same.
    expect(await state('web')).toMatchObject({ client: { id: 'web' } });
  });

  test('that are pending, revoked, rejected or unknown are refused', async () => {
    const app = await start(RECORDS, { adapter });
    for (const id of ['new', 'gone', 'turned', 'nobody', '__proto__', 'constructor', 'batch ', 'BATCH'])
      await expectRefused(await call(app, id), 'CLIENT_NOT_APPROVED', 'forbidden');
  });

  test.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 7],
    ['a list', ['batch']],
    ['an object', { toString: 'batch' }],
    ['longer than any id', 'x'.repeat(1025)],
  ])('that are %s cannot be told', async (_what, id) => {
    const app = await start(RECORDS, { adapter });
    await expectRefused(await call(app, id), 'CLIENT_UNRESOLVED', 'forbidden');
  });

  test('are answered as MuleSoft does, where the policy says so', async () => {
    let isDown = false;
    const find = (id: string): ClientRecord | undefined => {
      if (isDown) throw new Error('down');
      return RECORDS[id];
    };
    const app = await start({ find }, { adapter, responses: muleSoftResponses });
    const answer = async (id: unknown): Promise<unknown> => {
      const response = await call(app, id);
      return [response.status, await response.text(), response.headers.get('retry-after')];
    };
    expect(await answer(undefined)).toEqual([403, '{"error":"Authentication denied."}', null]);
    expect(await answer('new')).toEqual([403, '{"error":"Invalid Client"}', null]);
    isDown = true;
    expect(await answer('batch')).toEqual([503, '{"error":"Unable to reach client registry."}', '5']);
  });
});

describe('a registry', () => {
  const thenable = (record: unknown) => ({ then: (resolve: (value: unknown) => void) => resolve(record) });

  test.each<[string, (id: string) => unknown]>([
    ['at once', (id) => RECORDS[id]],
    ['with a promise', async (id) => RECORDS[id]],
    ['with a thenable', (id) => thenable(RECORDS[id])],
  ])('may answer %s', async (_how, find) => {
    const app = await start({ find } as ClientRegistry);
    expect([(await call(app, 'batch')).status, (await call(app, 'new')).status]).toEqual([200, 403]);
  });

  const fail = (error: unknown) => (): never => {
    throw error;
  };
  const hostileError = new Proxy(new Error('no'), { get: fail(new Error('not even a name')) });

  test.each<[string, () => unknown]>([
    ['throws', fail(new TypeError('SECRET batch'))],
    ['throws what is no error', fail('SECRET')],
    ['throws what cannot be looked at', fail(hostileError)],
    ['rejects', () => Promise.reject(new TypeError('SECRET batch'))],
    ['rejects with what cannot be looked at', () => Promise.reject(hostileError)],
    ['answers with a thenable that throws', () => ({ then: fail(new Error('SECRET')) })],
    [
      'answers with a record that throws',
      () => Object.defineProperty({}, 'status', { get: fail(new Error('SECRET')) }),
    ],
  ])('that %s is down: 503, and the log tells neither the client nor the message', async (_what, find) => {
    const lines: string[] = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void lines.push(String(message)));
    const app = await start({ find } as ClientRegistry);
    await expectRefused(await call(app, 'batch'), 'CLIENTS_UNAVAILABLE', 'temporarily_unavailable');
    expect(lines.join('\n')).toContain('CLIENTS_UNAVAILABLE at OrdersController.list: the client registry');
    expect(lines.join('\n')).not.toMatch(/SECRET|batch/);
  });

  test.each([
    true,
    'approved',
    1,
    [],
    ['approved'],
    {},
    { status: 'Approved' },
    { status: ['approved'] },
    { status: { approved: true } },
    Object.prototype,
    Object,
  ])('that answers %p has approved nobody', async (answer) => {
    const find = () => answer as unknown as ClientRecord;
    await expectRefused(await call(await start({ find }), 'batch'), 'CLIENT_NOT_APPROVED', 'forbidden');
  });

  test('that hangs is down after timeoutMs, without a timer left, and is asked anew at the next call', async () => {
    const clock = new TimedTestClock();
    let asked = 0;
    let answer: unknown = new Promise(() => undefined);
    const find = () => {
      asked += 1;
      return answer as Promise<ClientRecord>;
    };
    const app = await start({ find }, { clients: { timeoutMs: 250 }, clock: { clock } });
    const hanging = call(app, 'batch');
    await until(() => asked === 1);
    expect(clock.timers).toBe(1);
    clock.advance(0.25);
    await expectRefused(await hanging, 'CLIENTS_UNAVAILABLE', 'temporarily_unavailable');
    expect(clock.timers).toBe(0);
    answer = Promise.resolve(RECORDS['batch']);
    expect((await call(app, 'batch')).status).toBe(200);
    expect([asked, clock.timers]).toEqual([2, 0]);
  });

  test('that is down is never passed by as nobody; a client that is not approved is, where a route says so', async () => {
    let isDown = false;
    const find = (): undefined => {
      if (isDown) throw new Error('down');
    };
    const app = await start({ find });
    const response = await call(app, 'batch', '/orders/optional');
    expect([response.status, await response.text()]).toEqual([200, 'nobody']);
    isDown = true;
    expect((await call(app, 'batch', '/orders/optional')).status).toBe(503);
  });

  test('is not asked for a token that is not good', async () => {
    const asked: string[] = [];
    const find = (id: string): undefined => void asked.push(id);
    const app = await start({ find });
    await call(app, 'forged', '/orders');
    for (const claims of [{ aud: 'other' }, { exp: 1 }])
      await app.call('/orders', app.issuer.token({ claims: { client_id: 'x', ...claims } }));
    await app.call('/orders', `${app.issuer.token({ claims: { client_id: 'y' } }).slice(0, -9)}AAAAAAAAA`);
    expect(asked).toEqual(['forged']);
  });
});

test('a source of client ids that throws, or returns a promise that rejects, means: cannot be told', async () => {
  for (const read of [
    () => {
      throw new Error('no');
    },
    () => Promise.reject(new Error('late')),
  ]) {
    const app = await start(RECORDS, { clients: { clientId: { describe: 'a source', read } } });
    await expectRefused(await call(app, 'batch'), 'CLIENT_UNRESOLVED', 'forbidden');
  }
});

test('a call outside a request is decided by its client too, and explained', async () => {
  const app = await start(RECORDS);
  const service = app.app.get(JwtPolicyService);
  const [good, bad] = ['batch', 'gone'].map((client_id) => app.issuer.token({ claims: { client_id } }));
  expect(await service.decide(good ?? '')).toMatchObject({ granted: true, client: { id: 'batch' } });
  expect(await service.decide(bad ?? '')).toMatchObject({ refusal: { code: 'CLIENT_NOT_APPROVED' } });
  const explained = await service.explain(bad ?? '', OrdersController, 'list');
  expect(explained?.steps.at(-1)).toEqual({
    policy: 'default',
    step: 'client',
    expected: 'the client at claim client_id is approved in the registry',
    outcome: 'refused',
    found: 'gone',
    code: 'CLIENT_NOT_APPROVED',
    detail: 'the client of the token is revoked in the registry',
    cause: {
      name: 'general',
      mender: 'operator',
      sentence: 'the client is not approved in the registry: approve it there, if it is to call',
    },
  });
});
