import type { JwtPolicyClock } from '../clock.js';
import type { ClaimDemand, ClaimPath } from '../claims/index.js';
import type { SignatureAlgorithm, FetchFunction, KeyOrigin, RefreshTimes } from '../keys/index.js';
import type { NormalizedClients } from '../clients/index.js';
import type { RouteCondition } from '../routes/index.js';
import type { TokenOrigin, VerifiedTokenCacheBounds } from '../tokens/index.js';
import type { ClaimToHeader, StartNotice, RefusalHint, ResponseStyle } from './options.js';

/** An issuer with every default filled in. */
export interface NormalizedIssuer {
  readonly issuer: string | null;
  /** Null: not checked. */
  readonly audience: ReadonlySet<string> | null;
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  readonly keyOrigin: KeyOrigin;
  readonly refreshTimes: RefreshTimes;
  readonly clockToleranceSeconds: number;
  readonly requireAud: boolean;
  readonly requireExp: boolean;
  readonly requireNbf: boolean;
  readonly maxAgeSeconds: number | undefined;
  /** Normalized `typ` values; null among them stands for a token without `typ`. Null: not checked. */
  readonly types: ReadonlySet<string | null> | null;
  readonly acceptBoundTokens: boolean;
  readonly acceptIdTokens: boolean;
  readonly allowMissingKid: boolean;
  readonly scopeFrom: readonly ClaimPath[];
  readonly checks: readonly ClaimDemand[];
  readonly hints: readonly RefusalHint[];
}

/** A policy with every default filled in. */
export interface NormalizedPolicy {
  readonly name: string;
  readonly issuers: readonly NormalizedIssuer[];
  readonly origin: TokenOrigin;
  readonly checks: readonly ClaimDemand[];
  readonly clients: NormalizedClients | undefined;
  readonly claimsToHeaders: readonly ClaimToHeader[];
  readonly responses: ResponseStyle;
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
  readonly dangerouslyAllowUnguardedHandlers: boolean;
  readonly clock: JwtPolicyClock;
  readonly fetch: FetchFunction;
  readonly notices: readonly StartNotice[];
  /** What is odd about the options, each with its place. */
  readonly warnings: readonly string[];
  /** Every check that the options switch off, as a sentence to be said at start. */
  readonly optOuts: readonly string[];
}
