import type { Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { JwtPolicyModule, type JwtPolicyOptions } from '../../src/jwt-policy/index.js';
import { createTestIssuer, policyMatrix, type MatrixRow } from '../../src/jwt-policy/testing/index.js';
import type { Adapter } from '../support/test-app.js';
import { issuerOptions } from './guarded-app.js';

/** An application that says by a matrix who may do what, for specs whose subject is that and nothing below it. */
export interface MatrixApp {
  /** Every row holds: the call, the claims of a valid token or `null` for nobody, the status or the code. */
  holds(...rows: MatrixRow[]): Promise<void>;
  close(): Promise<void>;
}

/** An app of the given controllers, with one policy and one issuer unless `options` say otherwise. */
export async function startMatrixApp(
  controllers: Type[],
  options: Partial<JwtPolicyOptions> = { issuers: [issuerOptions] },
  adapter: Adapter = 'express',
): Promise<MatrixApp> {
  const issuer = createTestIssuer({ issuer: issuerOptions.issuer });
  const imports = [JwtPolicyModule.forRoot(options as JwtPolicyOptions)];
  const module = await issuer.install(Test.createTestingModule({ imports, controllers })).compile();
  const app =
    adapter === 'fastify'
      ? module.createNestApplication(new FastifyAdapter(), { logger: false })
      : module.createNestApplication({ logger: false });
  await app.init();
  return { holds: (...rows) => policyMatrix(app, issuer, rows), close: () => app.close() };
}
