import { quote } from '../errors/index.js';

/** An issuer as a log line names it. */
export function issuerName(issuer: string | null): string {
  return issuer === null ? 'any issuer' : quote(issuer, 200);
}

/** A fetch that failed, and how the calls are answered meanwhile. */
export interface FailedFetch {
  readonly issuer: string | null;
  readonly url: string;
  readonly error: string;
  /** How many fetches failed in a row, this one included. */
  readonly failures: number;
  /** How long the last good set can still be used; 0 without one. */
  readonly usableMs: number;
}

/** The log line of a failed fetch. */
export function fetchFailedMessage({ issuer, url, error, failures, usableMs }: FailedFetch): string {
  const count = failures === 1 ? '' : ` (${failures} failures in a row)`;
  // Not every call: malformed tokens still get 401, and another set of the issuer may have the key.
  const meanwhile =
    usableMs > 0
      ? `The last good set stays in use, for ${Math.ceil(usableMs / 1000)} s at most.`
      : 'Until it can be fetched, calls that need a key of this set are answered with 503.';
  return `Key set of ${issuerName(issuer)} could not be fetched from ${quote(url, 200)}${count}: ${error}. ${meanwhile}`;
}

/** Why a token with an unknown `kid` is refused, and when the next one can cause a fetch. */
export function unknownKidDetail(ageMs: number, cooldownMs: number): string {
  const age = Math.floor(ageMs / 1000);
  const cooldown = Math.max(0, Math.ceil(cooldownMs / 1000));
  return `the key set has no key with the kid of the token; it was fetched ${age} s ago, and an unknown kid can cause the next fetch in ${cooldown} s`;
}
