import { JwtPolicyConfigurationError } from '../errors/index.js';
import type { StepList } from './policy.js';
import type { PolicyIssuer } from './policy-issuer.js';
import type { Resolved, Step } from './step.js';

/** What each list provides, computed once: every route asks about the lists of every policy. */
const PROVIDED = new WeakMap<readonly Step[], ReadonlySet<Resolved>>();

/** The values that are on the subject at the end of a list. The list must not change afterwards. */
export function provided(steps: readonly Step[]): ReadonlySet<Resolved> {
  const known = PROVIDED.get(steps);
  if (known !== undefined) return known;
  const values = new Set(steps.flatMap(({ provides }) => provides ?? []));
  PROVIDED.set(steps, values);
  return values;
}

function fail(owner: string, message: string): never {
  throw new JwtPolicyConfigurationError([{ path: owner, message }]);
}

/**
 * Throws `JwtPolicyConfigurationError` for an order that cannot work: a step that needs a value that no step before it
 * provides would check nothing, or would refuse every call.
 * @param owner the owner of the steps, for the message
 * @param before the values that are already on the subject
 */
export function assertOrder(
  owner: string,
  steps: readonly Step[],
  before: ReadonlySet<Resolved> = new Set(),
): void {
  const there = new Set(before);
  for (const { name, needs, provides } of steps) {
    const missing = needs.filter((need) => !there.has(need));
    if (missing.length > 0)
      fail(owner, `the step "${name}" needs ${missing.join(' and ')}, which no step before it provides.`);
    if (provides !== undefined) there.add(provides);
  }
}

/** Validates the order of an issuer's steps, and freezes them. */
export function stepList(owner: string, issuer: PolicyIssuer, steps: readonly Step[]): StepList {
  assertOrder(owner, steps);
  const behind = (value: Resolved): number => steps.findIndex(({ provides }) => provides === value) + 1;
  const verifiedEnd = behind('verified');
  const settledFurther = steps.slice(verifiedEnd).findIndex(({ isSettled }) => isSettled !== true);
  return Object.freeze({
    issuer,
    steps: Object.freeze([...steps]),
    tokenEnd: behind('token'),
    issuerEnd: behind('issuer'),
    settledEnd: settledFurther < 0 ? steps.length : verifiedEnd + settledFurther,
  });
}

/**
 * Whether token and key alone settle every step from the token to the verified claims, so that a later call may skip
 * them.
 */
export function isCacheable({ steps, tokenEnd, settledEnd }: StepList): boolean {
  return steps.slice(tokenEnd, settledEnd).every(({ isSettled }) => isSettled === true);
}
