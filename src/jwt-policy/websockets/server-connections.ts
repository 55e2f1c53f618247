import { runAt, type JwtPolicyClock } from '../clock.js';
import { refuse } from '../errors/index.js';
import type { Report } from '../keys/index.js';
import type { NormalizedOptions } from '../options/index.js';
import { publicRefusal, refusedMessage, type RefusedMessage } from '../responses/index.js';
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

const EXPIRED = refusedMessage(publicRefusal(refuse('TOKEN_EXPIRED', '')));

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
   * Lets a client in that was granted: from now on Nest knows it. Its connection ends with its token. Throws what
   * `handleConnection` throws.
   */
  enter(
    client: object,
    beginning: BeginningConnection,
    states: Connection['states'],
    ends: ClientEnds,
    args: readonly unknown[],
  ): void {
    if (this.hasEnded(states)) return ends.end(EXPIRED);
    const { guard } = this.environment;
    let isDeciding = false;
    let isOver = false;
    const end = (refusal: RefusedMessage): void => {
      isOver = true;
      ends.end(refusal);
    };
    const decideAgain = async (): Promise<void> => {
      // Nest answers the message that was refused before the connection ends: a closed client would not hear why.
      await new Promise(setImmediate);
      const admission = await this.decide(beginning);
      isDeciding = false;
      // An outage says nothing about the token.
      if (!isOver && !admission.granted && admission.exception.family !== 'cannot_decide')
        end(admission.exception.getError());
    };
    const connection: Connection = {
      handshake: beginning.handshake,
      guard,
      states,
      reconsider: () => {
        if (isDeciding || isOver) return;
        isDeciding = true;
        void decideAgain();
      },
    };
    keepConnection(client, connection);
    const cancel = this.endWithToken(states, end);
    ends.onceClosed(() => {
      isOver = true;
      cancel();
    });
    for (const callback of this.callbacks) callback(...args);
  }

  /** Also what a gateway sends must end with the token, and it sends without asking anybody. */
  private endWithToken(states: Connection['states'], end: ClientEnds['end']): () => void {
    const endMs = this.endOf(states);
    return endMs === undefined ? () => {} : runAt(this.environment.clock, endMs, () => end(EXPIRED));
  }

  /** When the first token ends, in milliseconds since the epoch; undefined if none does. */
  private endOf(states: Connection['states']): number | undefined {
    const times = states.flatMap((state) => (state && tokenEndMs(state, this.environment.policies)) ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
