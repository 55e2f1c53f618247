import type { Plan } from '../../src/jwt-policy/policy/index.js';

type Step = Plan['demands'][number];

function asked(step: Step): Step {
  if (step.name !== 'client') return step;
  const { effect: _effect, look: _look, ...running } = step;
  return running;
}

/** The plan in which an explanation asks client registries, as a decision does: then the two must agree to the end. */
export function askingRegistries(plan: Plan): Plan {
  const policies = plan.policies.map((policy) => ({
    ...policy,
    lists: policy.lists.map((list) => ({ ...list, steps: list.steps.map(asked) })),
  }));
  return { ...plan, policies };
}
