import {
  claimCheckProblem,
  compileClaimDemand,
  type ClaimCheckOptions,
  type ClaimPath,
  type ClaimPredicate,
  type DescribedRule,
  type RuleInput,
} from '../../claims/index.js';
import { declare } from '../declarations.js';

/** The options of `@ClaimRule`. */
export interface ClaimRuleOptions {
  /** `false`: an absent claim passes, a present one must satisfy the rule. @default true */
  readonly mandatory?: boolean;
}

/**
 * A claim of the token must satisfy a rule; otherwise 403 `CLAIM_RULE_FAILED`. The rule is a literal, a list of
 * literals (one of them), a predicate `(value, { claims, attributes }) => boolean`, or a `DescribedRule`. A call is
 * refused if its rule throws. Without a claim, a predicate or `DescribedRule` gets the claims as a whole. Repeated
 * rules must all pass.
 * @example
 * `@ClaimRule('token_use', 'access')`
 * `@ClaimRule('client_id', ['orders-batch', 'orders-web'])`
 * `@ClaimRule(['realm_access', 'roles'], includes('admin'))`
 * `@ClaimRule('sub', (sub, { attributes }) => sub === attributes.uriParams.owner)`
 */
export function ClaimRule(rule: ClaimPredicate | DescribedRule): ClassDecorator & MethodDecorator;
export function ClaimRule(
  claim: ClaimPath,
  rule: RuleInput,
  options?: ClaimRuleOptions,
): ClassDecorator & MethodDecorator;
export function ClaimRule(
  claimOrRule: ClaimPath | ClaimPredicate | DescribedRule,
  rule?: RuleInput,
  options?: ClaimRuleOptions,
): ClassDecorator & MethodDecorator {
  const check: unknown =
    rule === undefined ? { ...options, rule: claimOrRule } : { ...options, claim: claimOrRule, rule };
  const problem = claimCheckProblem(check);
  if (problem !== undefined) return declare({ kind: 'mistake', message: `@ClaimRule(): ${problem}` });
  return declare({ kind: 'rule', rule: compileClaimDemand(check as ClaimCheckOptions) });
}
