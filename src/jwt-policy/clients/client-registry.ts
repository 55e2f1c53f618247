import type { ClaimPath, ClientIdSource } from '../claims/index.js';

/** The states of a client. Only tokens of an `approved` client pass. */
export const CLIENT_STATUSES = ['approved', 'pending', 'rejected', 'revoked'] as const;

/** A client application in a registry. */
export interface ClientRecord {
  readonly status: (typeof CLIENT_STATUSES)[number];
  readonly name?: string | undefined;
  readonly [member: string]: unknown;
}

/** Where clients are looked up. If it throws or rejects, the call is answered with 503. */
export interface ClientRegistry {
  /** The client, or undefined (or null) if there is none with this id. */
  find(clientId: string): ClientRecord | null | undefined | Promise<ClientRecord | null | undefined>;
}

/** Which clients a policy lets in. */
export interface ClientsOptions {
  /** A registry, or the clients themselves by their ids. */
  readonly registry: ClientRegistry | Readonly<Record<string, ClientRecord>>;
  /** Where the client id is read. @default 'client_id' */
  readonly clientId?: ClaimPath | ClientIdSource;
  /** Milliseconds after which a registry that does not answer counts as down. 10…60000. @default 2000 */
  readonly timeoutMs?: number;
}

/** Which clients a policy lets in, defaults filled in. */
export interface NormalizedClients {
  readonly registry: ClientRegistry;
  readonly clientId: ClientIdSource;
  readonly timeoutMs: number;
}
