import type { CanActivate } from '@nestjs/common';
import type { JwtPolicyState } from '../transports/index.js';
import type { RefusedMessage } from '../responses/index.js';
import type { RefusedWsException } from './refused-ws.exception.js';
import type { Handshake } from './handshake.js';

/** The part of the global guard that decides. */
export type GatewayGuard = Pick<CanActivate, 'canActivate'>;

/** What became of a connection: the verdicts of its gateways, undefined for those without claims, or a refusal. */
export type Admission =
  | { readonly granted: true; readonly states: readonly (JwtPolicyState | undefined)[] }
  | { readonly granted: false; readonly exception: RefusedWsException };

/** A granted connection, as long as it lives. */
export interface Connection {
  readonly handshake: Handshake;
  /** The guard of the application that the client is connected to. */
  readonly guard: GatewayGuard;
  readonly states: readonly (JwtPolicyState | undefined)[];
  /** Decides the connection again, and ends it if it would be refused now. */
  reconsider(): void;
}

/** How a kind of client ends its connection. */
export interface ClientEnds {
  /** Tells the client why, and closes. */
  end(refusal: RefusedMessage): void;
  /** Calls something when the connection is closed, by whomever. */
  onceClosed(run: () => void): void;
}

const CONNECTIONS = new WeakMap<object, Connection>();

/** The connection of a client that was let in; undefined for every other. */
export function connectionOf(client: unknown): Connection | undefined {
  return typeof client === 'object' && client !== null ? CONNECTIONS.get(client) : undefined;
}

export function keepConnection(client: object, connection: Connection): void {
  CONNECTIONS.set(client, connection);
}

/**
 * The verdict with which a client connected, as `jwtPolicyOf(context)` is for one message: for `handleConnection`, and for
 * whatever a gateway sends later. Undefined for clients of public gateways, anonymous ones, and what is no client of a gateway
 * that `websockets()` decides. With several policies, and several gateways on one server, it is that of the first gateway.
 * It is not decided anew: a key may have been withdrawn since, and claims of a token do not change.
 * @example `handleConnection(client: Socket) { void client.join(`shop:${policyOf(client)?.claims.shop}`); }`
 */
export function policyOf(client: object): JwtPolicyState | undefined {
  return connectionOf(client)?.states.find((state) => state !== undefined);
}
