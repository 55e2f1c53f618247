import { AssertionError } from 'node:assert';
import type { INestApplication } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import type { IssuerOptions, JwtPolicyOptions } from '../../src/jwt-policy/index.js';
import { createTestIssuer, everyBadToken, type TestIssuer } from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';
import { ADAPTERS } from '../support/test-app.js';
import { CONFIGURED, ISSUER, startOrders, type StartParts } from './start-orders.js';

const opened = closeAfterEach();
const claims = { scope: 'orders/read' };

async function started(parts: StartParts = {}): Promise<{ app: INestApplication; issuer: TestIssuer }> {
  const issuer = createTestIssuer({ issuer: ISSUER });
  return { issuer, app: opened(await startOrders([issuer], parts)) };
}

const withIssuer = (changes: Partial<IssuerOptions>, more: Partial<JwtPolicyOptions> = {}): StartParts => ({
  options: { issuers: [{ ...CONFIGURED, ...changes }], ...more } as JwtPolicyOptions,
});

async function faultsAt(app: INestApplication, call: string, options = {}): Promise<string> {
  const error: unknown = await everyBadToken(app, call, options).then(
    () => new Error('no fault'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AssertionError);
  return (error as Error).message;
}

describe.each(ADAPTERS)('every bad token over %s', (adapter) => {
  test('is refused with the code of its fault', async () => {
    const { app } = await started({ adapter });
    const tried = await everyBadToken(app, 'GET /orders', { claims });
    expect(tried.length).toBeGreaterThan(20);
    expect(tried.filter(({ code }) => code === undefined).map(({ bad }) => bad)).toEqual(['noNbf', 'tooOld']);
    expect(tried).toContainEqual({ issuer: ISSUER, bad: 'expired', code: 'TOKEN_EXPIRED' });
    expect(tried).toContainEqual({
      issuer: ISSUER,
      bad: 'noNbf',
      code: undefined,
      acceptedBy: 'requireNbf: false',
    });
  });
});

describe('every bad token', () => {
  test.each(['GET /orders/maybe', 'GET /orders/tolerant', 'GET /requested'])(
    'is refused at %s',
    async (call) => {
      const { app } = await started();
      await everyBadToken(app, call);
    },
  );

  test('is refused before the scopes of the route are looked at', async () => {
    const { app } = await started();
    await everyBadToken(app, 'POST /orders', { body: { item: 'book' } });
  });

  test('is refused with the token cache and without it', async () => {
    for (const tokenCache of [false, {}] as const) {
      const { app } = await started(withIssuer({}, { tokenCache }));
      await everyBadToken(app, 'GET /orders', { claims });
    }
  });

  test('is tried for every issuer that is installed, or for one', async () => {
    const partner = 'https://partner.example.com';
    const issuers = [createTestIssuer({ issuer: ISSUER }), createTestIssuer({ issuer: partner })];
    const options = { issuers: [CONFIGURED, { ...CONFIGURED, issuer: partner, requireExp: false }] };
    const app = opened(await startOrders(issuers, { options }));
    const all = await everyBadToken(app, 'GET /orders');
    expect(new Set(all.map(({ issuer }) => issuer))).toEqual(new Set([ISSUER, partner]));
    const one = await everyBadToken(app, 'GET /orders', { issuer: issuers[1] as TestIssuer });
    expect(one.find(({ bad }) => bad === 'noExp')).toMatchObject({ acceptedBy: 'requireExp: false' });
  });

  test('is expected as the policies say that apply to the route', async () => {
    const policies = [
      { name: 'strict', issuers: [CONFIGURED], appliesTo: [{ path: '/orders' }] },
      { name: 'loose', issuers: [{ ...CONFIGURED, audience: null }], appliesTo: [{ path: '/requested' }] },
    ] as const;
    const { app } = await started({ options: { policies } as never });
    const accepted = async (call: string): Promise<readonly string[]> =>
      (await everyBadToken(app, call)).filter(({ code }) => code === undefined).map(({ bad }) => bad);
    expect(await accepted('GET /orders')).toEqual(['noNbf', 'tooOld']);
    expect(await accepted('GET /requested')).toEqual(['noNbf', 'tooOld', 'wrongAudience', 'noAudience']);
  });
});

describe('what is wrong is listed', () => {
  test('a public route accepts whatever comes', async () => {
    const { app } = await started();
    expect(await faultsAt(app, 'GET /orders/open')).toMatch(/OrdersController\.open is public/);
  });

  test('a route that is not there', async () => {
    const { app } = await started();
    expect(await faultsAt(app, 'GET /nowhere')).toMatch(/the guard was not asked, and the answer is 404/);
  });

  test('a valid token that is refused, with the steps', async () => {
    const { app } = await started(withIssuer({ checks: [{ claim: 'tier', rule: 'gold' }] }));
    expect(await faultsAt(app, 'GET /orders')).toMatch(
      /a valid token is refused, .* give what it lacks as \{ claims \}\. [^]*x REFUSED +rule tier/,
    );
    await everyBadToken(app, 'GET /orders', { claims: { tier: 'gold' } });
  });

  test('and compared in one line each, because a runner prints both beside the message', async () => {
    const { app } = await started(withIssuer({ checks: [{ claim: 'tier', rule: 'gold' }] }));
    const actual = [expect.stringMatching(/^https:.*a valid token is refused.*\{ claims \}\.$/)];
    await expect(everyBadToken(app, 'GET /orders')).rejects.toMatchObject({ actual });
  });

  test('tokens that are accepted, and those that are refused for another reason', async () => {
    const { app, issuer } = await started();
    // A guard that lets expired tokens pass, and takes another audience for a missing scope.
    const carry = (token: string): Record<string, string> => {
      const [, payload = ''] = token.split('.');
      const { exp = Infinity, aud } = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as {
        exp?: number;
        aud?: string;
      };
      if (exp < issuer.clock.seconds) return { authorization: `Bearer ${issuer.token(claims)}` };
      return { authorization: `Bearer ${aud === 'orders' ? token : issuer.token()}` };
    };
    const faults = await faultsAt(app, 'GET /orders', { claims, carry });
    expect(faults).toContain(`${ISSUER}, expired: exp an hour ago: accepted, expected TOKEN_EXPIRED`);
    expect(faults).toContain(
      'wrongAudience: the aud of another service: refused with SCOPE_MISSING, expected AUDIENCE_REFUSED',
    );
    expect(faults).not.toContain('badSignature');
  });

  test('an application without a test issuer', async () => {
    const { app } = await started();
    const issuer = createTestIssuer({ issuer: ISSUER });
    const other = opened(await startOrders([], {}));
    await expect(everyBadToken(other, 'GET /orders')).rejects.toThrow(/No test issuer is installed/);
    await expect(everyBadToken(app, 'GET /orders', { issuer })).rejects.toThrow(/a valid token is refused/);
  });
});
