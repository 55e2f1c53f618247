import { Keyv } from 'keyv';
import { describe, expect, it } from '@jest/globals';
import { keyvClients } from './keyv-clients.js';

const APPROVED = { status: 'approved' } as const;

/** A store adapter that does nothing but what `get` says. */
function adapter(get: () => Promise<unknown>) {
  const nothing = async () => undefined;
  return { get, set: nothing, delete: async () => true, clear: nothing, on: () => undefined, opts: {} };
}

describe('keyvClients', () => {
  it('finds what is stored under the client id, at every call anew', async () => {
    const store = new Keyv({ namespace: 'clients' });
    const registry = keyvClients(store);
    await expect(registry.find('a')).resolves.toBeUndefined();
    await store.set('a', APPROVED);
    await expect(registry.find('a')).resolves.toEqual(APPROVED);
    await store.set('a', { status: 'revoked' });
    await expect(registry.find('a')).resolves.toEqual({ status: 'revoked' });
    await store.delete('a');
    await expect(registry.find('a')).resolves.toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'toString'])('knows no client %s of Object.prototype', async (id) => {
    await expect(keyvClients(new Keyv()).find(id)).resolves.toBeUndefined();
  });

  it('does not take "clients:a" for a, as Keyv does', async () => {
    const store = new Keyv({ namespace: 'clients' });
    await store.set('a', APPROVED);
    await expect(store.get('clients:a')).resolves.toEqual(APPROVED);
    await expect(keyvClients(store).find('clients:a')).resolves.toBeUndefined();
  });

  it('takes "clients:a" for a client like others where Keyv puts no prefix', async () => {
    const store = new Keyv({ namespace: 'clients', useKeyPrefix: false });
    await store.set('clients:a', APPROVED);
    await expect(keyvClients(store).find('clients:a')).resolves.toEqual(APPROVED);
    await expect(keyvClients(store).find('a')).resolves.toBeUndefined();
  });

  it('rejects when the adapter rejects, which Keyv tells nobody', async () => {
    const store = new Keyv({ store: adapter(() => Promise.reject(new Error('connection refused'))) });
    await expect(store.get('a')).resolves.toBeUndefined();
    await expect(keyvClients(store).find('a')).rejects.toThrow('connection refused');
    expect(store.throwOnErrors).toBe(false);
  });

  it.each([undefined, null])('rejects when the store tells an error and answers %p', async (answer) => {
    const store: Keyv = new Keyv({
      store: adapter(async () => {
        store.emit('error', new Error('the client is offline'));
        return answer;
      }),
    });
    const found = keyvClients(store).find('a');
    await expect(found).rejects.toMatchObject({
      message: 'the store of the client registry is down',
      cause: { message: 'the client is offline' },
    });
  });

  it('does not hold an error against later answers, nor against one that found the client', async () => {
    const store = new Keyv();
    const registry = keyvClients(store);
    store.emit('error', new Error('a hiccup'));
    await expect(registry.find('a')).resolves.toBeUndefined();
    await store.set('a', APPROVED);
    const found = registry.find('a');
    store.emit('error', new Error('of somebody else'));
    await expect(found).resolves.toEqual(APPROVED);
  });

  it('rejects when what is stored cannot be read', async () => {
    const store = new Keyv({ store: adapter(async () => '{"value":') });
    await expect(keyvClients(store).find('a')).rejects.toThrow();
  });

  it('serves any store with a get, without events and without a namespace', async () => {
    const store = { get: async (id: string) => (id === 'a' ? APPROVED : null) };
    await expect(keyvClients(store).find('a')).resolves.toBe(APPROVED);
    await expect(keyvClients(store).find('b')).resolves.toBeNull();
  });
});
