import type { ClientIdSource } from '../claims/index.js';
import type { ClientRegistry } from './client-registry.js';

/** Which clients a policy lets in, defaults filled in. */
export interface NormalizedClients {
  readonly registry: ClientRegistry;
  readonly clientId: ClientIdSource;
  readonly timeoutMs: number;
}
