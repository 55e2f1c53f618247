import type { JwtPolicyClock } from '../clock.js';
import type { Report } from '../keys/index.js';
import type { NormalizedOptions } from '../options/index.js';
import { tokenEndMs } from '../transports/index.js';
import {
  keepConnection,
  type Admission,
  type ClientEnds,
  type Connection,
  type GatewayGuard,
} from './connection.js';
import type { BeginningConnection } from './connection-context.js';
import { decideConnection } from './decide-connection.js';
import type { GatewayClass } from './gateway-metadata.js';
import { EXPIRED, GrantedConnection } from './granted-connection.js';
import type { NormalizedWebsocketsOptions } from './websockets-options.js';

/** What connections of an application need. */
export interface ConnectionEnvironment {
  readonly guard: GatewayGuard;
  readonly clock: JwtPolicyClock;
  readonly policies: NormalizedOptions;
  readonly options: NormalizedWebsocketsOptions;
  readonly report: Report;
  /** Whether a gateway lets everybody connect. */
  isPublic(gateway: GatewayClass): boolean;
  /** Whether a gateway is in the namespace of socket.io of this name. */
  hasNamespace(name: string): boolean;
}

/** What Nest calls for a new client of one gateway: `handleConnection`, and then the client gets its messages. */
export type ConnectCallback = (...args: unknown[]) => void;

/** One server, or one namespace of socket.io, with the gateways that are bound to it. */
export class ServerConnections {
  readonly gateways = new Set<GatewayClass>();
  private readonly callbacks: ConnectCallback[] = [];

  constructor(readonly environment: ConnectionEnvironment) {}

  /** Whether Nest listens for clients here. */
  get isBound(): boolean {
    return this.callbacks.length > 0;
  }

  /** Whether every gateway lets everybody connect. */
  get isPublic(): boolean {
    return [...this.gateways].every((gateway) => this.environment.isPublic(gateway));
  }

  /** Clients come to all gateways of the server at once: Nest tells each `handleConnection` of a client only once in a row. */
  bind(callback: ConnectCallback): void {
    this.callbacks.push(callback);
  }

  decide(connection: BeginningConnection): Promise<Admission> {
    return decideConnection(this.environment.guard, this.gateways, connection);
  }

  /** Whether a token has ended since the connection was granted: middleware of the application may have taken its time. */
  hasEnded(states: Connection['states']): boolean {
    const endMs = this.endOf(states);
    return endMs !== undefined && endMs <= this.environment.clock.now();
  }

  /**
   * Lets a client in that was granted: from now on Nest knows it. Its connection ends with its token. Throws what the adapter
   * throws. What `handleConnection` throws does not come here: RxJS reports it later.
   */
  enter(
    client: object,
    beginning: BeginningConnection,
    states: Connection['states'],
    ends: ClientEnds,
    args: readonly unknown[],
  ): void {
    if (this.hasEnded(states)) return ends.end(EXPIRED);
    const { guard, clock } = this.environment;
    const decide = (): Promise<Admission> => this.decide(beginning);
    const connection = new GrantedConnection(beginning.handshake, guard, states, ends, decide);
    keepConnection(client, connection);
    const endMs = this.endOf(states);
    if (endMs !== undefined) connection.endAt(endMs, clock);
    for (const callback of this.callbacks) callback(...args);
  }

  /** When the first token ends, in milliseconds since the epoch; undefined if none does. */
  private endOf(states: Connection['states']): number | undefined {
    const times = states.flatMap((state) => (state && tokenEndMs(state, this.environment.policies)) ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
