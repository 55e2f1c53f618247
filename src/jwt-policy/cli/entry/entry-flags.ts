const MAX_TIMEOUT_SECONDS = 3600;
const TIMEOUT_SECONDS = 60;

/** What the flag `--timeout` needs. */
export const TIMEOUT_NEEDS = `a whole number of seconds, 1 to ${MAX_TIMEOUT_SECONDS}`;

/** The problem of a command that starts an application, without its ENTRY. */
export const ENTRY_MISSING =
  'the ENTRY is missing: the file that starts the application, such as dist/main.js';

/** The value of `--timeout` in milliseconds; undefined where it is wrong. */
export function readTimeoutMs(text = String(TIMEOUT_SECONDS)): number | undefined {
  const seconds = Number(text);
  return /^\d+$/.test(text) && seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS ? seconds * 1000 : undefined;
}
