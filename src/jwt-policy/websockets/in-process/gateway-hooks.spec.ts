import { expect, test } from '@jest/globals';
import { watchHooks } from './gateway-hooks.js';
import { InProcessWebSocket } from './in-process-web-socket.js';

class Gateway {
  readonly seen: unknown[] = [];

  handleConnection(...args: unknown[]): string {
    this.seen.push(...args);
    return 'returned';
  }
}

test('a hook does for any other client what it did before', () => {
  const gateway = new Gateway();
  watchHooks('Gateway', gateway);
  const client = {};
  expect(gateway.handleConnection(client, 'request')).toBe('returned');
  expect(gateway.seen).toEqual([client, 'request']);
  expect(Object.keys(gateway)).toEqual(['seen']);
  expect('handleDisconnect' in gateway).toBe(false);
});

test('a hook is watched once, however often the application changes its adapter', async () => {
  const gateway = new Gateway();
  watchHooks('Gateway', gateway);
  const watched: unknown = Reflect.get(gateway, 'handleConnection');
  watchHooks('Gateway', gateway);
  expect(Reflect.get(gateway, 'handleConnection')).toBe(watched);
  const client = new InProcessWebSocket();
  expect(gateway.handleConnection(client)).toBeUndefined();
  await client.hooksDone();
  expect(gateway.seen).toEqual([client]);
});

test('a frozen gateway and one without an instance stay as they are', () => {
  const frozen = Object.freeze(new Gateway());
  watchHooks('Gateway', frozen);
  expect(frozen.handleConnection(new InProcessWebSocket())).toBe('returned');
  expect(() => watchHooks('Gateway', undefined)).not.toThrow();
});
