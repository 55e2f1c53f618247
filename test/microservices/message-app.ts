import type { INestApplicationContext, INestMicroservice } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { JwtPolicyModule, type DecisionEvent } from '../../src/jwt-policy/index.js';
import { microservices } from '../../src/jwt-policy/microservices/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';
import type { MessageAppParts } from './tcp-app.js';

/** An application that gets its messages from a broker. */
export interface MessageApp {
  readonly app: INestApplicationContext;
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  /** The decisions so far, first to last. */
  readonly decisions: readonly DecisionEvent[];
  /** The URL of a hybrid application; empty if it serves messages alone. */
  readonly url: string;
  close(): Promise<void>;
}

/** How an application reaches a broker. */
export interface BrokerConnection {
  readonly options: MicroserviceOptions;
  /** Resolves when the broker knows all subscriptions. Nest does not wait for that. */
  subscribed(server: INestMicroservice): Promise<unknown>;
}

/** What an application is made of that gets its messages from a broker. */
export interface BrokerMessageAppParts extends MessageAppParts {
  /** Whether it has HTTP too. */
  readonly isHybrid?: boolean;
}

/** Starts it, with one issuer unless the options say otherwise. */
export async function startMessageApp(
  parts: BrokerMessageAppParts,
  connection: BrokerConnection,
): Promise<MessageApp> {
  const { controllers, providers = [], options = {}, messages, isHybrid = false } = parts;
  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock);
  const decisions: DecisionEvent[] = [];
  const observers = [{ decided: (event: DecisionEvent) => void decisions.push(event) }];
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        ...({
          ...(options.policies === undefined && { issuers: [issuerOptions] }),
          clock,
          observers,
          ...options,
        } as JwtPolicyOptions),
        transports: [microservices(messages)],
      }),
    ],
    controllers: [...controllers],
    providers,
  }).compile();
  const started = { issuer, clock, decisions };
  if (!isHybrid) {
    const app = module.createNestMicroservice<MicroserviceOptions>({ ...connection.options, logger: false });
    await app.listen();
    await connection.subscribed(app);
    return { ...started, app, url: '', close: () => app.close() };
  }
  const app = module.createNestApplication({ logger: false });
  const server = app.connectMicroservice<MicroserviceOptions>(connection.options, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await connection.subscribed(server);
  await app.listen(0, '127.0.0.1');
  return { ...started, app, url: await app.getUrl(), close: () => app.close() };
}
