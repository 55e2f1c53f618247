import type { Clock } from '../clock.js';
import type { Refusal } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import { applicablePolicies } from './applicable-policies.js';
import type { Plan } from './plan.js';
import { withHint } from './hints.js';
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
    if (refusal instanceof Promise) return runOn(steps, subject, index, refusal);
    if (refusal !== undefined) return stopped(refusal, step);
  }
  return undefined;
}

/** Apart from `run`, which makes nothing as long as no step waits. */
async function runOn(
  steps: readonly Step[],
  subject: Subject,
  index: number,
  waiting: Promise<Refusal | undefined>,
): Promise<Stopped | undefined> {
  const refusal = await waiting;
  subject.readClock();
  return refusal === undefined ? run(steps, subject, index + 1) : stopped(refusal, must(steps[index]));
}

/**
 * One decision under way. Each method does a part and calls the next; where something has to be waited for, the next is
 * called later. Methods, not closures: a call whose token is remembered makes no function and no promise.
 */
class Decision {
  private readonly passed: PolicyResult[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly policies: readonly Policy[],
    private readonly call: Call,
    private readonly clock: Clock,
    private readonly token: string | undefined,
  ) {}

  /** From the call to verified claims: by memory where the token was verified before, else the whole way. */
  judge(index: number, before?: Subject): Verdict | Promise<Verdict> {
    const policy = must(this.policies[index]);
    const subject = new Subject(this.call, this.clock, this.token, before);
    const unfound = runNow(policy.finding, subject);
    if (unfound !== undefined) return this.settle(unfound, policy, subject);
    const recalled = policy.remembered?.recall(subject);
    if (recalled !== undefined) return this.check(recalled, index, subject);
    const unread = runNow(policy.reading, subject);
    if (unread !== undefined) return this.settle(unread, policy, subject);
    const unproven = run(must(subject.issuer).proving, subject);
    return unproven instanceof Promise
      ? this.proveLater(unproven, index, subject)
      : this.prove(unproven, index, subject);
  }

  private async proveLater(
    unproven: Promise<Stopped | undefined>,
    index: number,
    subject: Subject,
  ): Promise<Verdict> {
    return this.prove(await unproven, index, subject);
  }

  private prove(unproven: Stopped | undefined, index: number, subject: Subject): Verdict | Promise<Verdict> {
    const policy = must(this.policies[index]);
    if (unproven !== undefined) return this.settle(unproven, policy, subject);
    return this.check(policy.remembered?.remember(subject) ?? grantBy(policy.name, subject), index, subject);
  }

  private check(verified: Granted, index: number, subject: Subject): Verdict | Promise<Verdict> {
    const unfit = run(must(subject.issuer).checking, subject);
    return unfit instanceof Promise
      ? this.passLater(unfit, verified, index, subject)
      : this.pass(unfit, verified, index, subject);
  }

  private async passLater(
    unfit: Promise<Stopped | undefined>,
    verified: Granted,
    index: number,
    subject: Subject,
  ): Promise<Verdict> {
    return this.pass(await unfit, verified, index, subject);
  }

  private pass(
    unfit: Stopped | undefined,
    verified: Granted,
    index: number,
    subject: Subject,
  ): Verdict | Promise<Verdict> {
    const policy = must(this.policies[index]);
    if (unfit !== undefined) return this.settle(unfit, policy, subject);
    const { client } = subject;
    const result = must(verified.results[policy.name]);
    this.passed.push(client === undefined ? result : Object.freeze({ ...result, client }));
    subject.hasPassed = true;
    if (index + 1 < this.policies.length) return this.judge(index + 1, subject);
    const denied = run(this.plan.demands, subject);
    return denied instanceof Promise
      ? this.concludeLater(denied, verified, policy, subject)
      : this.conclude(denied, verified, policy, subject);
  }

  private async concludeLater(
    denied: Promise<Stopped | undefined>,
    verified: Granted,
    policy: Policy,
    subject: Subject,
  ): Promise<Verdict> {
    return this.conclude(await denied, verified, policy, subject);
  }

  private conclude(
    denied: Stopped | undefined,
    verified: Granted,
    policy: Policy,
    subject: Subject,
  ): Verdict {
    if (denied !== undefined) return this.settle(denied, policy, subject);
    return this.passed.length === 1 && subject.client === undefined ? verified : grant(this.passed);
  }

  private settle({ refusal, step }: Stopped, policy: Policy, subject: Subject): Verdict {
    return passesAnonymously(refusal, this.plan.tokenNeed)
      ? ANONYMOUS
      : refused(
          {
            refusal: withHint(refusal, policy, subject),
            step,
            policy: policy.name,
            responses: policy.responses,
          },
          subject,
        );
  }
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
  return new Decision(plan, policies, call, clock, token).judge(0);
}

function isList(value: readonly Policy[] | Refusal): value is readonly Policy[] {
  return Array.isArray(value);
}
