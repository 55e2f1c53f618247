import type { Type } from '@nestjs/common';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { startApp, type TestApp, type TestAppParts } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';

/** An app of the given controllers, with one policy and one issuer unless `options` say otherwise. */
export interface GuardedApp extends TestApp {
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  /** The status of a GET with a token of these claims. */
  status(path: string, claims?: Record<string, unknown>): Promise<number>;
  /** The status of a GET without a token. */
  anonymous(path: string): Promise<number>;
}

const clock = new TestClock();
const issuer = new TestIssuer('https://id.test', clock);

/** The issuer options of that issuer. */
export const issuerOptions = {
  issuer: issuer.issuer,
  audience: 'orders',
  keys: { jwks: { keys: [issuer.key.jwk] } },
};

/** Starts it. */
export async function startGuardedApp(
  controllers: Type[],
  options: Partial<JwtPolicyOptions> = { issuers: [issuerOptions] },
  parts: Partial<TestAppParts> = {},
): Promise<GuardedApp> {
  const app = await startApp({ controllers, options: { clock, ...options } as JwtPolicyOptions, ...parts });
  return {
    ...app,
    issuer,
    clock,
    status: async (path, claims = {}) => (await app.call(path, issuer.token({ claims }))).status,
    anonymous: async (path) => (await app.call(path)).status,
  };
}
