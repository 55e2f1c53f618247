import type { ClientRecord, ClientRegistry } from './client-registry.js';
import { ClientRegistryError } from './find-client.js';

/** What is used of a Keyv store. */
export interface KeyvStore {
  get(key: string): Promise<unknown>;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
  readonly namespace?: string | undefined;
  readonly useKeyPrefix?: boolean | undefined;
}

/** The same store, but one that throws what its adapter throws: Keyv would drop it and answer that there is nothing. */
function throwing(store: KeyvStore): KeyvStore {
  if (!('throwOnErrors' in store)) return store;
  // Not switched in what was given: that may serve others, as a cache that may fail.
  return Object.create(store, { throwOnErrors: { value: true } }) as KeyvStore;
}

/** Whether Keyv takes this id for another one's key: it puts its prefix only before what does not begin with it. */
function isAlias(clientId: string, { namespace, useKeyPrefix }: KeyvStore): boolean {
  return namespace !== undefined && useKeyPrefix !== false && clientId.startsWith(`${namespace}:`);
}

/**
 * A client registry on any Keyv store (Redis, Valkey, Postgres and others), which holds a `ClientRecord` under each
 * client id. A store that throws, or that tells an error by its event while it is asked, counts as down, so that the
 * call is answered with 503. Nothing is remembered: a client that is revoked in the store is refused at the next call.
 * @example `keyvClients(new Keyv({ store: new KeyvRedis({ url, disableOfflineQueue: true }), namespace: 'clients' }))`
 */
export function keyvClients(store: KeyvStore): ClientRegistry {
  const asked = throwing(store);
  let failures = 0;
  let lastError: unknown;
  store.on?.('error', (error) => {
    failures += 1;
    lastError = error;
  });
  return {
    async find(clientId) {
      if (isAlias(clientId, store)) return undefined;
      const before = failures;
      const found = (await asked.get(clientId)) as ClientRecord | null | undefined;
      if ((found ?? undefined) === undefined && failures > before)
        throw new ClientRegistryError('REGISTRY_DOWN', 'the store of the client registry is down', {
          cause: lastError,
        });
      return found;
    },
  };
}
