import type { CallAttributes } from './attributes.js';
import type { PriorAuthentication } from './authentication.js';
import { isPlainObject, isUnsafeNumber, type JwtClaims } from './claims.js';

/** The values that a rule may read beside its claim. */
export interface RuleContext {
  readonly claims: JwtClaims;
  readonly attributes: CallAttributes;
  /** Undefined if no policy has passed before. */
  readonly authentication: PriorAuthentication | undefined;
  /** Milliseconds since the epoch, by the clock of the options. */
  now(): number;
}

/**
 * What a claim must satisfy. `run` must be synchronous and pure; only `true` passes,
 * and a rule that throws refuses the call.
 */
export interface DescribedRule {
  /** In words, for explain and the log: `is "access"`. Must not hold a secret. */
  readonly describe: string;
  /** What is wrong with the rule and what to do about it. It stops the start, with the place of the rule. */
  readonly problem?: string | undefined;
  /** Warnings about the rule, as sentences. They are logged at start, with the place of the rule. */
  readonly warnings?: readonly string[] | undefined;
  /** The values that a claim is compared with, where the rule is that simple: a near miss becomes the likely cause. */
  readonly literals?: readonly ClaimLiteral[] | undefined;
  /** Why a value did not pass, for the log. Must not hold a claim value. A throw is ignored. */
  whyNot?(value: unknown, context: RuleContext): string;
  /** `value` is the claim; for a rule without a claim it is the whole claims object. */
  run(value: unknown, context: RuleContext): boolean;
}

/** A value that a claim is compared with by `===`. A number lies within ±(2^53 - 1): write larger ids as texts. */
export type ClaimLiteral = string | number | boolean;

/** Checks the value of one claim. Only `true` passes. */
export type ClaimPredicate = (value: unknown, context: RuleContext) => boolean;

/** All that `@ClaimRule` and `checks` take: a literal, a set of literals (one of), a predicate or a DescribedRule. */
export type RuleInput = ClaimLiteral | readonly ClaimLiteral[] | ClaimPredicate | DescribedRule;

function isLiteral(value: unknown): value is ClaimLiteral {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isRule(value: unknown): value is DescribedRule {
  return isPlainObject(value) && typeof value['describe'] === 'string' && typeof value['run'] === 'function';
}

/** What is wrong with a literal that no claim can safely be compared with, in words, or undefined. */
export function literalProblem(literal: unknown): string | undefined {
  if (!isUnsafeNumber(literal)) return undefined;
  return 'rule has a number beyond 9007199254740991 (2^53 - 1), where neighbours are one number: have the issuer write the claim as text, and compare it with a text.';
}

/** Whether `compileRule` will take it. */
export function isRuleInput(value: unknown): value is RuleInput {
  // A copy without holes: `every` skips them.
  if (Array.isArray(value)) return value.length > 0 && Array.from<unknown>(value).every(isLiteral);
  return isLiteral(value) || typeof value === 'function' || isRule(value);
}

/**
 * Makes a DescribedRule of every form of rule. A literal passes by `===` and never matches an array that contains it;
 * for a claim that is a list use `includes()` or a predicate.
 */
export function compileRule(input: RuleInput): DescribedRule {
  if (isLiteral(input))
    return { describe: `is ${JSON.stringify(input)}`, literals: [input], run: (value) => value === input };
  if (typeof input === 'function')
    return { describe: `satisfies ${input.name || 'a predicate'}`, run: input };
  if (isRule(input)) return input;
  const accepted: ReadonlySet<unknown> = new Set(input);
  return {
    describe: `is one of ${JSON.stringify(input)}`,
    literals: [...input],
    run: (value) => accepted.has(value),
  };
}

/**
 * A rule for claims that hold a list: passes when the claim is an array with this element, compared by `===`.
 * @example `@ClaimRule('cognito:groups', includes('admins'))`
 */
export function includes(element: ClaimLiteral): DescribedRule {
  return {
    describe: `includes ${JSON.stringify(element)}`,
    problem: literalProblem(element),
    literals: [element],
    run: (value) => Array.isArray(value) && value.includes(element),
  };
}

/**
 * A rule for claims that hold an object with meaningful names, such as roles: passes when the claim is an object with
 * this own name. The value under the name is not read.
 * @example `@ClaimRule('urn:zitadel:iam:org:project:roles', hasKey('admin'))`
 */
export function hasKey(key: string): DescribedRule {
  return {
    describe: `has the key ${JSON.stringify(key)}`,
    ...((typeof key !== 'string' || key === '') && { problem: 'hasKey() needs a text that is not empty.' }),
    run: (value) => isPlainObject(value) && Object.hasOwn(value, key),
  };
}

/** Whether a value is a promise. Nobody waits for it here, so its rejection is caught: it must not end the process. */
export function dropPromise(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('then' in value)) return false;
  Promise.resolve(value).catch(() => undefined);
  return true;
}
