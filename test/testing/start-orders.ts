import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { IssuerOptions, JwtPolicyOptions } from '../../src/jwt-policy/index.js';
import { installIssuers, type TestIssuer } from '../../src/jwt-policy/testing/index.js';
import type { Adapter } from '../support/test-app.js';
import { OrdersApp } from './orders-app.js';

export const ISSUER = 'https://id.example.com';

/** The issuer as the applications of these tests have it. */
export const CONFIGURED: IssuerOptions = { issuer: ISSUER, audience: 'orders', algorithms: ['ES256'] };

/** What is different about an application. */
export interface StartParts {
  readonly options?: JwtPolicyOptions;
  readonly module?: ReturnType<typeof OrdersApp.importing>;
  readonly adapter?: Adapter;
  readonly configure?: (app: INestApplication) => void;
}

/** The application of these tests, initialized, with these test issuers in it. The caller closes it. */
export async function startOrders(
  issuers: readonly TestIssuer[],
  { options = { issuers: [CONFIGURED] }, module, adapter = 'express', configure }: StartParts = {},
): Promise<INestApplication> {
  const builder = Test.createTestingModule({ imports: [module ?? OrdersApp.with(options)] });
  if (issuers.length > 0) installIssuers(builder, ...issuers);
  const compiled = await builder.compile();
  const app: INestApplication =
    adapter === 'fastify'
      ? compiled.createNestApplication(new FastifyAdapter(), { logger: false })
      : compiled.createNestApplication({ logger: false });
  configure?.(app);
  return app.init();
}
