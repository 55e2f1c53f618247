import type { OperationCondition, RouteCondition } from '../routes/index.js';
import type { ClaimToHeader } from '../options/index.js';
import type { ResponseStyle } from '../responses/index.js';
import type { TokenOrigin } from '../tokens/index.js';
import type { PolicyIssuer } from './policy-issuer.js';
import type { CachedTokens } from './cached-tokens.js';
import type { Step } from './step.js';

/**
 * The steps for the tokens of one issuer, in order. All lists of a policy begin with the same steps, up to the one that
 * finds the issuer. After it the list of that issuer is run.
 */
export interface StepList {
  readonly issuer: PolicyIssuer;
  readonly steps: readonly Step[];
  /** The position after the step that finds the token. A cached token continues at `settledEnd`. */
  readonly tokenEnd: number;
  /** The position after the step that finds the issuer. */
  readonly issuerEnd: number;
  /** The position after the step that verifies the claims and the settled steps that follow it. */
  readonly settledEnd: number;
}

/** A compiled policy. */
export interface Policy {
  readonly name: string;
  /** Where in a call its token is read. */
  readonly origin: TokenOrigin;
  /** Its rows for HTTP. Undefined if it has no rows at all: it applies to every call. */
  readonly appliesTo: readonly RouteCondition[] | undefined;
  /** Its rows for other transports. Undefined where `appliesTo` is. */
  readonly operations: readonly OperationCondition[] | undefined;
  readonly issuers: readonly PolicyIssuer[];
  /** One for each issuer, at its index. */
  readonly lists: readonly StepList[];
  /** The verified tokens of this policy alone: a token that one policy has verified is not verified for another. */
  readonly cached: CachedTokens | undefined;
  /** Claims that are passed on to the handlers as request headers. */
  readonly claimsToHeaders: readonly ClaimToHeader[];
  readonly responses: ResponseStyle;
}
