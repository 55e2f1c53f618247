import type { JwtClaims } from '../claims/index.js';
import type { Granted, PolicyResult } from '../policy/index.js';

/** What the guard leaves at `request.jwtPolicy` of a call it let through with a token. */
export interface JwtPolicyState {
  /** The verified claims of the last policy that passed, deep-frozen. */
  readonly claims: JwtClaims;
  /** The issuer as configured; null where the policy takes any. */
  readonly issuer: string | null;
  /** The name of the last policy that passed. */
  readonly policy: string;
  /** What each policy established, by its name. */
  readonly results: Readonly<Record<string, PolicyResult>>;
}

/** A request that the guard has seen. */
export interface GuardedRequest {
  /** Undefined on public routes and for anonymous calls. */
  jwtPolicy?: JwtPolicyState | undefined;
}

/** A granted verdict in the form that handlers read. */
export function toState({ results }: Granted): JwtPolicyState {
  const last = results.at(-1) ?? results[0];
  const byName = Object.fromEntries(results.map((result) => [result.policy, result]));
  return Object.freeze({ ...last, results: Object.freeze(byName) });
}
