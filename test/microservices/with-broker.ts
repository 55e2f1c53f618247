import { beforeAll, describe } from '@jest/globals';
import type { DecisionEvent } from '../../src/jwt-policy/index.js';
import { closeAfterAll, closeAfterEach } from '../support/closing.js';
import type { BrokerClient, SentHeaders } from './broker-clients.js';
import {
  startMessageApp,
  type BrokerConnection,
  type BrokerMessageAppParts,
  type MessageApp,
} from './message-app.js';

/** A broker that was started for the tests, and how applications and clients reach it. */
export interface Broker {
  readonly connection: BrokerConnection;
  connect(): BrokerClient;
  close(): Promise<void>;
}

/** Headers with a token as HTTP has it. */
export function bearer(token: string, name = 'authorization'): SentHeaders {
  return { [name]: `Bearer ${token}` };
}

/** What a decision was: the policies that passed, or the code of the refusal. */
export function outcomeOf(event: DecisionEvent): unknown {
  if (event.outcome === 'refused') return event.code;
  return event.outcome === 'granted' ? event.policies : event.outcome;
}

/** A broker that was started for the tests of a file, and what uses it. */
export interface BrokerUnderTest<B extends Broker> {
  readonly broker: () => B;
  readonly client: () => BrokerClient;
  /** Starts an application that is closed after the test. */
  start(parts: BrokerMessageAppParts, connection?: BrokerConnection): Promise<MessageApp>;
}

/** Describes what needs a broker; skipped aloud where there is none. */
export function withBroker<B extends Broker>(
  name: string,
  isThere: boolean,
  start: () => Promise<B>,
  tests: (used: BrokerUnderTest<B>) => void,
): void {
  if (!isThere) process.stderr.write(`SKIPPED: there is no ${name} here, so no messages go through one.\n`);
  (isThere ? describe : describe.skip)(`messages through ${name} (skipped where there is none)`, () => {
    const openedForAll = closeAfterAll();
    const opened = closeAfterEach();
    let broker: B;
    let client: BrokerClient;
    beforeAll(async () => {
      broker = openedForAll(await start());
      client = openedForAll(broker.connect());
    });
    tests({
      broker: () => broker,
      client: () => client,
      start: async (parts, connection = broker.connection) =>
        opened(await startMessageApp(parts, connection)),
    });
  });
}
