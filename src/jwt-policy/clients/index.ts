export type { ClientIdSource, ClientRecord, ClientRegistry, ClientsOptions } from './client-registry.js';
