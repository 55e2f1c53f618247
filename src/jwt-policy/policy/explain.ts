import type { JwtPolicyClock } from '../clock.js';
import { generalCause } from '../causes/index.js';
import { isRefusal, type LikelyCause, type Refusal, type RefusalCode } from '../errors/index.js';
import { respondTo, type RefusalResponse } from '../responses/index.js';
import type { Call } from '../tokens/index.js';
import { applicablePolicies } from './applicable-policies.js';
import { withCause } from './likely-cause.js';
import { outlineDemands, outlinePolicy, type OutlinedStep } from './outline.js';
import type { Plan } from './plan.js';
import type { Policy } from './policy.js';
import type { Step } from './step.js';
import { Subject } from './subject.js';
import { passesAnonymously } from './verdict.js';

/** One step of an explanation. `found` may hold claim values: show it to the person who asked, and do not log it. */
export interface ExplainedStep {
  /** Undefined for the route's own demands. */
  readonly policy: string | undefined;
  readonly step: string;
  readonly expected: string;
  /**
   * `not-reached`: a value that the step needs is missing, because an earlier step refused. `not-run`: the step needs an
   * effect outside this process, such as a fetch, and explain causes none; `detail` names the effect.
   */
  readonly outcome: 'passed' | 'refused' | 'not-reached' | 'not-run';
  readonly found?: unknown;
  readonly code?: RefusalCode;
  readonly detail?: string;
  /** Of a step that refused: what probably led to it, and who can mend it. */
  readonly cause?: LikelyCause;
}

/** Why a call would be granted or refused, step by step, to the end. */
export interface Explanation {
  readonly route: string;
  /** Whether the guard would grant the call. False if that depends on a step that was not run; `undecided` names it. */
  readonly granted: boolean;
  readonly anonymous: boolean;
  /** The code of the first refusal, which the guard would give too. Also set if the call then passes anonymously. */
  readonly refusal?: Refusal;
  /** The name of the step that was not run and that the decision depends on. */
  readonly undecided?: string;
  readonly steps: readonly ExplainedStep[];
  /**
   * What the caller would get over HTTP, where the call is refused: status, headers and body. Absent where the response
   * style of the policy throws, which is answered with 500. Of an operation of another transport it is that of RFC 6750:
   * response styles are for HTTP.
   */
  readonly answer?: RefusalResponse;
}

/** The token to decide on instead of the one in the call: the same for each policy, or by policy. */
export type BroughtToken = string | ((policy: Policy) => string | undefined);

type Outcome = Pick<ExplainedStep, 'outcome' | 'code' | 'detail' | 'cause'>;

/** Runs a step, or calls `look` if running it would have an effect. */
async function answerOf(step: Step, subject: Subject): Promise<Refusal | undefined | 'unknown'> {
  if (step.effect === undefined) return step.run(subject);
  return step.look === undefined ? 'unknown' : step.look(subject);
}

function outcomeOf(answer: Refusal | undefined | 'unknown', { effect }: Step): Outcome {
  if (answer === undefined) return { outcome: 'passed' };
  if (answer === 'unknown') return { outcome: 'not-run', detail: `not run, because it ${effect}` };
  const { code, detail } = answer;
  return { outcome: 'refused', code, detail };
}

function answerTo(refusal: Refusal, answering?: Policy): Pick<Explanation, 'answer'> {
  try {
    return { answer: respondTo(refusal, answering?.responses) };
  } catch {
    return {};
  }
}

/** One reading of a plan, to its end. */
class Reading {
  readonly steps: ExplainedStep[] = [];
  refusal: Refusal | undefined;
  answering: Policy | undefined;
  /** The step that was not run, if no refusal came before it. */
  undecided: string | undefined;

  /** @param deciding the policy whose hints are used and whose response style answers */
  async read({ step, policy }: OutlinedStep, subject: Subject, deciding: Policy): Promise<void> {
    const head = { policy, step: step.name, expected: step.expectsNow?.() ?? step.expects };
    if (!step.needs.every((name) => subject[name] !== undefined)) {
      this.steps.push({ ...head, outcome: 'not-reached' });
      return;
    }
    const answer = await answerOf(step, subject);
    const refusal = typeof answer === 'object' ? withCause(answer, step, deciding, subject) : undefined;
    subject.readClock();
    const found = step.found === undefined ? {} : { found: step.found(subject) };
    const cause = refusal && { cause: refusal.cause ?? generalCause(refusal.code, step.claim) };
    this.steps.push({ ...head, ...found, ...outcomeOf(answer, step), ...cause });
    if (answer === undefined || this.refusal !== undefined || this.undecided !== undefined) return;
    if (refusal === undefined) this.undecided = step.name;
    else {
      this.refusal = refusal;
      this.answering = deciding;
    }
  }
}

/**
 * Reads the outline of a plan to the end, without the token cache: each step passed, refused, not reached or not run,
 * with what was expected and found. The first refusal is the guard's. It fetches no keys, because an explanation must
 * not change what it explains. Where several issuers are possible, the steps of the one that the token names are shown.
 * Nothing is logged, and no step with an effect outside of this process is run.
 */
export async function explain(
  plan: Plan,
  call: Call,
  clock: JwtPolicyClock,
  token?: BroughtToken,
): Promise<Explanation> {
  const policies = applicablePolicies(plan, call);
  const { route } = plan;
  if (isRefusal(policies))
    return { route, granted: false, anonymous: false, refusal: policies, ...answerTo(policies), steps: [] };
  const reading = new Reading();
  let subject = new Subject(call, clock);
  let passed: Subject | undefined;
  let last: Policy | undefined;
  for (const policy of policies) {
    subject = new Subject(call, clock, typeof token === 'function' ? token(policy) : token, passed);
    subject.isExplained = true;
    last = policy;
    for (const outlined of outlinePolicy(policy)) {
      const sole = policy.issuers.length === 1 ? policy.issuers[0] : undefined;
      const isOfToken = outlined.issuer === undefined || outlined.issuer === (subject.issuer ?? sole);
      if (isOfToken) await reading.read(outlined, subject, policy);
    }
    // Unlike the guard, explain continues to the end, so the demands see the last policy whether it passed or not.
    subject.hasPassed = subject.verified !== undefined;
    passed = subject.hasPassed ? subject : passed;
  }
  if (last !== undefined)
    for (const outlined of outlineDemands(plan)) await reading.read(outlined, subject, last);

  const { refusal, undecided, steps, answering } = reading;
  const anonymous =
    policies.length === 0 || (refusal !== undefined && passesAnonymously(refusal, plan.tokenNeed));
  const granted = anonymous || (refusal === undefined && undecided === undefined);
  return {
    route,
    granted,
    anonymous,
    ...(refusal && { refusal }),
    ...(undecided && { undecided }),
    ...(refusal && !granted && answerTo(refusal, call.operation === undefined ? answering : undefined)),
    steps,
  };
}
