import type { Clock } from '../clock.js';
import type { Refusal } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import { applicablePolicies } from './applicable-policies.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';
import { grantBy } from './remembered-tokens.js';
import type { ImmediateStep, Step } from './step.js';
import { must, Subject } from './subject.js';
import {
  ANONYMOUS,
  grant,
  passesAnonymously,
  refused,
  type Granted,
  type PolicyResult,
  type Verdict,
} from './verdict.js';

/** The step that refused, and why. */
interface Stopped {
  readonly granted: false;
  readonly refusal: Refusal;
  readonly step: string;
}

function stopped(refusal: Refusal, step: Step): Stopped {
  return { granted: false, refusal, step: step.name };
}

/** Goes on at once when there is nothing to wait for. */
function after<T, R>(value: T | Promise<T>, goOn: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

function runNow(steps: readonly ImmediateStep[], subject: Subject): Stopped | undefined {
  for (const step of steps) {
    const refusal = step.run(subject);
    if (refusal !== undefined) return stopped(refusal, step);
  }
  return undefined;
}

/** Runs steps up to the first refusal. Synchronous for as long as no resolver waits. */
function run(
  steps: readonly Step[],
  subject: Subject,
  from = 0,
): Stopped | undefined | Promise<Stopped | undefined> {
  for (let index = from; index < steps.length; index += 1) {
    const step = must(steps[index]);
    const refusal = step.run(subject);
    if (refusal instanceof Promise) {
      return refusal.then((late) => (late ? stopped(late, step) : run(steps, subject, index + 1)));
    }
    if (refusal !== undefined) return stopped(refusal, step);
  }
  return undefined;
}

/** From the call to verified claims: by memory where the token was verified before, else the whole way. */
function verify(policy: Policy, subject: Subject): Granted | Stopped | Promise<Granted | Stopped> {
  const unfound = runNow(policy.finding, subject);
  if (unfound !== undefined) return unfound;
  const recalled = policy.remembered?.recall(subject);
  if (recalled !== undefined) return recalled;
  const unread = runNow(policy.reading, subject);
  if (unread !== undefined) return unread;
  return after(
    run(must(subject.issuer).proving, subject),
    (unproven) => unproven ?? policy.remembered?.remember(subject) ?? grantBy(policy.name, subject),
  );
}

/**
 * Decides one call by its plan: every policy that applies, in order, then the route's demands, up to the first
 * refusal. Synchronous unless a key has to be fetched or a slow signature is judged beside the event loop.
 * Never throws for what a caller sent.
 * @param token judged instead of the one in the call, for calls that are not HTTP requests
 */
export function decide(plan: Plan, call: Call, clock: Clock, token?: string): Verdict | Promise<Verdict> {
  const policies = applicablePolicies(plan, call);
  if (!isList(policies)) {
    return { granted: false, refusal: policies, policy: undefined, step: 'policy' };
  }
  if (policies.length === 0) return ANONYMOUS;
  const passed: PolicyResult[] = [];

  const judge = (index: number, before?: Subject): Verdict | Promise<Verdict> => {
    const policy = must(policies[index]);
    const subject = new Subject(call, clock, token, before);
    const settle = ({ refusal, step }: Stopped): Verdict =>
      passesAnonymously(refusal, plan.tokenNeed)
        ? ANONYMOUS
        : refused({ refusal, step, policy: policy.name, responses: policy.responses }, subject);
    return after(verify(policy, subject), (verified) => {
      if (!verified.granted) return settle(verified);
      return after(run(must(subject.issuer).checking, subject), (unfit) => {
        if (unfit !== undefined) return settle(unfit);
        const { client } = subject;
        const result = must(verified.results[policy.name]);
        passed.push(client === undefined ? result : Object.freeze({ ...result, client }));
        subject.hasPassed = true;
        if (index + 1 < policies.length) return judge(index + 1, subject);
        return after(run(plan.demands, subject), (denied) => {
          if (denied !== undefined) return settle(denied);
          return passed.length === 1 && client === undefined ? verified : grant(passed);
        });
      });
    });
  };
  return judge(0);
}

function isList(value: readonly Policy[] | Refusal): value is readonly Policy[] {
  return Array.isArray(value);
}
