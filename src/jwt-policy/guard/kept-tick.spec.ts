import { executionAsyncResource } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { normalizeOptions } from '../options/index.js';
import { keepTick, keptTicks } from './kept-tick.js';
import { JwtPolicyRuntime } from './runtime.js';

/** Resolves with the object of a tick that was asked for now, and so runs after all that were asked for before. */
function nextTickObject(): Promise<object> {
  return new Promise((resolve) => {
    process.nextTick(() => resolve(executionAsyncResource()));
  });
}

describe('keepTick', () => {
  beforeEach(() => keptTicks.clear());
  afterEach(() => keptTicks.clear());

  test('keeps the object of a tick, which has the members of every other tick', async () => {
    keepTick();
    const other = await nextTickObject();
    const [kept = {}] = keptTicks;
    expect(Reflect.ownKeys(kept)).toEqual(Reflect.ownKeys(other));
    expect(Reflect.ownKeys(kept)).toContain('callback');
    expect(kept).not.toBe(other);
  });

  test('keeps one, however often it is called', async () => {
    keepTick();
    await nextTickObject();
    const [first] = keptTicks;
    keepTick();
    keepTick();
    await nextTickObject();
    expect([...keptTicks]).toEqual([first]);
  });

  test('is called by the runtime of the module, and not by an import alone', async () => {
    await nextTickObject();
    expect(keptTicks.size).toBe(0);
    const options = normalizeOptions({
      issuers: [{ issuer: 'https://id.example.com', audience: 'orders' }],
    });
    const runtime = new JwtPolicyRuntime(options, options.clock, options.fetch, () => 0);
    await nextTickObject();
    expect(keptTicks.size).toBe(1);
    runtime.onModuleDestroy();
  });
});
