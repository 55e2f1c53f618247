export type { Demands, TokenNeed } from './demands.js';
export { outline, type OutlinedStep } from './outline.js';
export { compilePlan, type Plan } from './plan.js';
export { compilePolicy } from './compile-policy.js';
export { decide } from './decide.js';
export { explain, type ExplainedStep, type Explanation } from './explain.js';
export { JWKS_BOUNDS } from './jwks-bounds.js';
export { claimToHeaderProblem, repeatedHeader } from './normalize-claims-to-headers.js';
export { normalizeOptions } from './normalize-options.js';
export type { NormalizedIssuer, NormalizedOptions } from './normalized-options.js';
export type {
  AppliesToOptions,
  ClaimToHeader,
  IssuerOptions,
  JwksOptions,
  JwtPolicyOptions,
  Notice,
  PolicyOptions,
  RefusalHint,
  ResponseStyle,
  TokenCacheOptions,
} from './options.js';
export type { Policy } from './policy.js';
export type { Client } from './subject.js';
export { Problems } from './problems.js';
export type { Granted, GrantedAnonymously, PolicyResult, Refused, Verdict } from './verdict.js';
