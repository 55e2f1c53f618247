export {
  CLIENT_STATUSES,
  type ClientRecord,
  type ClientRegistry,
  type ClientStatus,
  type NormalizedClients,
} from './client-registry.js';
export type { ClientIdSource } from '../claims/index.js';
export { findClient, ClientRegistryError } from './find-client.js';
export { keyvClients, type KeyvStore } from './keyv-clients.js';
