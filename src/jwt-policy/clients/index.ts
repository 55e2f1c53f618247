export {
  CLIENT_STATUSES,
  type ClientRecord,
  type ClientRegistry,
  type ClientsOptions,
  type NormalizedClients,
} from './client-registry.js';
export type { ClientIdSource } from '../claims/index.js';
export { findClient, RegistryLateError } from './find-client.js';
export { keyvClients, type KeyvStore } from './keyv-clients.js';
export { normalizeClients } from './normalize-clients.js';
