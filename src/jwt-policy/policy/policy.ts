import type { RouteCondition } from '../routes/index.js';
import type { ClaimToHeader } from '../options/index.js';
import type { ResponseStyle } from '../responses/index.js';
import type { TokenOrigin } from '../tokens/index.js';
import type { PolicyIssuer } from './policy-issuer.js';
import type { CachedTokens } from './cached-tokens.js';
import type { Step } from './step.js';

/**
 * What is done with a token of one issuer, in order: one list. The lists of a policy begin with the same steps, up to
 * the one that names the issuer; from there on the list of that issuer counts.
 */
export interface StepList {
  readonly issuer: PolicyIssuer;
  readonly steps: readonly Step[];
  /** Behind the step that finds the token. A cached token goes on from here at `settledEnd`. */
  readonly tokenEnd: number;
  /** Behind the step that names the issuer. */
  readonly issuerEnd: number;
  /** Behind the step that verifies the claims, and the settled steps that follow it. */
  readonly settledEnd: number;
}

/** A compiled policy. */
export interface Policy {
  readonly name: string;
  /** Where in a call its token is read. */
  readonly origin: TokenOrigin;
  readonly appliesTo: readonly RouteCondition[] | undefined;
  readonly issuers: readonly PolicyIssuer[];
  /** One for each issuer, at its index. */
  readonly lists: readonly StepList[];
  /** Verified tokens of this policy alone: a token verified under one policy is none under another. */
  readonly cached: CachedTokens | undefined;
  /** Claims that are passed on to the handlers as request headers. */
  readonly claimsToHeaders: readonly ClaimToHeader[];
  readonly responses: ResponseStyle;
}
