import type { ClientRecord, ClientRegistry } from './client-registry.js';
import { ClientRegistryError } from './find-client.js';

/** The part of a Keyv store that is used. */
export interface KeyvStore {
  get(key: string): Promise<unknown>;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
  readonly namespace?: string | undefined;
  readonly useKeyPrefix?: boolean | undefined;
}

/** The same store with `throwOnErrors`. Otherwise Keyv drops errors of its adapter and answers as if nothing were stored. */
function throwing(store: KeyvStore): KeyvStore {
  if (!('throwOnErrors' in store)) return store;
  // The given store is left as it is: other code may use it as a cache whose errors do not matter.
  return Object.create(store, { throwOnErrors: { value: true } }) as KeyvStore;
}

/** Whether Keyv would look up another id: it adds its prefix only to keys that do not begin with it. */
function isAlias(clientId: string, { namespace, useKeyPrefix }: KeyvStore): boolean {
  return namespace !== undefined && useKeyPrefix !== false && clientId.startsWith(`${namespace}:`);
}

/**
 * A client registry on any Keyv store (Redis, Valkey, Postgres and others), which holds a `ClientRecord` under each
 * client id. A store that throws, or emits an error during the lookup, counts as down, and the call is answered
 * with 503. Nothing is cached: a client that is revoked in the store is refused at the next call.
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
