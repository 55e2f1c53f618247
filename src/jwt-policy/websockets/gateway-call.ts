import type { CallAttributes } from '../claims/index.js';
import type { CalledOperation } from '../routes/index.js';
import { operationAttributes, type TransportCall } from '../transports/index.js';
import type { Handshake } from './handshake.js';

/** The type of the calls of gateways, as Nest names it. */
export const WS = 'ws';

/** A connection, or a message of one, as decisions read it. Token and headers are those of its handshake. */
export class GatewayCall implements TransportCall {
  readonly method = '';
  readonly route = undefined;
  readonly operation: CalledOperation;
  private known: CallAttributes | undefined;

  constructor(
    /** The client, or the request of a handshake that is not answered yet. Two messages of one client have the same token. */
    readonly key: object,
    name: string,
    private readonly handshake: Handshake,
  ) {
    this.operation = { transport: WS, name };
  }

  headerValues(name: string): readonly string[] {
    return name === 'authorization' ? this.handshake.authorization : this.handshake.http.headerValues(name);
  }

  hasParameter(name: string): boolean {
    return this.handshake.hasParameter(name);
  }

  get attributes(): CallAttributes {
    this.known ??= operationAttributes(this.operation, this.handshake.http.attributes);
    return this.known;
  }
}
