import type { ClaimPath, JwtClaims } from '../claims/index.js';
import type { CauseMender, RefusalCode } from '../errors/index.js';

/** What is known of a refusal when its likely cause is looked for. Nothing of the token can be trusted. */
export interface CauseEvidence {
  readonly code: RefusalCode;
  /** The token as it was sent; an empty text where there was none. */
  readonly token: string;
  /** Empty where the token could not be parsed. */
  readonly claims: JwtClaims;
  /** The time of the decision, in seconds since the epoch. */
  readonly nowSeconds: number;
  /** The values that the refusing step compares with: issuers, audiences, scopes, literals, kids. Empty for other steps. */
  readonly accepts: readonly unknown[];
  /** The value that the refusing step looked at. */
  readonly found: unknown;
  /** The claim that the refusing step looked at, where it is a certain one. */
  readonly claim: ClaimPath | undefined;
}

/** A known mistake, how it is recognised, and who can mend it. It decides nothing. */
export interface KnownCause {
  /** Stable: programs compare it. */
  readonly name: string;
  /** The refusals that it can lead to. */
  readonly codes: readonly RefusalCode[];
  readonly mender: CauseMender;
  /** Who else can: set where the sentence has an "or" between two of them. */
  readonly otherMender?: CauseMender;
  /** One sentence without a full stop: what happened and what to do. It is logged, so it holds no claim value. */
  sentence(evidence: CauseEvidence): string;
  matches(evidence: CauseEvidence): boolean;
}
