import {
  AsyncRuleError,
  describeClaimPath,
  runClaimCheck,
  readClaim,
  whyNot,
  type ClaimDemand,
} from '../../claims/index.js';
import { refuse, type Refusal, type RefusalCode } from '../../errors/index.js';
import type { Report } from '../../keys/index.js';
import type { Step } from '../step.js';
import type { Subject } from '../subject.js';

/** The code of each outcome. A failed rule of a policy means a bad token, a failed rule of a route means no access. */
interface OutcomeCodes {
  readonly missing: RefusalCode;
  readonly failed: RefusalCode;
}

const POLICY_CODES: OutcomeCodes = { missing: 'CLAIM_MISSING', failed: 'CLAIM_REFUSED' };
const ROUTE_CODES: OutcomeCodes = { missing: 'CLAIM_RULE_FAILED', failed: 'CLAIM_RULE_FAILED' };

/**
 * Says what a rule did instead of returning. The thrown value can be hostile too, such as a proxy or a getter that
 * throws.
 */
function misdeedOf(error: unknown): string {
  try {
    if (error instanceof AsyncRuleError) return 'returned a promise, but rules are synchronous';
    if (isSafeToLog(error)) return `failed: ${error.message}`;
    return `threw ${placeOf(error)}`;
  } catch {
    return 'threw a value that cannot be read';
  }
}

/** Whether an error promises that its message holds no claim value, as those of expressions do. */
function isSafeToLog(error: unknown): error is Error {
  return error instanceof Error && 'isSafeToLog' in error && error.isSafeToLog === true;
}

/**
 * The place where a rule threw, without the message: the message may hold a claim value, even in a line that looks like a
 * stack frame. The stack is not a string if other code has replaced it or the way it is written.
 */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is not an Error';
  const { name, message } = error;
  const stack: unknown = error.stack;
  const start = typeof stack === 'string' ? stack.indexOf(message) : -1;
  const frames = typeof stack === 'string' && start >= 0 ? stack.slice(start + message.length) : '';
  const frame = /^ *at .*$/m.exec(frames)?.[0];
  return `${name}${frame === undefined ? '' : ` ${frame.trim()}`}`;
}

function claimRule(demand: ClaimDemand, codes: OutcomeCodes, report: Report): Step {
  const { claim, describe, rule } = demand;
  const name = claim === undefined ? 'token' : describeClaimPath(claim);
  const onError = (error: unknown): void => report('warn', `The rule "${describe}" ${misdeedOf(error)}`);
  const run = (subject: Subject): Refusal | undefined => {
    const outcome = runClaimCheck(demand, subject, subject.isExplained ? () => undefined : onError);
    if (outcome === 'passed') return undefined;
    if (outcome === 'missing') return refuse(codes.missing, `${name} is missing; expected: ${describe}`);
    if (outcome === 'threw') return refuse(codes.failed, `the rule threw: ${describe}`);
    const why = whyNot(demand, subject);
    return refuse(codes.failed, `expected: ${describe}${why === '' ? '' : `; ${why}`}`);
  };
  const { literals } = rule;
  return {
    name: `rule ${name}`,
    expects: describe,
    needs: ['verified'],
    claim,
    run,
    accepts: () => (Array.isArray(literals) ? literals : []),
    found: ({ claims }) => (claim === undefined ? claims : readClaim(claims, claim)),
  };
}

/** The steps of the rules of a policy or an issuer. A failure means a bad token. */
export function policyRuleSteps(rules: readonly ClaimDemand[], report: Report): readonly Step[] {
  return rules.map((rule) => claimRule(rule, POLICY_CODES, report));
}

/** The steps of the rules of a route. A failure or a throw means no access. */
export function routeRuleSteps(rules: readonly ClaimDemand[], report: Report): readonly Step[] {
  return rules.map((rule) => claimRule(rule, ROUTE_CODES, report));
}
