export { CLIENT_STATUSES } from './client-registry.js';
export type { ClientIdSource } from '../claims/index.js';
export type { ClientRecord, ClientRegistry, ClientStatus } from './client-registry.js';
export { findClient, ClientRegistryError } from './find-client.js';
export { keyvClients, type KeyvStore } from './keyv-clients.js';
export type { NormalizedClients } from './normalized-clients.js';
