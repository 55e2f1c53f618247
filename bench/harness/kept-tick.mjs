import { executionAsyncResource } from 'node:async_hooks';

const kept = new Set();

/**
 * Keeps the object of one tick, as the library does (src/jwt-policy/guard/kept-tick.ts says why). Every process of the
 * benchmark does it first: otherwise it is chance which of them loses five microseconds a request.
 */
export function keepTick() {
  return new Promise((resolve) => {
    process.nextTick(() => {
      kept.add(executionAsyncResource());
      resolve();
    });
  });
}
