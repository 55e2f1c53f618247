export type { BadToken, BadTokens } from './bad-token.js';
export type { BadTokenName } from './bad-tokens.js';
export { bearer } from './bearer.js';
export type { TestingModuleBuilderLike } from './installation.js';
export type { IssuerFailure } from './issuer-failure.js';
export type { TokenChanges, TokenClaims } from './issuer-state.js';
export { TestClock } from './test-clock.js';
export { createTestIssuer, installIssuers, TestIssuer, type TestIssuerOptions } from './test-issuer.js';
export { TestKitError } from './test-kit-error.js';
