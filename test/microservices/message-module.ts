import type { ModuleMetadata, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import { microservices, type MicroservicesOptions } from '../../src/jwt-policy/microservices/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';

/** What an application of messages is made of. */
export interface MessageModuleParts extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  readonly controllers: readonly Type[];
  readonly options?: Partial<JwtPolicyOptions>;
  readonly messages?: MicroservicesOptions;
}

/** A compiled module, who signs its tokens, and its clock. */
export interface MessageModule {
  readonly module: TestingModule;
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
}

/** Compiles it, with one issuer unless the options say otherwise. */
export async function compileMessages(parts: MessageModuleParts): Promise<MessageModule> {
  const { controllers, imports = [], providers = [], options = {}, messages } = parts;
  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock);
  const issuers = options.policies === undefined ? { issuers: [issuerOptions] } : {};
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        ...({ ...issuers, clock, ...options } as JwtPolicyOptions),
        transports: [microservices(messages)],
      }),
      ...imports,
    ],
    controllers: [...controllers],
    providers,
  }).compile();
  return { module, issuer, clock };
}
