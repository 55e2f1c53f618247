import { refuse, type Refusal } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';
import { appliesTo } from './route-pattern.js';

const NO_ROUTE = 'the router does not tell the route, and policies depend on it';
const CONDITION_THREW = 'the condition of a policy cannot be judged: it threw';

/** The matching policies of a plan, or why they cannot be told. */
function matchingPolicies(
  { policies }: Plan,
  { routePattern, attributes }: Call,
): readonly Policy[] | string {
  if (routePattern === undefined) return NO_ROUTE;
  try {
    return policies.filter((policy) => appliesTo(policy.appliesTo, routePattern, attributes));
  } catch {
    return CONDITION_THREW;
  }
}

/**
 * The policies of a plan that apply to a call, in order, or the refusal when there is none or when a condition
 * cannot be judged because the router does not tell the route. An empty list means: open, and said so at start.
 */
export function applicablePolicies(plan: Plan, call: Call): readonly Policy[] | Refusal {
  const policies = plan.hasConditions ? matchingPolicies(plan, call) : plan.policies;
  if (typeof policies === 'string') return refuse('NO_POLICY_APPLIES', policies);
  if (policies.length > 0 || plan.openWhenUnmatched) return policies;
  return refuse('NO_POLICY_APPLIES', 'no policy applies to this route');
}
