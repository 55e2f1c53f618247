import type { ClaimDemand } from '../claims/index.js';
import type { NormalizedClients } from '../clients/index.js';
import type { SignatureAlgorithm, KeyOrigin, RefreshTimes } from '../keys/index.js';
import type { OperationCondition, RouteCondition } from '../routes/index.js';
import type { TokenOrigin, VerifiedTokenCacheBounds } from '../tokens/index.js';
import type { DeclaredIssuerOptions } from './issuer-options.js';
import type { DeclaredModuleOptions } from './module-options.js';
import type { StartNotice } from './option-values.js';
import type { DeclaredPolicyOptions } from './policy-options.js';

/** The declared options that the library uses in the form in which they are given. */
type Same<Declared, Different extends keyof Declared> = Readonly<Omit<Declared, Different>>;

/** An issuer with every default filled in. */
export interface NormalizedIssuer extends Same<
  DeclaredIssuerOptions,
  'audience' | 'algorithms' | 'jwksUri' | 'keys' | 'jwks' | 'types' | 'checks'
> {
  /** Null: not checked. */
  readonly audience: ReadonlySet<string> | null;
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  readonly keyOrigin: KeyOrigin;
  readonly refreshTimes: RefreshTimes;
  /** Normalized `typ` values; null among them stands for a token without `typ`. Null: not checked. */
  readonly types: ReadonlySet<string | null> | null;
  readonly checks: readonly ClaimDemand[];
}

/** A policy with every default filled in. */
export interface NormalizedPolicy extends Same<
  DeclaredPolicyOptions,
  'issuers' | 'origin' | 'checks' | 'clients' | 'appliesTo'
> {
  readonly issuers: readonly NormalizedIssuer[];
  readonly origin: TokenOrigin;
  readonly checks: readonly ClaimDemand[];
  readonly clients: NormalizedClients | undefined;
  /** Rows for HTTP, of which any may match. Undefined: it has no rows, and applies to every call. */
  readonly appliesTo: readonly RouteCondition[] | undefined;
  /** Rows for other transports. Undefined where `appliesTo` is. */
  readonly operations: readonly OperationCondition[] | undefined;
}

/** The options as the rest of the library reads them: validated, defaulted, compiled, frozen. */
export interface NormalizedOptions extends Same<
  DeclaredModuleOptions,
  'policies' | 'issuers' | 'checks' | 'tokenCache' | 'notices'
> {
  readonly policies: readonly NormalizedPolicy[];
  /** Undefined: switched off. */
  readonly tokenCache: VerifiedTokenCacheBounds | undefined;
  readonly notices: readonly StartNotice[];
  /** What is odd about the options, each with its place. */
  readonly warnings: readonly string[];
  /** Every check that the options switch off, as a sentence that is logged at start. */
  readonly optOuts: readonly string[];
}
