import { describe, expect, test } from '@jest/globals';
import { JwtPolicyService } from '../../src/jwt-policy/index.js';
import {
  callRoute,
  createTestIssuer,
  jwtPolicyMatchers,
  TestKitError,
  type JwtPolicyMatchers,
} from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startOrders } from './start-orders.js';

declare module 'expect' {
  interface Matchers<R> extends JwtPolicyMatchers<R> {}
}

expect.extend(jwtPolicyMatchers);
const opened = closeAfterEach();
const reader = { scope: 'orders/read' };

async function outcomes() {
  const issuer = createTestIssuer();
  const app = opened(await startOrders([issuer]));
  const service = app.get(JwtPolicyService);
  return {
    granted: await callRoute(app, 'GET /orders', issuer.token(reader)),
    refused: await callRoute(app, 'GET /orders', issuer.token()),
    unrouted: await callRoute(app, 'GET /nowhere'),
    verdict: await service.decide(issuer.token()),
    refusal: await service.decide(issuer.bad.expired().token),
  };
}

describe('the matchers', () => {
  test('tell granted from refused, of calls and of verdicts', async () => {
    const { granted, refused, verdict, refusal } = await outcomes();
    expect(granted).toBeGranted();
    expect(verdict).toBeGranted();
    expect(refused).not.toBeGranted();
    expect(refused).toBeRefusedWith('SCOPE_MISSING');
    expect(refusal).toBeRefusedWith('TOKEN_EXPIRED');
    expect(refused).not.toBeRefusedWith('TOKEN_EXPIRED');
    expect(granted).not.toBeRefusedWith('SCOPE_MISSING');
  });

  test('explain what they found', async () => {
    const { granted, refused, refusal } = await outcomes();
    expect(() => expect(refused).toBeGranted()).toThrow(
      /^Expected the call to be granted, and it was refused with "SCOPE_MISSING"\.\n\n403 SCOPE_MISSING: The token lacks a scope/,
    );
    expect(() => expect(granted).toBeRefusedWith('SCOPE_MISSING')).toThrow(
      /^Expected the call to be refused with SCOPE_MISSING, and it was granted\./,
    );
    expect(() => expect(granted).not.toBeGranted()).toThrow(/to be not granted, and it was granted/);
    expect(() => expect(refusal).not.toBeRefusedWith('TOKEN_EXPIRED')).toThrow(/to be not refused with/);
  });

  test('take nothing that would let a test pass by mistake', async () => {
    const { granted, unrouted } = await outcomes();
    expect(() => expect(Promise.resolve(granted)).not.toBeGranted()).toThrow(/got a promise: await it first/);
    expect(() => expect({ status: 200 }).not.toBeGranted()).toThrow(TestKitError);
    expect(() => expect(undefined).not.toBeGranted()).toThrow(/not undefined/);
    expect(() => expect(unrouted).not.toBeGranted()).toThrow(
      /The guard was not asked, and the answer is 404/,
    );
    expect(() => expect(granted).not.toBeRefusedWith('SCOPE_MISING' as never)).toThrow(
      /did you mean SCOPE_MISSING\?/,
    );
  });
});
