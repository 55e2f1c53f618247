import type { JwtPolicyClock } from '../clock.js';
import type { Refusal } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import { applicablePolicies } from './applicable-policies.js';
import type { Plan } from './plan.js';
import { withCause } from './likely-cause.js';
import type { Policy, StepList } from './policy.js';
import { grantBy } from './cached-tokens.js';
import type { Step } from './step.js';
import { must, Subject } from './subject.js';
import { ANONYMOUS, grant, passesAnonymously, refused, type Granted, type Verdict } from './verdict.js';
import type { PolicyResult } from './verdict.js';

/**
 * One decision in progress: its position in the list of steps. It stops at a step that waits and continues from there.
 * Its state is in fields, not in closures, so that a call whose token is cached creates no function and no promise.
 */
class Decision {
  private readonly passed: PolicyResult[] = [];
  private policy!: Policy;
  private subject!: Subject;
  /** The list of the current policy; undefined during the route's demands. */
  private list: StepList | undefined;
  private steps!: readonly Step[];
  private at = 0;
  /** The verdict of the current policy if no later step refuses. */
  private verified: Granted | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly policies: readonly Policy[],
    private readonly call: Call,
    private readonly clock: JwtPolicyClock,
    private readonly token: string | undefined,
  ) {
    this.begin(undefined);
  }

  /** Runs the steps up to the first refusal or to the end. It is synchronous unless a step waits. */
  run(): Verdict | Promise<Verdict> {
    do {
      while (this.at < this.steps.length) {
        const step = must(this.steps[this.at]);
        const refusal = step.run(this.subject);
        if (refusal instanceof Promise) return this.resume(step, refusal);
        if (refusal !== undefined) return this.refuse(step, refusal);
        this.pass();
      }
    } while (this.advance());
    const [, second] = this.passed;
    return second === undefined && this.subject.client === undefined
      ? must(this.verified)
      : grant(this.passed);
  }

  private async resume(step: Step, waiting: Promise<Refusal | undefined>): Promise<Verdict> {
    const refusal = await waiting;
    this.subject.readClock();
    if (refusal !== undefined) return this.refuse(step, refusal);
    this.pass();
    return this.run();
  }

  private begin(before: Subject | undefined): void {
    this.policy = must(this.policies[this.passed.length]);
    this.subject = new Subject(this.call, this.clock, this.token, before);
    this.follow(must(this.policy.lists[0]), 0);
  }

  private follow(list: StepList, at: number): void {
    this.list = list;
    this.steps = list.steps;
    this.at = at;
  }

  /**
   * Continues after a step that passed: with the next step, with the list of the issuer that was found, or after the
   * steps that a cached token skips.
   */
  private pass(): void {
    this.at += 1;
    const { list, policy, subject } = this;
    if (list === undefined) return;
    if (this.at === list.tokenEnd) {
      this.verified = policy.cached?.recall(subject);
      if (this.verified !== undefined) this.follow(this.named(), this.named().settledEnd);
    } else if (this.at === list.issuerEnd) this.follow(this.named(), this.at);
    else if (this.at === list.settledEnd)
      this.verified = policy.cached?.add(subject) ?? grantBy(policy.name, subject);
  }

  /** The list of the issuer that the token names. */
  private named(): StepList {
    return must(this.policy.lists[must(this.subject.issuer).index]);
  }

  /** Continues with the next policy, or with the route's demands after the last one. False at the end of the demands. */
  private advance(): boolean {
    if (this.list === undefined) return false;
    const { policy, subject } = this;
    const { client } = subject;
    const result = must(must(this.verified).results[policy.name]);
    this.passed.push(client === undefined ? result : Object.freeze({ ...result, client }));
    subject.hasPassed = true;
    if (this.passed.length < this.policies.length) this.begin(subject);
    else {
      this.list = undefined;
      this.steps = this.plan.demands;
      this.at = 0;
    }
    return true;
  }

  private refuse(step: Step, refusal: Refusal): Verdict {
    const { policy, subject, plan } = this;
    return passesAnonymously(refusal, plan.tokenNeed)
      ? ANONYMOUS
      : refused(
          {
            refusal: withCause(refusal, step, policy, subject),
            step: step.name,
            policy: policy.name,
            responses: policy.responses,
          },
          subject,
        );
  }
}

/**
 * Decides one call by its plan: every policy that applies, in order, then the route's demands, up to the first
 * refusal. Synchronous unless a key has to be fetched, a slow signature is verified on the thread pool, or a client
 * registry is asked.
 * Never throws for what a caller sent.
 * @param token decided on instead of the one in the call, for calls that are not HTTP requests
 */
export function decide(
  plan: Plan,
  call: Call,
  clock: JwtPolicyClock,
  token?: string,
): Verdict | Promise<Verdict> {
  const policies = applicablePolicies(plan, call);
  if (!isList(policies)) {
    return { granted: false, refusal: policies, policy: undefined, step: 'policy' };
  }
  if (policies.length === 0) return ANONYMOUS;
  return new Decision(plan, policies, call, clock, token).run();
}

function isList(value: readonly Policy[] | Refusal): value is readonly Policy[] {
  return Array.isArray(value);
}
