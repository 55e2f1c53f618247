export type { CallAttributes } from './attributes.js';
export type { PriorAuthentication } from './authentication.js';
export {
  AsyncRuleError,
  claimCheckProblem,
  compileClaimDemand,
  judgeClaim,
  whyNot,
  type ClaimCheckOptions,
  type ClaimDemand,
} from './claim-demand.js';
export { describeClaimPath, isClaimPath, readClaim, type ClaimPath } from './claim-path.js';
export { isBare, isPlainObject, type JwtClaims } from './claims.js';
export { ClaimsSchema } from './claims-schema.js';
export type { ClientIdSource } from './client-id-source.js';
export { dropPromise } from './drop-promise.js';
export { freezeClaims, type ClaimsWeight } from './freeze-claims.js';
export { KnownShapes } from './known-shapes.js';
export { isNestedWithin } from './nesting.js';
export {
  checkAudience,
  checkExpiry,
  checkIssuedAt,
  checkNotBefore,
  checkUnbound,
  type Moment,
} from './registered-claims.js';
export {
  compileRule,
  hasKey,
  includes,
  type ClaimPredicate,
  type ClaimLiteral,
  type DescribedRule,
  type RuleContext,
  type RuleInput,
} from './rule.js';
export { grantsScope, isScopeToken, readScopes } from './scopes.js';
export type { SchemaIssue, SchemaOutput, SchemaResult, StandardSchema } from './standard-schema.js';
export { checkAccessToken } from './token-kind.js';
export type { TokenSource } from './token-source.js';
export { isUnsafeNumber } from './unsafe-number.js';
