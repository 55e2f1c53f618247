export { ClaimRule, type ClaimRuleOptions } from './decorators/claim-rule.decorator.js';
export { Claims } from './decorators/claims.decorator.js';
export { GuardedElsewhere } from './decorators/guarded-elsewhere.decorator.js';
export { OptionalToken, type OptionalTokenOptions } from './decorators/optional-token.decorator.js';
export { Public } from './decorators/public.decorator.js';
export { RequireAnyScope, RequireScope } from './decorators/require-scope.decorator.js';
export { typedClaims, type ClaimsOf, type TypedClaims } from './decorators/typed-claims.js';
export { UsePolicy } from './decorators/use-policy.decorator.js';
export { Handlers } from './handlers.js';
export {
  edgeProviders,
  IS_CALLED_IN_PROCESS,
  JWT_POLICY_CLOCK,
  JWT_POLICY_FETCH,
  JWT_POLICY_OPTIONS,
  JWT_POLICY_RANDOM,
  JWT_POLICY_TRANSPORTS,
  NORMALIZED_OPTIONS,
  normalizeGiven,
} from './injection-tokens.js';
export { inspectionProvider } from './inspection-provider.js';
export { JwtPolicyGuard } from './jwt-policy.guard.js';
export type { CallDemands } from './call-demands.js';
export { CallExplainer } from './explainer/call-explainer.js';
export { ExplainLimitError } from './explainer/explain-limit.error.js';
export { type ExplainRequest, normalizeExplainRequest } from './explainer/explain-request.js';
export { JwtPolicyExplainer } from './jwt-policy-explainer.js';
export { JwtPolicyRoutes } from './jwt-policy-routes.js';
export { JwtPolicyService, type PreparedDemands } from './jwt-policy.service.js';
export { Plans } from './plans.js';
export { MessageServers } from './reach/message-servers.js';
export { handleConnection } from './reach/find-handlers.js';
export { Reach } from './reach/reach.js';
export { HandlerDescriptions } from './table/handler-descriptions.js';
export { JwtPolicyRuntime } from './runtime.js';
export { Transports } from './transports.js';
export { watchMember } from './watched-members.js';
