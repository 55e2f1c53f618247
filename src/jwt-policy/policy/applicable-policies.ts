import { isRefusal, refuse, type Refusal } from '../errors/index.js';
import { AmbiguousPathError, appliesToOperation, RoutedCall } from '../routes/index.js';
import type { Call } from '../tokens/index.js';
import { matchingPolicies } from './candidates.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';

function whyUndecided(error: unknown): Refusal {
  return error instanceof AmbiguousPathError
    ? refuse('PATH_AMBIGUOUS', error.message)
    : refuse(
        'NO_POLICY_APPLIES',
        'the condition of a policy threw, so it is not known whether the policy applies',
      );
}

/** The policies of a plan that match the call, or the refusal if that cannot be known. */
function decidePolicies(
  { policies }: Plan,
  { route, operation, attributes }: Call,
): readonly Policy[] | Refusal {
  try {
    if (operation !== undefined)
      return policies.filter(({ operations }) => appliesToOperation(operations, operation, attributes));
    if (route !== undefined) return matchingPolicies(policies, new RoutedCall(route, attributes));
  } catch (error) {
    return whyUndecided(error);
  }
  return refuse(
    'NO_POLICY_APPLIES',
    'the router does not give the route of the call, and policies depend on it',
  );
}

/**
 * The policies of a plan that apply to a call, in order. It is a refusal if none applies or if that cannot be known.
 * The list is empty where no policy applies and `unmatchedRoutes` lets such calls pass; the log says so at start.
 */
export function applicablePolicies(plan: Plan, call: Call): readonly Policy[] | Refusal {
  const policies = plan.hasConditions ? decidePolicies(plan, call) : plan.policies;
  if (isRefusal(policies) || policies.length > 0 || plan.openWhenUnmatched) return policies;
  return refuse('NO_POLICY_APPLIES', 'no policy applies to this route');
}
