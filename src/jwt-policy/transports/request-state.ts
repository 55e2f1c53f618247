import type { PolicyResult } from '../policy/index.js';

/**
 * What the guard leaves at `request.jwtPolicy` of a call it let through with a token: the verdict, frozen. `claims`,
 * `issuer` and `policy` are of the last policy that passed, `results` holds what each established, by its name.
 */
export interface JwtPolicyState extends PolicyResult {
  readonly results: Readonly<Record<string, PolicyResult>>;
}

/** A request that the guard has seen. */
export interface GuardedRequest {
  /** Undefined on public routes and for anonymous calls. */
  jwtPolicy?: JwtPolicyState | undefined;
}
