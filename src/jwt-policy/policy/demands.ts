import type { ClaimDemand } from '../claims/index.js';

/** How a route treats a call without a (good) token. */
export type TokenNeed =
  /** A good token, or a refusal. */
  | 'required'
  /** No token passes as nobody; a token must be good and satisfy the demands. */
  | 'optional'
  /** As `optional`, and a token that is not accepted passes as nobody too. */
  | 'optional-any';

/** The scopes that a route demands: all of `all`, and one at least of each group of `any`. */
export interface ScopeDemands {
  readonly all: readonly string[];
  readonly any: readonly (readonly string[])[];
}

/** What a route demands, collected from decorators. */
export interface Demands {
  readonly scopes: ScopeDemands;
  readonly rules: readonly ClaimDemand[];
  /** Whether the route names its policies: it is then closed where none of them applies. */
  readonly namesPolicies?: boolean;
  readonly tokenNeed: TokenNeed;
}
