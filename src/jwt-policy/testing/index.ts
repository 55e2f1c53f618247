export type { BadToken, BadTokens } from './bad-token.js';
export type { BadTokenName } from './bad-tokens.js';
export { bearer } from './bearer.js';
export { callRoute, type CallOptions, type CallOutcome } from './call-route.js';
export { everyBadToken, type EveryBadTokenOptions, type TriedBadToken } from './every-bad-token.js';
export type { TestingModuleBuilderLike } from './installation.js';
export type { IssuerFailure } from './issuer-failure.js';
export type { TokenChanges, TokenClaims } from './issuer-state.js';
export { jwtPolicyMatchers, type JwtPolicyMatchers, type MatcherResult } from './matchers.js';
export type { ListeningIssuer, ListenOptions } from './listening-issuer.js';
export { createPolicyApp, type PolicyAppOptions } from './policy-app.js';
export {
  policyMatrix,
  type MatrixCaller,
  type MatrixExpectation,
  type MatrixOptions,
  type MatrixRow,
} from './policy-matrix.js';
export { policyTable, type InitialisedApp } from './policy-table.js';
export { TestClock } from './test-clock.js';
export { createTestIssuer, installIssuers, TestIssuer, type TestIssuerOptions } from './test-issuer.js';
export { TestKitError } from './test-kit-error.js';
