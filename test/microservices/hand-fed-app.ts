import type { INestMicroservice } from '@nestjs/common';
import type { CustomTransportStrategy, MicroserviceOptions } from '@nestjs/microservices';
import type { DecisionObserver } from '../../src/jwt-policy/observe/index.js';
import type { TestClock } from '../support/test-clock.js';
import type { TestIssuer } from '../support/test-issuer.js';
import { compileMessages, type MessageModuleParts } from './message-module.js';

/** What an application is made of whose messages a test hands to the server. */
export interface HandFedParts extends MessageModuleParts {
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
  const { observers, prepare, options, ...ofModule } = parts;
  const observed = { ...ofModule, options: { ...(observers && { observers }), ...options } };
  const { module, issuer, clock } = await compileMessages(observed);
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
