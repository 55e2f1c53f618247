import { refuse, type Refusal } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';
import { appliesTo } from './route-pattern.js';

function matchingPolicies({ policies }: Plan, { routePattern, method }: Call): readonly Policy[] | undefined {
  if (routePattern === undefined) return undefined;
  return policies.filter((policy) => appliesTo(policy.appliesTo, routePattern, method));
}

/**
 * The policies of a plan that apply to a call, in order, or the refusal when there is none or when a condition
 * cannot be judged because the router does not tell the route. An empty list means: open, and said so at start.
 */
export function applicablePolicies(plan: Plan, call: Call): readonly Policy[] | Refusal {
  const policies = plan.policies.some((policy) => policy.appliesTo !== undefined)
    ? matchingPolicies(plan, call)
    : plan.policies;
  if (policies === undefined) {
    return refuse('NO_POLICY_APPLIES', 'the router does not tell the route, and policies depend on it');
  }
  if (policies.length > 0 || plan.openWhenUnmatched) return policies;
  return refuse('NO_POLICY_APPLIES', 'no policy applies to this route');
}
