import type { PolicyResult } from '../policy/index.js';

/**
 * The frozen verdict at `request.jwtPolicy`, for a call that the guard let through with a token. `claims`, `issuer` and
 * `policy` are those of the last policy that passed. `results` has the result of each policy, by its name.
 */
export interface JwtPolicyState extends PolicyResult {
  readonly results: Readonly<Record<string, PolicyResult>>;
}

/** A request after the guard. */
export interface GuardedRequest {
  /** Undefined on public routes and for anonymous calls. */
  jwtPolicy?: JwtPolicyState | undefined;
}
