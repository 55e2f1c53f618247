import type { AddressInfo, Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { ServerTCP } from '@nestjs/microservices';

import { CLOSE_GRACE_MS } from '../process/index.js';
import { CallsInFlight } from './calls-in-flight.js';
import { MAX_MESSAGE_LENGTH } from './message-limits.js';

/** Nest's server of messages over TCP, which ends in order and logs nothing that a stranger chose. */
export class TcpServer extends ServerTCP {
  readonly #calls = new CallsInFlight();
  #closing: Promise<void> | undefined;

  constructor(host: string, port: number) {
    super({ host, port, maxBufferSize: MAX_MESSAGE_LENGTH });
    // oxlint-disable-next-line typescript/no-misused-promises -- Nest awaits it: the call runs in it
    this.setOnProcessingStartHook((_transport, _context, done) => {
      this.#calls.begin();
      return done();
    });
    this.setOnProcessingEndHook(() => this.#calls.end());
  }

  /** The port it listens on, once it listens. */
  get boundPort(): number {
    return (this.unwrap<Server>().address() as AddressInfo).port;
  }

  /** Nest calls back for two errors only; with any other the start would wait for ever. */
  override listen(callback: (error?: unknown) => void): void {
    this.server.once('error', callback);
    super.listen((error?: unknown) => {
      this.server.off('error', callback);
      callback(error);
    });
  }

  /** This service has no events, and Nest would log the pattern of each, which the sender chooses. */
  override handleEvent(): Promise<void> {
    return Promise.resolve();
  }

  /** Lets calls in flight finish for a moment, then closes every connection. */
  // oxlint-disable-next-line typescript/no-misused-promises -- Nest awaits the end of each server
  override close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await this.#calls.noneWithin(CLOSE_GRACE_MS);
    // The answer of the last call is written after its handler is done.
    await nextTurn();
    super.close();
  }

  /** Nest would log what could not be read, and a token may be in it. What the start fails with is told elsewhere. */
  protected override handleError(): void {
    if (this.server.listening)
      this.logger.warn('A connection over TCP broke, or what came by it could not be read.');
  }
}
