import type { ClaimDemand } from '../claims/index.js';

/** How a route treats a call without a (good) token. */
export type TokenNeed =
  /** A good token, or a refusal. */
  | 'required'
  /** A call without a token passes anonymously; a token must be good and satisfy the demands. */
  | 'optional'
  /** As `optional`, but a call with a token that is not accepted passes anonymously too. */
  | 'optional-any';

/** The scopes that a route demands: all of `all`, and at least one of each group in `any`. */
export interface ScopeDemands {
  readonly all: readonly string[];
  readonly any: readonly (readonly string[])[];
}

/** What a route demands, collected from decorators. */
export interface Demands {
  readonly scopes: ScopeDemands;
  readonly rules: readonly ClaimDemand[];
  /** Whether the route names its policies. If it does, a call that none of them applies to is refused. */
  readonly namesPolicies?: boolean;
  readonly tokenNeed: TokenNeed;
}
