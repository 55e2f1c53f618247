export { JwtPolicyModule } from './jwt-policy.module.js';
export {
  ClaimRule,
  Claims,
  JwtPolicyGuard,
  JwtPolicyService,
  OptionalToken,
  Public,
  RefusedException,
  RequireAnyScope,
  RequireScope,
  UsePolicy,
  type CallDemands,
  type ClaimRuleOptions,
  type GuardedRequest,
  type JwtPolicyState,
  type OptionalTokenOptions,
} from './guard/index.js';
export {
  includes,
  type Attributes,
  type ClaimCheckOptions,
  type ClaimPath,
  type ClaimPredicate,
  type JwtClaims,
  type Literal,
  type Rule,
  type RuleContext,
  type RuleInput,
} from './claims/index.js';
export {
  JwtPolicyConfigurationError,
  KeysMissingError,
  type ConfigurationProblem,
  type RefusalCode,
} from './errors/index.js';
export { ALGORITHM_NAMES, type Algorithm } from './keys/index.js';
export type { FetchFunction, KeySetState, StaticKeyOptions } from './keys/index.js';
export type {
  AppliesToOptions,
  ExplainedStep,
  Explanation,
  Granted,
  GrantedAnonymously,
  IssuerOptions,
  JwksOptions,
  JwtPolicyOptions,
  PolicyOptions,
  PolicyResult,
  Refused,
  TokenCacheOptions,
  Verdict,
} from './policy/index.js';
export type { Clock } from './clock.js';
export type { CallDetails } from './transports/index.js';
export { cognito, type CognitoOptions } from './presets/index.js';
