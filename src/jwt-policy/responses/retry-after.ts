import type { Refusal } from '../errors/index.js';

/** Used where a refusal that could not be judged says nothing better. */
const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** When another try makes sense (RFC 9110 §10.2.3). */
export function retryAfter({ retryAfterSeconds }: Refusal): Record<string, string> {
  return { 'Retry-After': String(retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS) };
}
