import type { ClientIdSource } from '../claims/index.js';

/** The state of a client application in a registry. Only `approved` lets its tokens pass. */
export type ClientStatus = 'approved' | 'pending' | 'rejected' | 'revoked';

export const CLIENT_STATUSES: readonly ClientStatus[] = ['approved', 'pending', 'rejected', 'revoked'];

/** A client application in a registry. */
export interface ClientRecord {
  readonly status: ClientStatus;
  readonly name?: string | undefined;
  readonly [member: string]: unknown;
}

/** Where clients are looked up. If it throws or rejects, the call is answered with 503. */
export interface ClientRegistry {
  /** The client, or undefined (or null) if there is none with this id. */
  find(clientId: string): ClientRecord | null | undefined | Promise<ClientRecord | null | undefined>;
}

/** Which clients a policy lets in, defaults filled in. */
export interface NormalizedClients {
  readonly registry: ClientRegistry;
  /** Whether the clients are in the options, so that to look one up has no effect outside of this process. */
  readonly isAtHand: boolean;
  readonly clientId: ClientIdSource;
  readonly timeoutMs: number;
}
