import type { ClientRecord, ClientRegistry } from './client-registry.js';

/** What is used of a Keyv store. */
export interface KeyvStore {
  get(key: string): Promise<unknown>;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
}

/**
 * A client registry on any Keyv store (Redis, Valkey, Postgres and others), which holds a `ClientRecord` under each
 * client id. Keyv tells a store that is down by an event and answers as if the client were unknown: that counts as
 * down here, so that the call is answered with 503. Nothing is remembered: a client that is revoked in the store is
 * refused at the next call.
 * @example `keyvClients(new Keyv({ store: new KeyvRedis('redis://127.0.0.1:6379'), namespace: 'clients' }))`
 */
export function keyvClients(store: KeyvStore): ClientRegistry {
  let failures = 0;
  let lastError: unknown;
  store.on?.('error', (error) => {
    failures += 1;
    lastError = error;
  });
  return {
    async find(clientId) {
      const before = failures;
      const found = (await store.get(clientId)) as ClientRecord | undefined;
      if (found === undefined && failures > before)
        throw new Error('the store of the client registry is down', { cause: lastError });
      return found;
    },
  };
}
