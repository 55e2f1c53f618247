import type { ClaimDemand } from '../claims/index.js';
import type { Report } from '../keys/index.js';
import type { Policy } from './policy.js';
import type { Step } from './step.js';
import { routeRuleSteps } from './steps/claim-rules.js';
import { scopeSteps, type ScopeDemands } from './steps/scopes.js';

/** How a route treats a call without a (good) token. */
export type TokenNeed =
  /** A good token, or a refusal. */
  | 'required'
  /** No token passes as nobody; a token must be good and satisfy the demands. */
  | 'optional'
  /** As `optional`, and a token that is not accepted passes as nobody too. */
  | 'optional-any';

/** What a route demands, collected from decorators. */
export interface Demands {
  readonly scopes: ScopeDemands;
  readonly rules: readonly ClaimDemand[];
  /** Whether the route names its policies: it is then closed where none of them applies. */
  readonly namesPolicies?: boolean;
  readonly tokenNeed: TokenNeed;
}

/** How calls of one class and handler are decided. Compiled once, at start. */
export interface Plan {
  /** `OrdersController.list`, for logs. */
  readonly route: string;
  readonly tokenNeed: TokenNeed;
  /** The candidates, in order; those with a condition are judged per call. Each that applies must pass. */
  readonly policies: readonly Policy[];
  /** Whether any of them has a condition. */
  readonly hasConditions: boolean;
  /** The route's own demands, judged on the claims of the last policy that passed. */
  readonly demands: readonly Step[];
  /** Whether a call that no policy applies to passes without a token. */
  readonly openWhenUnmatched: boolean;
}

/** Compiles the plan of a route. A route with demands is never open: without a policy nothing could judge them. */
export function compilePlan(
  route: string,
  demands: Demands,
  policies: readonly Policy[],
  unmatchedRoutes: 'deny' | 'allow',
  report: Report,
): Plan {
  const steps = [...scopeSteps(demands.scopes), ...routeRuleSteps(demands.rules, report)];
  return Object.freeze({
    route,
    tokenNeed: demands.tokenNeed,
    policies: Object.freeze([...policies]),
    hasConditions: policies.some(({ appliesTo }) => appliesTo !== undefined),
    demands: Object.freeze(steps),
    openWhenUnmatched: unmatchedRoutes === 'allow' && steps.length === 0 && demands.namesPolicies !== true,
  });
}
