import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { ServerGrpc } from '@nestjs/microservices';

import { ORDERS_PROTO } from '../orders/index.js';
import { CLOSE_GRACE_MS } from '../process/index.js';
import { MAX_MESSAGE_LENGTH } from './message-limits.js';

/** Throws the error of Node if nobody can listen there. That of the gRPC package has no code, and is printed too. */
async function assertFree(host: string, port: number): Promise<void> {
  const probe = createServer().listen(port, host);
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
}

/** Nest's server of gRPC calls for the orders, which knows its port and ends in order. */
export class GrpcServer extends ServerGrpc {
  readonly #server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_LENGTH });
  #port = 0;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    super({ package: ORDERS_PROTO.package, protoPath: ORDERS_PROTO.path, loader: ORDERS_PROTO.loader });
  }

  /** The port it listens on, once it listens. */
  get boundPort(): number {
    return this.#port;
  }

  override async createClient(): Promise<Server> {
    await assertFree(this.host, this.port);
    const address = `${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}`;
    const bind = promisify(this.#server.bindAsync.bind(this.#server));
    this.#port = await bind(address, ServerCredentials.createInsecure());
    return this.#server;
  }

  /** Lets calls in flight finish for a moment, then closes every connection. */
  override async close(): Promise<void> {
    const cut = setTimeout(() => this.#server.forceShutdown(), CLOSE_GRACE_MS);
    await promisify(this.#server.tryShutdown.bind(this.#server))();
    clearTimeout(cut);
  }
}
