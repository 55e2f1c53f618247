/** How long key sets may be fresh, and how long one fetch may take. */
export const JWKS_BOUNDS = Object.freeze({
  timeToLiveSeconds: Object.freeze({ min: 30, max: 86_400 }),
  timeoutMs: Object.freeze({ min: 100, max: 60_000 }),
});
