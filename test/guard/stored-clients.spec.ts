import KeyvRedis from '@keyv/redis';
import { Controller, Get } from '@nestjs/common';
import { Keyv } from 'keyv';
import { describe, expect, test } from '@jest/globals';
import { keyvClients } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { HAS_REDIS, RedisServer } from '../support/redis-server.js';
import { TimedTestClock } from '../support/timed-test-clock.js';
import { until } from '../support/until.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';

const opened = closeAfterEach();

@Controller('orders')
class OrdersController {
  @Get()
  list(): string {
    return 'list';
  }
}

async function start(store: Keyv, clock?: TimedTestClock): Promise<GuardedApp> {
  const policy = { name: 'default', issuers: [issuerOptions], clients: { registry: keyvClients(store) } };
  return opened(await startGuardedApp([OrdersController], { policies: [policy], ...(clock && { clock }) }));
}

const batch = { client_id: 'batch' };

test('clients in an in-memory Keyv: approved passes, and revoked is refused at the next call', async () => {
  const store = new Keyv();
  const app = await start(store);
  expect(await app.status('/orders', batch)).toBe(403);
  await store.set('batch', { status: 'approved' });
  expect(await app.status('/orders', batch)).toBe(200);
  await store.set('batch', { status: 'revoked' });
  expect(await app.status('/orders', batch)).toBe(403);
  expect(await app.status('/orders', { client_id: 'keyv:batch' })).toBe(403);
});

const withRedis = HAS_REDIS ? describe : describe.skip;

if (!HAS_REDIS)
  process.stderr.write('SKIPPED: there is no redis-server here, so no clients are looked up in one.\n');

withRedis('clients in a Redis (skipped where there is no redis-server)', () => {
  async function open(options: object): Promise<{ redis: RedisServer; store: Keyv }> {
    const redis = opened(await RedisServer.start());
    // At once: what is measured is how an outage is answered, not how long a client waits to connect again.
    const socket = { reconnectStrategy: () => 1 };
    const adapter = new KeyvRedis({ url: redis.url, socket, ...options });
    opened({ close: () => adapter.disconnect(true) });
    return { redis, store: new Keyv({ store: adapter, namespace: 'clients' }) };
  }

  const connected = (store: Keyv): boolean =>
    ((store.store as KeyvRedis<unknown>).client as { isReady?: boolean }).isReady === true;

  test('pass while they are approved; one that is revoked in Redis is refused at the next call', async () => {
    const { store } = await open({ disableOfflineQueue: true });
    const app = await start(store);
    await store.set('batch', { status: 'approved' });
    expect(await app.status('/orders', batch)).toBe(200);
    expect(await app.status('/orders', { client_id: 'other' })).toBe(403);
    expect(await app.status('/orders', { client_id: 'clients:batch' })).toBe(403);
    await store.set('batch', { status: 'revoked' });
    expect(await app.status('/orders', batch)).toBe(403);
  });

  test('get 503 at once while Redis is down, known or not, and pass again once it is back', async () => {
    const { redis, store } = await open({ disableOfflineQueue: true });
    const app = await start(store);
    await store.set('batch', { status: 'approved' });
    expect(await app.status('/orders', batch)).toBe(200);
    await redis.close();
    await until(() => !connected(store));
    for (const client_id of ['batch', 'other']) {
      const response = await app.call('/orders', app.issuer.token({ claims: { client_id } }));
      await expectRefused(response, 'CLIENTS_UNAVAILABLE', 'temporarily_unavailable');
    }
    await redis.restart();
    await until(() => connected(store));
    expect(await app.status('/orders', batch)).toBe(403);
    await store.set('batch', { status: 'approved' });
    expect(await app.status('/orders', batch)).toBe(200);
  });

  test('get 503 after the timeout where Redis waits for its return instead of failing', async () => {
    const clock = new TimedTestClock();
    const { redis, store } = await open({});
    const app = await start(store, clock);
    await store.set('batch', { status: 'approved' });
    expect(await app.status('/orders', batch)).toBe(200);
    await redis.close();
    await until(() => !connected(store));
    const token = app.issuer.token({ claims: batch });
    const waiting = app.call('/orders', token);
    await until(() => clock.timers === 1);
    clock.advance(2);
    await expectRefused(await waiting, 'CLIENTS_UNAVAILABLE', 'temporarily_unavailable');
  });
});
