import { afterAll, beforeAll } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { type IssuerOptions } from '../../src/jwt-policy/options/index.js';
import { Claims, Public, RequireScope } from '../../src/jwt-policy/index.js';
import type { Adapter, TestApp } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer, type TestKey } from '../support/test-issuer.js';
import { callingTwice, startApp } from './token-cache.js';

@Controller()
class SampleController {
  @Get('any')
  any(@Claims() claims: unknown): unknown {
    return claims;
  }

  @Post('any')
  post(): string {
    return 'posted';
  }

  @Get('scoped')
  @RequireScope('read')
  scoped(): string {
    return 'scoped';
  }

  @Get('public')
  @Public()
  open(): string {
    return 'open';
  }
}

/** An app of one policy with one issuer whose key is at hand, on a clock that stands still. Each GET is sent twice. */
export interface SecuredApp extends TestApp {
  readonly clock: TestClock;
  readonly issuer: TestIssuer;
}

/** Starts it; `options` change the issuer, `key` what it signs with. */
export async function startSecuredApp(
  options: Partial<IssuerOptions> = {},
  { adapter = 'express', key }: { adapter?: Adapter; key?: TestKey } = {},
): Promise<SecuredApp> {
  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock, key);
  const keys = { jwks: { keys: [issuer.key.jwk] } };
  const app = await startApp({
    adapter,
    controllers: [SampleController],
    options: { clock, issuers: [{ issuer: 'https://id.test', audience: 'orders', keys, ...options }] },
  });
  return { ...callingTwice(app), clock, issuer };
}

/** One app for all tests of a describe, or of a file. Start another one where a test moves the clock. */
export function useSecuredApp(...parameters: Parameters<typeof startSecuredApp>): () => SecuredApp {
  let app: SecuredApp;
  beforeAll(async () => {
    app = await startSecuredApp(...parameters);
  });
  afterAll(() => app.close());
  return () => app;
}
