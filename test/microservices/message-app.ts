import type { INestApplicationContext, INestMicroservice } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { DecisionEvent } from '../../src/jwt-policy/index.js';
import type { TestClock } from '../support/test-clock.js';
import type { TestIssuer } from '../support/test-issuer.js';
import { compileMessages, type MessageModuleParts } from './message-module.js';

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
export interface BrokerMessageAppParts extends MessageModuleParts {
  /** Whether it has HTTP too. */
  readonly isHybrid?: boolean;
}

/** Starts it, with one issuer unless the options say otherwise. */
export async function startMessageApp(
  parts: BrokerMessageAppParts,
  connection: BrokerConnection,
): Promise<MessageApp> {
  const { isHybrid = false, options, ...ofModule } = parts;
  const decisions: DecisionEvent[] = [];
  const observers = [{ decided: (event: DecisionEvent) => void decisions.push(event) }];
  const observed = { ...ofModule, options: { observers, ...options } };
  const { module, issuer, clock } = await compileMessages(observed);
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
