import type { JwtClaims } from '../claims/index.js';
import { REFUSALS, type Refusal } from '../errors/index.js';
import type { TokenNeed } from './demands.js';
import type { ResponseStyle } from '../responses/index.js';
import { must, type ApprovedClient, type Subject } from './subject.js';

/** What one policy established about a call. */
export interface PolicyResult {
  readonly policy: string;
  /** The verified claims, deep-frozen. */
  readonly claims: JwtClaims;
  /** The issuer that the token names, as configured; null where the policy takes any. */
  readonly issuer: string | null;
  /** The client of the token as the registry knows it. Absent where the policy looks up no clients. */
  readonly client?: ApprovedClient;
}

/**
 * Granted with a token. The guard leaves this very object, frozen, at `request.jwtPolicy`: `claims`, `issuer` and
 * `policy` are of the last policy that passed, whose claims met the route's demands.
 */
export interface Granted extends PolicyResult {
  readonly granted: true;
  readonly anonymous: false;
  /** What each policy established, by its name. */
  readonly results: Readonly<Record<string, PolicyResult>>;
}

/** Granted to nobody: an optional token that was not there, or a route that is open. */
export interface GrantedAnonymously {
  readonly granted: true;
  readonly anonymous: true;
}

/** Refused, by which step of which policy. `subject` is what was known by then, for the log. */
export interface Refused {
  readonly granted: false;
  readonly refusal: Refusal;
  readonly policy: string | undefined;
  readonly step: string;
  /** How the policy that refused answers. Undefined where none did: as RFC 6750 says. */
  readonly responses?: ResponseStyle | undefined;
  /** @internal For the log. Not enumerable: a verdict that is printed or serialised must not show the token. */
  readonly subject?: Subject;
}

/** The outcome of a decision. */
export type Verdict = Granted | GrantedAnonymously | Refused;

/** A refused verdict; see `Refused.subject`. */
export function refused(verdict: Omit<Refused, 'subject' | 'granted'>, subject: Subject): Refused {
  const refusal: Refused = { granted: false, ...verdict };
  return Object.defineProperty(refusal, 'subject', { value: subject });
}

export const ANONYMOUS: GrantedAnonymously = Object.freeze({ granted: true, anonymous: true });

/** The verdict of policies that all passed, in order: one at least. */
export function grant(results: readonly PolicyResult[]): Granted {
  const last = must(results.at(-1));
  const byName =
    results.length === 1
      ? { [last.policy]: last }
      : Object.fromEntries(results.map((result) => [result.policy, result]));
  return Object.freeze({ granted: true, anonymous: false, ...last, results: Object.freeze(byName) });
}

/**
 * Whether a refusal passes as nobody where the token is optional: an absent token does; a token that is not accepted
 * only where that was chosen. A malformed request, and a token that could not be decided on, never do.
 */
export function passesAnonymously({ code }: Refusal, tokenNeed: TokenNeed): boolean {
  if (tokenNeed === 'required') return false;
  const { family } = REFUSALS[code];
  if (family === 'no_token') return true;
  return tokenNeed === 'optional-any' && (family === 'bad_token' || family === 'no_access');
}
