import type { Clock } from '../clock.js';
import { isRefusal, type Refusal, type RefusalCode } from '../errors/index.js';
import type { Call } from '../tokens/index.js';
import { applicablePolicies } from './applicable-policies.js';
import { withHint } from './hints.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';
import type { Step } from './step.js';
import { Subject } from './subject.js';
import { passesAnonymously } from './verdict.js';

/** One step of an explanation. `found` may hold claim values: it is for whoever asked, not for a log. */
export interface ExplainedStep {
  /** Undefined for the route's own demands. */
  readonly policy: string | undefined;
  readonly step: string;
  readonly expected: string;
  /** `not-reached`: what it needs is missing, because an earlier step refused. */
  readonly outcome: 'passed' | 'refused' | 'not-reached';
  readonly found?: unknown;
  readonly code?: RefusalCode;
  readonly detail?: string;
}

/** Why a call would be granted or refused, step by step, to the end. */
export interface Explanation {
  readonly route: string;
  /** What the guard would say. */
  readonly granted: boolean;
  readonly anonymous: boolean;
  /** The first refusal, which is the guard's. Also there when it passes as nobody. */
  readonly refusal?: Refusal;
  readonly steps: readonly ExplainedStep[];
}

async function explainStep(
  step: Step,
  subject: Subject,
  judging: Policy | undefined,
  policy: string | undefined,
): Promise<[ExplainedStep, Refusal?]> {
  const head = { policy, step: step.name, expected: step.expects };
  if (!step.needs.every((name) => subject[name] !== undefined)) return [{ ...head, outcome: 'not-reached' }];
  const bare = await step.run(subject);
  const refusal = bare && judging ? withHint(bare, judging, subject) : bare;
  subject.readClock();
  const found = step.found === undefined ? {} : { found: step.found(subject) };
  if (refusal === undefined) return [{ ...head, ...found, outcome: 'passed' }];
  return [{ ...head, ...found, outcome: 'refused', code: refusal.code, detail: refusal.detail }, refusal];
}

/** The steps of the issuer, which may be known by now; a sole issuer's are shown in any case. */
function issuerSteps({ issuers }: Policy, subject: Subject): readonly Step[] {
  const sole = issuers.length === 1 ? issuers[0] : undefined;
  const issuer = subject.issuer ?? sole;
  return issuer === undefined ? [] : [...issuer.proving, ...issuer.checking];
}

/**
 * Reads the very list of steps that `decide` runs, nothing remembered, and to the end: each step passed, refused or not reached, with
 * what was expected and found. The first refusal is the guard's.
 * @param token judged instead of the one in the call
 */
export async function explain(plan: Plan, call: Call, clock: Clock, token?: string): Promise<Explanation> {
  const policies = applicablePolicies(plan, call);
  if (isRefusal(policies)) {
    return { route: plan.route, granted: false, anonymous: false, refusal: policies, steps: [] };
  }
  const steps: ExplainedStep[] = [];
  let first: Refusal | undefined;
  const run = async (
    list: readonly Step[],
    subject: Subject,
    judging: Policy | undefined,
    policy: string | undefined,
  ): Promise<void> => {
    for (const step of list) {
      const [explained, refusal] = await explainStep(step, subject, judging, policy);
      steps.push(explained);
      first ??= refusal;
    }
  };
  let subject = new Subject(call, clock);
  let passed: Subject | undefined;
  for (const policy of policies) {
    subject = new Subject(call, clock, token, passed);
    await run([...policy.finding, ...policy.reading], subject, policy, policy.name);
    await run(issuerSteps(policy, subject), subject, policy, policy.name);
    // Unlike the guard this goes on to the end: what follows is shown with what the token says, whether it passed or not.
    subject.hasPassed = subject.verified !== undefined;
    passed = subject.hasPassed ? subject : passed;
  }
  await run(plan.demands, subject, policies.at(-1), undefined);

  const anonymous =
    policies.length === 0 || (first !== undefined && passesAnonymously(first, plan.tokenNeed));
  const granted = first === undefined || anonymous;
  return { route: plan.route, granted, anonymous, ...(first && { refusal: first }), steps };
}
