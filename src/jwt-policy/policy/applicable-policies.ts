import { refuse, type Refusal } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';
import { appliesTo } from './route-pattern.js';

function applies(policy: Policy, call: Call): boolean {
  return call.routePattern === undefined
    ? policy.appliesTo === undefined
    : appliesTo(policy.appliesTo, call.routePattern, call.method);
}

/**
 * The policies of a plan that apply to a call, in order, or the refusal when there is none or when a condition
 * cannot be judged because the router does not tell the route. An empty list means: open, and said so at start.
 */
export function applicablePolicies(plan: Plan, call: Call): readonly Policy[] | Refusal {
  const conditional = plan.policies.some(({ appliesTo }) => appliesTo !== undefined);
  if (conditional && call.routePattern === undefined) {
    return refuse('NO_POLICY_APPLIES', 'the router does not tell the route, and policies depend on it');
  }
  const policies = conditional ? plan.policies.filter((policy) => applies(policy, call)) : plan.policies;
  if (policies.length > 0 || plan.openWhenUnmatched) return policies;
  return refuse('NO_POLICY_APPLIES', 'no policy applies to this route');
}
