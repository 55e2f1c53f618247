import type { Plan } from './plan.js';
import type { Policy, StepList } from './policy.js';
import type { PolicyIssuer } from './policy-issuer.js';
import type { Step } from './step.js';
import { must } from './subject.js';

/** A step in its place in a plan. */
export interface OutlinedStep {
  /** The name of its policy. Undefined for the route's own demands. */
  readonly policy: string | undefined;
  /** The issuer whose tokens it checks. Undefined if it checks the tokens of every issuer of the policy. */
  readonly issuer: PolicyIssuer | undefined;
  /** A reader uses its data: name, words, needs, provides, `isSettled` and `effect`. Only decide and explain run it. */
  readonly step: Step;
}

function outlineList({ issuer, steps, issuerEnd }: StepList, policy: string): readonly OutlinedStep[] {
  return steps.slice(issuerEnd).map((step) => ({ policy, issuer, step }));
}

/** The steps of one policy, in order. The steps after the choice of the issuer are listed once for each issuer. */
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
 * The steps of a plan in order: those of its policies, then the route's demands. `decide` runs this list, and everything
 * that describes a route reads it.
 */
export function outline(plan: Plan): readonly OutlinedStep[] {
  return [...plan.policies.flatMap(outlinePolicy), ...outlineDemands(plan)];
}
