import type { AddressInfo, Server } from 'node:net';

import { ServerTCP } from '@nestjs/microservices';

import { MAX_MESSAGE_LENGTH } from './message-limits.js';

/** Nest's server of messages over TCP, which tells its port and logs nothing that a stranger chose. */
export class TcpServer extends ServerTCP {
  constructor(host: string, port: number) {
    super({ host, port, maxBufferSize: MAX_MESSAGE_LENGTH });
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

  /** Nest would log what could not be read, and a token may be in it. What the start fails with is told elsewhere. */
  protected override handleError(): void {
    if (this.server.listening)
      this.logger.warn('A connection over TCP broke, or what came by it could not be read.');
  }
}
