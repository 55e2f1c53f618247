import { All, Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { JwtPolicyModule, type JwtPolicyOptions } from '../index.js';
import { Installation } from './installation.js';
import { assertNotProduction } from './production.js';
import { TestIssuer } from './test-issuer.js';
import { TestKitError } from './test-kit-error.js';

/** What an application of policies alone is made with. */
export interface PolicyAppOptions {
  /** Stand in for the issuers of the policies. */
  readonly issuers: readonly TestIssuer[];
  /** @default that of `@nestjs/platform-express` */
  readonly adapter?: AbstractHttpAdapter;
}

/** Every path and every method: where a policy applies is its own affair. */
@Controller()
class AnyRouteController {
  @All('*')
  reached(): string {
    return 'reached';
  }
}

/**
 * An application that has nothing but policies, and a route for every path: it shows what policies do before there is an
 * application that has them, such as those of a MuleSoft file. It is initialized; close it. Rejects with
 * `JwtPolicyConfigurationError` for wrong policies, and with `TestKitError` where an issuer stands in for none of theirs.
 * @example `const app = await createPolicyApp(muleSoftPolicies('policies.json'), { issuers: [issuer] });`
 */
export async function createPolicyApp(
  policies: JwtPolicyOptions | Promise<JwtPolicyOptions>,
  { issuers, adapter }: PolicyAppOptions,
): Promise<INestApplication> {
  assertNotProduction();
  if (!Array.isArray(issuers) || issuers.length === 0)
    throw new TestKitError('createPolicyApp() needs { issuers }: a list of test issuers.');
  const installation = new Installation();
  for (const issuer of issuers) installation.add(TestIssuer.stateOf(issuer));
  const guarded = JwtPolicyModule.forRoot(await policies);
  const providers = [...(guarded.providers ?? []), ...installation.providers()];
  class PolicyApp {}
  Module({ imports: [{ ...guarded, providers }], controllers: [AnyRouteController] })(PolicyApp);
  const options = { logger: false, abortOnError: false } as const;
  const app =
    adapter === undefined
      ? await NestFactory.create(PolicyApp, options)
      : await NestFactory.create(PolicyApp, adapter, options);
  return app.init();
}
