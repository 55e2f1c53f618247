import type { Clock } from '../clock.js';
import type { ClaimCheckOptions, ClaimPath } from '../claims/index.js';
import type { Algorithm, FetchFunction, StaticKeyOptions } from '../keys/index.js';

/** How a fetched key set is kept. */
export interface JwksOptions {
  /**
   * Seconds for which a key set is fresh. A withdrawn key stops working at the first call after that.
   * 30…86400. @default 3600
   */
  readonly timeToLiveSeconds?: number;
  /**
   * Seconds after its time to live for which the last good set serves while no newer one can be had.
   * 0…604800. @default 3600
   */
  readonly maxStaleSeconds?: number;
  /** Milliseconds for the whole fetch, body included. 100…60000. @default 5000 */
  readonly timeoutMs?: number;
  /** Seconds in which tokens with unknown kids cause at most one fetch. 1…3600. @default 30 */
  readonly cooldownSeconds?: number;
  /** Accept plain http:// beyond this machine: whoever is on the way can then replace the keys. @default false */
  readonly allowInsecureHttp?: boolean;
}

/** Who signs tokens, and what must hold for every token of that issuer. */
export interface IssuerOptions {
  /**
   * The exact `iss` of the tokens (RFC 7519 §4.1.1). `null` accepts any issuer, none too, and is allowed only for the
   * sole issuer of a policy.
   */
  readonly issuer: string | null;
  /** The `aud` values of which a token must have one (RFC 7519 §4.1.3). `null` leaves the audience unchecked. */
  readonly audience: string | readonly string[] | null;
  /** The accepted `alg` values. Symmetric and asymmetric ones cannot be mixed. @default ['RS256'] */
  readonly algorithms?: readonly Algorithm[];
  /**
   * Where the key set is; several are used as one set, and each fails by itself.
   * @default the `jwks_uri` of the issuer's OpenID Connect discovery document
   */
  readonly jwksUri?: string | readonly string[];
  /** Keys at hand, instead of `jwksUri` and discovery. */
  readonly keys?: StaticKeyOptions | readonly StaticKeyOptions[];
  readonly jwks?: JwksOptions;
  /** Seconds by which the clocks of issuer and service may differ. 0…300. @default 60 */
  readonly clockToleranceSeconds?: number;
  /** `false` accepts tokens that never expire. @default true */
  readonly requireExp?: boolean;
  /** Refuse tokens issued longer ago than this, by `iat`, which is then required. @default no limit */
  readonly maxAgeSeconds?: number;
  /**
   * The accepted `typ` values (RFC 8725 §3.11), in any letter case, with or without `application/`; `null` stands for
   * a token without `typ`. @default [null, 'JWT', 'at+jwt']
   */
  readonly types?: readonly (string | null)[];
  /** `true` accepts tokens bound to a key (`cnf`, RFC 7800) without proof of possession. @default false */
  readonly acceptBoundTokens?: boolean;
  /** `true`: a token without `kid` may use the key set's key, if it has exactly one. @default false */
  readonly allowMissingKid?: boolean;
  /** Where scopes are read; all of them count together. @default ['scope', 'scp'] */
  readonly scopeFrom?: readonly ClaimPath[];
  /** What the claims of this issuer's tokens must satisfy; a failure is a bad token (401). @default [] */
  readonly checks?: readonly ClaimCheckOptions[];
}

/** One row of where a policy applies: all that is given must match. */
export interface AppliesToOptions {
  /**
   * The pattern of the route as the router knows it, global prefix and version included: `/orders/:id`.
   * `*` stands for one segment, `**` at the end for any number, `:name` for a parameter of any name.
   * @default every route
   */
  readonly path?: string | readonly string[];
  /** HTTP methods; GET covers HEAD, which Nest routes to the same handler. @default every method */
  readonly methods?: readonly string[];
}

/** Token origin, issuers, checks, and where they apply. */
export interface PolicyOptions {
  /** Unique; `@UsePolicy` and logs name it. */
  readonly name: string;
  readonly issuers: readonly IssuerOptions[];
  /** What the claims of every token must satisfy, whoever issued it; a failure is a bad token (401). @default [] */
  readonly checks?: readonly ClaimCheckOptions[];
  /** Any of the rows. @default every route */
  readonly appliesTo?: readonly AppliesToOptions[];
}

/** How much of verified tokens is remembered, for each policy by itself. */
export interface TokenCacheOptions {
  /** 1…1000000. @default 20000 */
  readonly maxEntries?: number;
  /** Estimated bytes in memory; an entry takes about 1 kB. 100000…1000000000. @default 20000000 */
  readonly maxBytes?: number;
}

interface CommonOptions {
  /** What happens on a guarded route that no policy applies to: `deny` is 403. @default 'deny' */
  readonly unmatchedRoutes?: 'deny' | 'allow';
  /**
   * Remembers tokens whose signature was verified, so that the next call with one costs no signature. Every time
   * check, rule and demand is judged anew; a withdrawn key takes its tokens along. `false` switches it off.
   * @default on
   */
  readonly tokenCache?: TokenCacheOptions | false;
  /** `true`: the application does not start unless every key set could be fetched. @default false */
  readonly failFast?: boolean;
  /** Where the time is read. @default the clock of the machine */
  readonly clock?: Clock;
  /** What fetches key sets and discovery documents, to add a proxy or a CA. @default the global fetch */
  readonly fetch?: FetchFunction;
}

/** The options of `JwtPolicyModule`: several policies, or the issuers of the one policy `default`. */
export type JwtPolicyOptions = CommonOptions &
  (
    | { readonly policies: readonly PolicyOptions[]; readonly issuers?: never; readonly checks?: never }
    | {
        readonly issuers: readonly IssuerOptions[];
        readonly checks?: readonly ClaimCheckOptions[];
        readonly policies?: never;
      }
  );
