import { describe, expect, it, jest } from '@jest/globals';
import { TestClock } from '../../../test/support/test-clock.js';
import { TimedTestClock } from '../../../test/support/timed-test-clock.js';
import type { ClientRecord, ClientRegistry } from './client-registry.js';
import { findClient } from './find-client.js';

const APPROVED: ClientRecord = { status: 'approved' };

function find(answer: () => unknown, clock: TestClock = new TimedTestClock(), timeoutMs = 100): unknown {
  const registry = { find: answer } as ClientRegistry;
  const clientId = { describe: 'claim client_id', read: () => undefined };
  return findClient({ registry, isAtHand: false, clientId, timeoutMs }, 'a', clock);
}

describe('findClient', () => {
  it.each([APPROVED, null, undefined])('gives what is at hand at once: %j', (record) => {
    expect(find(() => record)).toBe(record);
  });

  it('throws what a registry throws at once', () => {
    const broken = (): never => {
      throw new TypeError('no connection');
    };
    expect(() => find(broken)).toThrow('no connection');
  });

  it('waits for a promise, and leaves no timer behind', async () => {
    const clock = new TimedTestClock();
    const found = find(() => Promise.resolve(APPROVED), clock);
    expect(clock.timers).toBe(1);
    await expect(found).resolves.toBe(APPROVED);
    await Promise.resolve();
    expect(clock.timers).toBe(0);
  });

  it('rejects with what a registry rejects with, and leaves no timer behind', async () => {
    const clock = new TimedTestClock();
    await expect(find(() => Promise.reject(new TypeError('down')), clock)).rejects.toThrow('down');
    await Promise.resolve();
    expect(clock.timers).toBe(0);
  });

  it('rejects when the time is over, and what comes later counts no more', async () => {
    const clock = new TimedTestClock();
    let settle: (record: ClientRecord) => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    const hanging = find(() => new Promise((resolve) => (settle = resolve)), clock) as Promise<unknown>;
    const failing = find(() => new Promise((_resolve, reject) => (fail = reject)), clock) as Promise<unknown>;
    clock.advance(0.099);
    expect(clock.timers).toBe(2);
    clock.advance(0.001);
    expect(clock.timers).toBe(0);
    const late = { code: 'REGISTRY_LATE', message: 'no answer within 100 ms' };
    settle(APPROVED);
    fail(new Error('too late to be heard'));
    await expect(hanging).rejects.toMatchObject(late);
    await expect(failing).rejects.toMatchObject(late);
  });

  it('waits by a timer of the machine where the clock has none, which ends with the answer', async () => {
    const ended = jest.spyOn(globalThis, 'clearTimeout');
    await expect(find(() => Promise.resolve(APPROVED), new TestClock())).resolves.toBe(APPROVED);
    await Promise.resolve();
    expect(ended).toHaveBeenCalledTimes(1);
    ended.mockRestore();
  });

  it('takes a thenable for a promise, also one that throws', async () => {
    const thenable = { then: (resolve: (value: unknown) => void) => resolve(APPROVED) };
    await expect(find(() => thenable)).resolves.toBe(APPROVED);
    const throwing = {
      then() {
        throw new TypeError('no then');
      },
    };
    await expect(find(() => throwing)).rejects.toThrow('no then');
  });

  it('takes a record with a member named then for a record', () => {
    const record = { ...APPROVED, then: 'what comes next' };
    expect(find(() => record)).toBe(record);
  });
});
