import { utcTime } from '../clock.js';

/** The largest unit that is not a fraction: `45 s`, `3 min`, `2 h`, `5 d`. */
function span(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 90) return `${Math.round(size)} s`;
  if (size < 5400) return `${Math.round(size / 60)} min`;
  return size < 172_800 ? `${Math.round(size / 3600)} h` : `${Math.round(size / 86_400)} d`;
}

const TIMES: readonly string[] = ['exp', 'nbf', 'iat'];

/** Beyond this a number is no time in seconds: it is later than the year 5138, as one in milliseconds. */
const MAX_SECONDS = 1e11;

/**
 * A time claim for people: `2026-01-01T00:00:00Z (1767225600), 3 min ago`. Undefined for another step, or a value that is
 * no time in seconds.
 */
export function timeText(step: string, value: unknown, nowSeconds: number): string | undefined {
  if (!TIMES.includes(step) || typeof value !== 'number' || !(Math.abs(value) <= MAX_SECONDS))
    return undefined;
  const ago = nowSeconds - value;
  return `${utcTime(value)} (${value}), ${ago >= 0 ? `${span(ago)} ago` : `in ${span(ago)}`}`;
}
