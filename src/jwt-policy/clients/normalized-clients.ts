import type { ClientIdSource, ClientRegistry } from './client-registry.js';

/** Which clients a policy lets in, defaults filled in. */
export interface NormalizedClients {
  readonly registry: ClientRegistry;
  readonly clientId: ClientIdSource;
  readonly timeoutMs: number;
}
