import { describeClaimPath, isClaimPath, readClaim, type ClaimPath } from './claim-path.js';
import {
  compileRule,
  isRuleInput,
  literalProblem,
  type DescribedRule,
  type RuleContext,
  type RuleInput,
} from './rule.js';
import { JwtPolicyError } from '../errors/index.js';
import { isPlainObject } from './claims.js';
import { dropPromise } from './drop-promise.js';

/** One claim and what it must satisfy. Without `claim` the rule judges the claims as a whole. */
export interface ClaimCheckOptions {
  /** The claim: its whole name, or a list of names for a nested one. */
  readonly claim?: ClaimPath;
  readonly rule: RuleInput;
  /**
   * `false`: an absent claim passes, a present one is judged.
   * @default true
   */
  readonly mandatory?: boolean;
}

/** A compiled claim check. */
export interface ClaimDemand {
  readonly claim: ClaimPath | undefined;
  readonly rule: DescribedRule;
  readonly mandatory: boolean;
  /** In words: `token_use is "access"`. */
  readonly describe: string;
  /** What a reader should know of the rule, in sentences. */
  readonly warnings: readonly string[];
}

/** What came of a claim check. */
export type ClaimOutcome = 'passed' | 'missing' | 'failed' | 'threw';

const KNOWN_NAMES = ['claim', 'rule', 'mandatory'];

/** What is wrong with a claim check, in words, or undefined. */
export function claimCheckProblem(input: unknown): string | undefined {
  if (!isPlainObject(input)) return 'must be an object such as { claim: "token_use", rule: "access" }.';
  const unknown = Object.keys(input).filter((name) => !KNOWN_NAMES.includes(name));
  if (unknown.length > 0)
    return `has the unknown name ${JSON.stringify(unknown[0])}; known: ${KNOWN_NAMES.join(', ')}.`;
  if ('claim' in input && !isClaimPath(input['claim'])) {
    return 'claim must be a non-empty name, or a non-empty list of names for a nested claim.';
  }
  if (!isRuleInput(input['rule'])) {
    return 'rule must be a string, finite number or boolean, a non-empty list of those, a predicate function, or an object { describe, run }.';
  }
  const rule: unknown = input['rule'];
  const unsafe = (Array.isArray(rule) ? rule : [rule]).map(literalProblem).find(Boolean);
  if (unsafe !== undefined) return unsafe;
  if (isPlainObject(rule) && typeof rule['problem'] === 'string') return rule['problem'];
  if (!('claim' in input) && typeof input['rule'] !== 'function' && !isPlainObject(input['rule'])) {
    return 'a rule without a claim must be a predicate function or an object { describe, run }.';
  }
  if ('mandatory' in input && typeof input['mandatory'] !== 'boolean')
    return 'mandatory must be true or false.';
  return undefined;
}

/** Compiles a claim check that `claimCheckProblem` has nothing against. */
export function compileClaimDemand({ claim, rule, mandatory = true }: ClaimCheckOptions): ClaimDemand {
  const compiled = compileRule(rule);
  const path = Array.isArray(claim) ? Object.freeze([...claim]) : claim;
  const subject = path === undefined ? 'the token' : describeClaimPath(path);
  const describe = `${subject} ${compiled.describe}${mandatory ? '' : ' where present'}`;
  return Object.freeze({
    claim: path,
    rule: compiled,
    mandatory,
    describe,
    warnings: compiled.warnings ?? [],
  });
}

/** Told to `onError` when a rule returns a promise. */
export class AsyncRuleError extends JwtPolicyError {
  override readonly name = 'AsyncRuleError';
  readonly code = 'RULE_ASYNCHRONOUS';

  constructor() {
    super('the rule returned a promise; rules are synchronous');
  }
}

function judgedValue({ claim }: ClaimDemand, { claims }: RuleContext): unknown {
  return claim === undefined ? claims : readClaim(claims, claim);
}

/** What a rule says of a value that it did not pass, or an empty text. */
export function whyNot(demand: ClaimDemand, context: RuleContext): string {
  try {
    const said: unknown = demand.rule.whyNot?.(judgedValue(demand, context), context);
    return typeof said === 'string' ? said : '';
  } catch {
    return '';
  }
}

/**
 * Judges one claim check. Never throws: a rule that throws, or returns anything but `true`, does not pass.
 * `onError` hears what was thrown.
 */
export function judgeClaim(
  demand: ClaimDemand,
  context: RuleContext,
  onError: (error: unknown) => void,
): ClaimOutcome {
  const value = judgedValue(demand, context);
  if (value === undefined) return demand.mandatory ? 'missing' : 'passed';
  try {
    const result: unknown = demand.rule.run(value, context);
    if (dropPromise(result)) throw new AsyncRuleError();
    return result === true ? 'passed' : 'failed';
  } catch (error) {
    onError(error);
    return 'threw';
  }
}
