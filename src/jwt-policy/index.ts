export { JwtPolicyModule } from './jwt-policy.module.js';
export {
  ClaimRule,
  Claims,
  GuardedElsewhere,
  JWT_POLICY_CLOCK,
  JWT_POLICY_FETCH,
  JWT_POLICY_RANDOM,
  JwtPolicyGuard,
  JwtPolicyService,
  OptionalToken,
  Public,
  RequireAnyScope,
  RequireScope,
  typedClaims,
  UsePolicy,
  type CallDemands,
  type ClaimsOf,
  type ClaimRuleOptions,
  type OptionalTokenOptions,
  type TypedClaims,
} from './guard/index.js';
export {
  hasKey,
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
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
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
export {
  rfc6750Responses,
  type PublicRefusal,
  type RefusalBody,
  type RefusalResponse,
  type ResponseStyle,
} from './responses/index.js';
export type { CallCondition } from './routes/index.js';
export type { TokenSource } from './tokens/index.js';
export type {
  AppliesToOptions,
  ClaimToHeader,
  IssuerOptions,
  JwksOptions,
  JwtPolicyOptions,
  Notice,
  PolicyOptions,
  RefusalHint,
  TokenCacheOptions,
} from './options/index.js';
export type {
  Client,
  ExplainedStep,
  Explanation,
  Granted,
  GrantedAnonymously,
  PolicyResult,
  Refused,
  Verdict,
} from './policy/index.js';
export type { Clock } from './clock.js';
export {
  jwtPolicyOf,
  RefusedException,
  transportCall,
  type CallDetails,
  type DiscoveredApp,
  type DiscoveredHandler,
  type GuardedRequest,
  type HandlerKind,
  type JwtPolicyState,
  type Transport,
  type TransportCall,
  type TransportCallDetails,
  type TransportProblem,
} from './transports/index.js';
export type {
  AnonymousEvent,
  DecisionEvent,
  DecisionObserver,
  GrantedEvent,
  RefusedEvent,
  RefusedToken,
} from './observe/index.js';
export {
  auth0,
  cloudflareAccess,
  cognito,
  entra,
  firebase,
  google,
  googleIap,
  keycloak,
  oidc,
  okta,
  type Auth0Options,
  type CloudflareAccessOptions,
  type CognitoOptions,
  type EntraOptions,
  type FirebaseOptions,
  type GoogleIapOptions,
  type GoogleOptions,
  type KeycloakOptions,
  type OidcOptions,
  type OktaOptions,
} from './presets/index.js';
