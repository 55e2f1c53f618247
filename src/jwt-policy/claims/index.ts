export type { Attributes } from './attributes.js';
export type { Authentication } from './authentication.js';
export {
  AsyncRuleError,
  claimCheckProblem,
  compileClaimDemand,
  judgeClaim,
  type ClaimCheckOptions,
  type ClaimDemand,
} from './claim-demand.js';
export { describeClaimPath, isClaimPath, readClaim, type ClaimPath } from './claim-path.js';
export { isBare, isPlainObject, type JwtClaims } from './claims.js';
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
  includes,
  type ClaimPredicate,
  type Literal,
  type Rule,
  type RuleContext,
  type RuleInput,
} from './rule.js';
export { grantsScope, isScopeToken, readScopes } from './scopes.js';
export type { TokenSource } from './token-source.js';
