export type { CallAttributes } from './attributes.js';
export type { PriorAuthentication } from './authentication.js';
export {
  AsyncRuleError,
  claimCheckProblem,
  compileClaimDemand,
  runClaimCheck,
  whyNot,
  type ClaimCheckOptions,
  type ClaimDemand,
} from './claim-demand.js';
export { describeClaimPath, isClaimPath, meantPath, readClaim, type ClaimPath } from './claim-path.js';
export { isBare, isNestedWithin, isPlainObject, isUnsafeNumber, type JwtClaims } from './claims.js';
export { ClaimsSchema } from './claims-schema.js';
export type { ClientIdSource, TokenSource } from './sources.js';
export {
  type ClaimPredicate,
  compileRule,
  dropPromise,
  hasKey,
  includes,
  type ClaimLiteral,
  type DescribedRule,
  type RuleContext,
  type RuleInput,
} from './rule.js';
export { freezeClaims } from './freeze-claims.js';
export {
  checkAudience,
  checkExpiry,
  checkIssuedAt,
  checkNotBefore,
  checkUnbound,
  type Moment,
} from './registered-claims.js';
export { grantsScope, isScopeToken, readScopes } from './scopes.js';
export type { SchemaIssue, SchemaOutput, SchemaResult, StandardSchema } from './standard-schema.js';
export { checkAccessToken } from './token-kind.js';
export { KnownShapes, weighClaims } from './weigh-claims.js';
