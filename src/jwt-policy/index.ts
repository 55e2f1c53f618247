export { JwtPolicyModule } from './jwt-policy.module.js';
export {
  ClaimRule,
  Claims,
  GuardedElsewhere,
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
  type Authentication,
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
  type Refusal,
  type RefusalCode,
} from './errors/index.js';
export { ALGORITHM_NAMES, type Algorithm } from './keys/index.js';
export type {
  DerivedKeyOptions,
  FetchFunction,
  KeyContext,
  KeySetState,
  StaticKeyOptions,
} from './keys/index.js';
export {
  keyvClients,
  type ClientIdSource,
  type ClientRecord,
  type ClientRegistry,
  type ClientsOptions,
  type KeyvStore,
} from './clients/index.js';
export type { TokenSource } from './tokens/index.js';
export type {
  AppliesToOptions,
  CallCondition,
  ClaimToHeader,
  Client,
  ExplainedStep,
  Explanation,
  Granted,
  GrantedAnonymously,
  IssuerOptions,
  JwksOptions,
  JwtPolicyOptions,
  Notice,
  PolicyOptions,
  PolicyResult,
  Refused,
  ResponseStyle,
  TokenCacheOptions,
  Verdict,
} from './policy/index.js';
export type { Clock } from './clock.js';
export type { CallDetails } from './transports/index.js';
export { cognito, type CognitoOptions } from './presets/index.js';
