const FIRST_DELAY_MS = 1_000;
/** Without a usable set all calls fail, so the endpoint is asked at least this often. */
const LONGEST_DELAY_WITHOUT_SET_MS = 15_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * How long to leave a failing endpoint alone: doubled with each failure, with jitter (between half and all of it)
 * so that replicas do not ask in step.
 */
export function retryDelayMs(failures: number, hasSet: boolean, random: number): number {
  const longest = hasSet ? LONGEST_DELAY_MS : LONGEST_DELAY_WITHOUT_SET_MS;
  const delay = Math.min(longest, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10));
  return delay * (0.5 + random / 2);
}

/** When a fresh set is fetched again: before it is stale, spread over a tenth of its time to live. */
export function refreshDelayMs(timeToLiveMs: number, random: number): number {
  return timeToLiveMs * (0.8 + random / 10);
}
