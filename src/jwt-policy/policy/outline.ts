import type { Plan } from './plan.js';
import type { Policy, StepList } from './policy.js';
import type { PolicyIssuer } from './policy-issuer.js';
import type { Step } from './step.js';
import { must } from './subject.js';

/** A step in its place in a plan. */
export interface OutlinedStep {
  /** The name of the policy that has it. Undefined for the route's own demands. */
  readonly policy: string | undefined;
  /** Whose tokens it is for. Undefined for those of every issuer of the policy. */
  readonly issuer: PolicyIssuer | undefined;
  /** Name, words, needs, provides, `isSettled` and `effect` are data; to run it is the business of decide and explain. */
  readonly step: Step;
}

function outlineList({ issuer, steps, issuerEnd }: StepList, policy: string): readonly OutlinedStep[] {
  return steps.slice(issuerEnd).map((step) => ({ policy, issuer, step }));
}

/** The steps of one policy, in order. Those behind the choice of the issuer stand there for each issuer. */
export function outlinePolicy({ name, lists }: Policy): readonly OutlinedStep[] {
  const { steps, issuerEnd } = must(lists[0]);
  const opening = steps.slice(0, issuerEnd);
  return [
    ...opening.map((step) => ({ policy: name, issuer: undefined, step })),
    ...lists.flatMap((list) => outlineList(list, name)),
  ];
}

/** The route's own demands, in order. */
export function outlineDemands({ demands }: Plan): readonly OutlinedStep[] {
  return demands.map((step) => ({ policy: undefined, issuer: undefined, step }));
}

/**
 * The steps of a plan in order: of its policies, then of the route's demands. This is the list that `decide` runs, and
 * whatever describes a route reads it here.
 */
export function outline(plan: Plan): readonly OutlinedStep[] {
  return [...plan.policies.flatMap(outlinePolicy), ...outlineDemands(plan)];
}
