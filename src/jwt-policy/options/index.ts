export { JWKS_BOUNDS } from './jwks-bounds.js';
export { claimToHeaderProblem, repeatedHeader } from './normalize-claims-to-headers.js';
export { normalizeOptions } from './normalize-options.js';
export type { NormalizedIssuer, NormalizedOptions, NormalizedPolicy } from './normalized-options.js';
export type {
  AppliesToOptions,
  ClaimToHeader,
  IssuerOptions,
  JwksOptions,
  JwtPolicyOptions,
  StartNotice,
  PolicyOptions,
  RefusalHint,
  ResponseStyle,
  TokenCacheOptions,
} from './options.js';
export { Problems } from './problems.js';
