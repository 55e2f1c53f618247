import type { Clock } from '../clock.js';
import type { ClaimDemand, ClaimPath } from '../claims/index.js';
import type { Algorithm, FetchFunction, KeyOrigin, RefreshTimes } from '../keys/index.js';
import type { VerifiedTokenCacheBounds } from '../tokens/index.js';
import type { RouteCondition } from './route-pattern.js';

/** An issuer with every default filled in. */
export interface NormalizedIssuer {
  readonly issuer: string | null;
  /** Null: not checked. */
  readonly audience: ReadonlySet<string> | null;
  readonly algorithms: ReadonlySet<Algorithm>;
  readonly keyOrigin: KeyOrigin;
  readonly refreshTimes: RefreshTimes;
  readonly clockToleranceSeconds: number;
  readonly requireExp: boolean;
  readonly maxAgeSeconds: number | undefined;
  /** Normalized `typ` values; null stands for a token without `typ`. */
  readonly types: ReadonlySet<string | null>;
  readonly acceptBoundTokens: boolean;
  readonly allowMissingKid: boolean;
  readonly scopeFrom: readonly ClaimPath[];
  readonly checks: readonly ClaimDemand[];
}

/** A policy with every default filled in. */
export interface NormalizedPolicy {
  readonly name: string;
  readonly issuers: readonly NormalizedIssuer[];
  readonly checks: readonly ClaimDemand[];
  /** Rows, of which any may match. Undefined: it applies to every route. */
  readonly appliesTo: readonly RouteCondition[] | undefined;
}

/** The options as the rest of the library reads them: judged, defaulted, compiled, frozen. */
export interface NormalizedOptions {
  readonly policies: readonly NormalizedPolicy[];
  readonly unmatchedRoutes: 'deny' | 'allow';
  /** Undefined: switched off. */
  readonly tokenCache: VerifiedTokenCacheBounds | undefined;
  readonly failFast: boolean;
  readonly clock: Clock;
  readonly fetch: FetchFunction;
  /** Every check that the options switch off, as a sentence to be said at start. */
  readonly optOuts: readonly string[];
}
