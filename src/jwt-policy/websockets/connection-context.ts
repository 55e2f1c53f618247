import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { handleConnection } from '../guard/index.js';
import { WS } from './gateway-call.js';
import type { GatewayClass } from './gateway-metadata.js';
import type { Handshake } from './handshake.js';

/** What begins: a connection to a server of gateways. */
export interface BeginningConnection {
  readonly handshake: Handshake;
  /** Undefined while the handshake is not answered yet. */
  readonly client: object | undefined;
  /** The namespace of socket.io that the client asks for. */
  readonly namespace: string | undefined;
}

/** The context of a connection, which Nest itself asks no guard about. */
export class ConnectionContext extends ExecutionContextHost {
  constructor(
    gateway: GatewayClass,
    readonly connection: BeginningConnection,
    /** The name of the operation. */
    readonly operation: string,
  ) {
    super([connection.client, connection.handshake.request], gateway, handleConnection);
    this.setType(WS);
  }
}
