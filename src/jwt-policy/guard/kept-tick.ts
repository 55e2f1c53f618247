import { executionAsyncResource } from 'node:async_hooks';

/** @internal The object of one tick, kept for the life of the process. */
export const keptTicks = new Set<object>();

/**
 * Keeps `process.nextTick` fast for the life of the process. It costs one small object.
 *
 * Node makes an object for each tick. V8 forgets the shape of these objects when a garbage collection finds none of them
 * alive. After about three times it creates each further object in a way that takes five times as long, for the rest of
 * the process. A server makes some ten ticks a request. One object that stays alive keeps the shape. It must be created
 * before the third such collection; later it does not help. `npm run bench -- --suite ticks` shows both.
 */
export function keepTick(): void {
  process.nextTick(() => {
    if (keptTicks.size === 0) keptTicks.add(executionAsyncResource());
  });
}
