import type { KeySource } from '../keys/index.js';
import type { RouteCondition } from '../routes/index.js';
import type { NormalizedIssuer } from './normalized-options.js';
import type { ClaimToHeader, ResponseStyle } from './options.js';
import type { RememberedTokens } from './remembered-tokens.js';
import type { ImmediateStep, Step } from './step.js';

/** An issuer of a policy, with its keys, and the steps that follow once the token has named it. */
export interface PolicyIssuer {
  readonly options: NormalizedIssuer;
  readonly keys: KeySource;
  /** From the issuer to verified claims: what they decide is fixed by token and key. */
  readonly proving: readonly Step[];
  /** What is judged at each call: times, and what the claims must satisfy. */
  readonly checking: readonly Step[];
}

/**
 * A compiled policy. Its list of steps is `finding`, `reading`, then `proving` and `checking` of the issuer that the
 * token names. For a token that is remembered, `reading` and `proving` have been done before.
 */
export interface Policy {
  readonly name: string;
  readonly appliesTo: readonly RouteCondition[] | undefined;
  /** From the call to the token. */
  readonly finding: readonly ImmediateStep[];
  /** From the token to its issuer. */
  readonly reading: readonly ImmediateStep[];
  readonly issuers: readonly PolicyIssuer[];
  /** Verified tokens of this policy alone: a token verified under one policy is none under another. */
  readonly remembered: RememberedTokens | undefined;
  /** Claims that are passed on to the handlers as request headers. */
  readonly claimsToHeaders: readonly ClaimToHeader[];
  readonly responses: ResponseStyle;
}
