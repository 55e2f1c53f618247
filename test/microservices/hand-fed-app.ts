import type { INestMicroservice, ModuleMetadata, Type } from '@nestjs/common';
import type { CustomTransportStrategy, MicroserviceOptions } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import { microservices, type MicroservicesOptions } from '../../src/jwt-policy/microservices/index.js';
import type { DecisionObserver } from '../../src/jwt-policy/observe/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';

/** What an application is made of whose messages a test hands to the server. */
export interface HandFedParts extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  readonly controllers: readonly Type[];
  readonly options?: Partial<JwtPolicyOptions>;
  readonly messages?: MicroservicesOptions;
  readonly observers?: readonly DecisionObserver[];
  /** Called before the server listens. */
  readonly prepare?: (app: INestMicroservice) => void;
}

/** An application without a connection. */
export interface HandFedApp {
  readonly app: INestMicroservice;
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  /** Headers with a token of these claims. */
  headers(claims?: Record<string, unknown>): { readonly authorization: string };
  close(): Promise<void>;
}

/** Starts it with a server of its own. */
export async function startHandFed(
  strategy: CustomTransportStrategy,
  parts: HandFedParts,
): Promise<HandFedApp> {
  const { controllers, imports = [], providers = [], options = {}, messages, observers, prepare } = parts;
  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock);
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        ...({
          issuers: [issuerOptions],
          clock,
          ...(observers ? { observers } : {}),
          ...options,
        } as JwtPolicyOptions),
        transports: [microservices(messages)],
      }),
      ...imports,
    ],
    controllers: [...controllers],
    providers,
  }).compile();
  const app = module.createNestMicroservice<MicroserviceOptions>({ strategy, logger: false });
  prepare?.(app);
  await app.listen();
  return {
    app,
    issuer,
    clock,
    headers: (claims = {}) => ({ authorization: `Bearer ${issuer.token({ claims })}` }),
    close: () => app.close(),
  };
}
