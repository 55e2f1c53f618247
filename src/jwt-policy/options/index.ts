export type { ClientsOptions } from './clients-options.js';
export {
  IfGiven,
  IsFlag,
  IsText,
  IsTexts,
  IsTextOrTexts,
  Must,
  OrDefault,
  OrNull,
  type OptionsOf,
  type Unvalidated,
} from './declare-options.js';
export type { IssuerOptions } from './issuer-options.js';
export { JWKS_BOUNDS, type JwksOptions } from './jwks-options.js';
export type { JwtPolicyOptions, TokenCacheOptions } from './module-options.js';
export { claimToHeaderProblem, repeatedHeader } from './normalize-claims-to-headers.js';
export { registryProblems } from './normalize-clients.js';
export { normalizeOptions } from './normalize-options.js';
export type { NormalizedIssuer, NormalizedOptions, NormalizedPolicy } from './normalized-options.js';
export type { ClaimToHeader, StartNotice, RefusalHint } from './option-values.js';
export type { AppliesToOptions, PolicyOptions } from './policy-options.js';
export { Problems } from './problems.js';
export { validateOptions, type OptionsClass, type ValuesOf } from './validate-options.js';
