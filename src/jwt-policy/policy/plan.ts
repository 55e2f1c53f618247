import type { Report } from '../keys/index.js';
import type { Demands, TokenNeed } from './demands.js';
import type { Policy } from './policy.js';
import { assertOrder, provided } from './step-list.js';
import type { Step } from './step.js';
import { routeRuleSteps } from './steps/claim-rules.js';
import { scopeSteps } from './steps/scopes.js';

/** How calls of one class and handler are decided. Compiled once, at start. */
export interface Plan {
  /** `OrdersController.list`, for logs. */
  readonly route: string;
  readonly tokenNeed: TokenNeed;
  /**
   * The candidates, in order. The conditions of those that have some are evaluated for each call. Each policy that
   * applies must pass.
   */
  readonly policies: readonly Policy[];
  /** Whether any of them has a condition. */
  readonly hasConditions: boolean;
  /** The route's own demands, checked on the claims of the last policy that passed. */
  readonly demands: readonly Step[];
  /** Whether a call that no policy applies to passes without a token. */
  readonly openWhenUnmatched: boolean;
}

/**
 * Compiles the plan of a route. Throws `JwtPolicyConfigurationError` for steps that cannot run in their order. A route
 * with demands is never open, because without a policy nothing could check them.
 */
export function compilePlan(
  route: string,
  demands: Demands,
  policies: readonly Policy[],
  unmatchedRoutes: 'deny' | 'allow',
  report: Report,
): Plan {
  const steps = [...scopeSteps(demands.scopes), ...routeRuleSteps(demands.rules, report)];
  for (const list of policies.flatMap(({ lists }) => lists)) assertOrder(route, steps, provided(list.steps));
  return Object.freeze({
    route,
    tokenNeed: demands.tokenNeed,
    policies: Object.freeze([...policies]),
    hasConditions: policies.some(({ appliesTo }) => appliesTo !== undefined),
    demands: Object.freeze(steps),
    openWhenUnmatched: unmatchedRoutes === 'allow' && steps.length === 0 && demands.namesPolicies !== true,
  });
}
