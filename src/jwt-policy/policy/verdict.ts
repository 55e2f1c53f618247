import type { JwtClaims } from '../claims/index.js';
import { REFUSALS, type Refusal } from '../errors/index.js';
import type { TokenNeed } from './demands.js';
import type { ResponseStyle } from '../responses/index.js';
import { must, type ApprovedClient, type Subject } from './subject.js';

/** The result of one policy that passed. */
export interface PolicyResult {
  readonly policy: string;
  /** The verified claims, deep-frozen. */
  readonly claims: JwtClaims;
  /** The issuer of the token, as configured; null if the policy does not check it. */
  readonly issuer: string | null;
  /** The client of the token as the registry knows it. Absent if the policy looks up no clients. */
  readonly client?: ApprovedClient;
}

/**
 * Granted with a token. The guard puts this frozen object on `request.jwtPolicy`. `claims`, `issuer` and `policy` are
 * those of the last policy that passed; its claims have met the route's demands.
 */
export interface Granted extends PolicyResult {
  readonly granted: true;
  readonly anonymous: false;
  /** The result of each policy, by its name. */
  readonly results: Readonly<Record<string, PolicyResult>>;
}

/** Granted anonymously: the token is optional and absent or not accepted, or the route is open. */
export interface GrantedAnonymously {
  readonly granted: true;
  readonly anonymous: true;
}

/** Refused, with the step and the policy that refused. `subject` is what was known by then, for the log. */
export interface Refused {
  readonly granted: false;
  readonly refusal: Refusal;
  readonly policy: string | undefined;
  readonly step: string;
  /** The response style of the policy that refused. Undefined if there is none: the answer then follows RFC 6750. */
  readonly responses?: ResponseStyle | undefined;
  /** @internal For the log. Not enumerable, so that a verdict that is printed or serialised does not show the token. */
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

/** The verdict of policies that all passed, in order. There must be at least one. */
export function grant(results: readonly PolicyResult[]): Granted {
  const last = must(results.at(-1));
  const byName =
    results.length === 1
      ? { [last.policy]: last }
      : Object.fromEntries(results.map((result) => [result.policy, result]));
  return Object.freeze({ granted: true, anonymous: false, ...last, results: Object.freeze(byName) });
}

/**
 * Whether a call passes anonymously in spite of this refusal, where the token is optional. A call without a token does. A
 * call with a token that is not accepted does only if `onInvalid` is `'anonymous'`. A malformed request and a token that
 * could not be decided never pass.
 */
export function passesAnonymously({ code }: Refusal, tokenNeed: TokenNeed): boolean {
  if (tokenNeed === 'required') return false;
  const { family } = REFUSALS[code];
  if (family === 'no_token') return true;
  return tokenNeed === 'optional-any' && (family === 'bad_token' || family === 'no_access');
}
