import type { Clock } from '../clock.js';
import { isRefusal, type Refusal } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import { applicablePolicies } from './applicable-policies.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';
import type { Step } from './step.js';
import { must, Subject } from './subject.js';
import { ANONYMOUS, passesAnonymously, type PolicyResult, type Refused, type Verdict } from './verdict.js';

type Outcome = { readonly refusal: Refusal; readonly step: string } | undefined;

/** Runs steps up to the first refusal. Synchronous for as long as no resolver waits. */
function runSteps(steps: readonly Step[], subject: Subject, from = 0): Outcome | Promise<Outcome> {
  for (let index = from; index < steps.length; index += 1) {
    const step = must(steps[index]);
    const refusal = step.run(subject);
    if (refusal instanceof Promise) {
      return refusal.then((late) =>
        late ? { refusal: late, step: step.name } : runSteps(steps, subject, index + 1),
      );
    }
    if (refusal !== undefined) return { refusal, step: step.name };
  }
  return undefined;
}

/** Goes on at once when there is nothing to wait for. */
function after<T, R>(value: T | Promise<T>, goOn: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

function resultOf(policy: Policy, subject: Subject): PolicyResult {
  return Object.freeze({
    policy: policy.name,
    claims: subject.claims,
    issuer: must(subject.issuer).options.issuer,
  });
}

/**
 * Decides one call by its plan: every policy that applies, in order, then the route's demands, up to the first
 * refusal. Synchronous unless a key has to be fetched. Never throws for what a caller sent.
 * @param token judged instead of the one in the call, for calls that are not HTTP requests
 */
export function decide(plan: Plan, call: Call, clock: Clock, token?: string): Verdict | Promise<Verdict> {
  const policies = applicablePolicies(plan, call);
  if (isRefusal(policies)) {
    return { granted: false, refusal: policies, policy: undefined, step: 'policy', subject: undefined };
  }
  if (policies.length === 0) return ANONYMOUS;

  const settle = (outcome: NonNullable<Outcome>, policy: Policy, subject: Subject): Verdict => {
    if (passesAnonymously(outcome.refusal, plan.tokenNeed)) return ANONYMOUS;
    return { granted: false, ...outcome, policy: policy.name, subject } satisfies Refused;
  };

  const judge = (index: number, passed: readonly PolicyResult[]): Verdict | Promise<Verdict> => {
    const policy = must(policies[index]);
    const subject = new Subject(call, clock);
    subject.token = token;
    return after(runSteps(policy.opening, subject), (opening) => {
      if (opening) return settle(opening, policy, subject);
      return after(runSteps(must(subject.issuer).steps, subject), (rest) => {
        if (rest) return settle(rest, policy, subject);
        const results = [...passed, resultOf(policy, subject)] as const;
        if (index + 1 < policies.length) return judge(index + 1, results);
        return after(runSteps(plan.demands, subject), (refused) =>
          refused
            ? settle(refused, policy, subject)
            : { granted: true, anonymous: false, results: asNonEmpty(results) },
        );
      });
    });
  };
  return judge(0, []);
}

function asNonEmpty(results: readonly PolicyResult[]): readonly [PolicyResult, ...PolicyResult[]] {
  const [first, ...others] = results;
  return [must(first), ...others];
}
