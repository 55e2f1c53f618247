import { executionAsyncResource } from 'node:async_hooks';

/** @internal The object of one tick, kept for the life of the process. */
export const keptTicks = new Set<object>();

/**
 * Keeps `process.nextTick` fast for the life of the process; costs one small object.
 *
 * Node makes an object for each tick. V8 forgets the shape of these objects when a garbage collection finds none of them
 * alive; after about three times it makes each further one by a way that takes five times as long, and never returns
 * from it. A server makes some ten ticks a request. One object that stays alive keeps the shape. It must be kept before
 * the third such collection: later it does not help. `npm run bench -- --suite ticks` shows both.
 */
export function keepTick(): void {
  process.nextTick(() => {
    if (keptTicks.size === 0) keptTicks.add(executionAsyncResource());
  });
}
