import type { JwtPolicyClock } from '../clock.js';
import type { ClaimCheckOptions, ClaimPath, JwtClaims } from '../claims/index.js';
import type { ClientsOptions } from '../clients/index.js';
import type { RefusalCode } from '../errors/index.js';
import type {
  SignatureAlgorithm,
  DerivedKeyOptions,
  FetchFunction,
  StaticKeyOptions,
  UnverifiedKeys,
} from '../keys/index.js';
import type { CallCondition } from '../routes/index.js';
import type { TokenSource } from '../tokens/index.js';

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
  /**
   * What the log and the state of the key sets show in the place of URLs that hold a secret.
   * @default the URL without its query
   */
  readonly shownAs?: string;
}

/** A known mistake and what its token looks like. It is told in the log beside a refusal, and decides nothing. */
export interface RefusalHint {
  /** The refusal that the mistake leads to. */
  readonly code: RefusalCode;
  /** One sentence without a full stop: what the token probably is, and what to do. Must not hold a claim value. */
  readonly message: string;
  /**
   * Asked about a refused token, so nothing it reads can be trusted. `claims` is empty where the token could not be
   * parsed. Only `true` counts; a throw is ignored.
   */
  matches(claims: JwtClaims, token: string): boolean;
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
  /** `false`: a token without `aud` passes, one that has it is judged. @default true */
  readonly requireAud?: boolean;
  /** The accepted `alg` values. Symmetric and asymmetric ones cannot be mixed. @default ['RS256'] */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /**
   * Where the key set is; several are used as one set, and each fails by itself.
   * @default the `jwks_uri` of the issuer's OpenID Connect discovery document
   */
  readonly jwksUri?: string | readonly string[];
  /** Keys at hand, instead of `jwksUri` and discovery. */
  readonly keys?: StaticKeyOptions | readonly StaticKeyOptions[] | DerivedKeyOptions | UnverifiedKeys;
  readonly jwks?: JwksOptions;
  /** Seconds by which the clocks of issuer and service may differ. 0…300. @default 60 */
  readonly clockToleranceSeconds?: number;
  /** `false` accepts tokens that never expire. @default true */
  readonly requireExp?: boolean;
  /** `true` refuses tokens without `nbf`; one that has it is judged in any case. @default false */
  readonly requireNbf?: boolean;
  /** Refuse tokens issued longer ago than this, by `iat`, which is then required. @default no limit */
  readonly maxAgeSeconds?: number;
  /**
   * The accepted `typ` values (RFC 8725 §3.11), in any letter case, with or without `application/`; `null` stands for
   * a token without `typ`. `null` instead of a list accepts any. @default [null, 'JWT', 'at+jwt']
   */
  readonly types?: readonly (string | null)[] | null;
  /** `true` accepts tokens bound to a key (`cnf`, RFC 7800) without proof of possession. @default false */
  readonly acceptBoundTokens?: boolean;
  /**
   * `true` accepts id tokens, refresh tokens and logout tokens, which otherwise are refused by what they say of
   * themselves (RFC 8725 §3.12): `at_hash`, `c_hash`, `s_hash`, `token_use`, the claim `typ`, a logout event in
   * `events`. @default false
   */
  readonly acceptIdTokens?: boolean;
  /** `true`: a token without `kid` may use the key set's key, if it has exactly one. @default false */
  readonly allowMissingKid?: boolean;
  /** Where scopes are read; all of them count together. @default ['scope', 'scp'] */
  readonly scopeFrom?: readonly ClaimPath[];
  /** What the claims of this issuer's tokens must satisfy; a failure is a bad token (401). @default [] */
  readonly checks?: readonly ClaimCheckOptions[];
  /** Known mistakes, told in the log beside a refusal; the first that matches is told. @default [] */
  readonly hints?: readonly RefusalHint[];
}

/** One row of where a policy applies: all that is given must match. */
export interface AppliesToOptions {
  /**
   * The pattern of the route as the router knows it, global prefix and version included: `/orders/:id`.
   * `*` stands for one segment, `**` at the end for any number, `:name` for a parameter of any name. A path below the
   * wildcard of a route (`/files/admin/**` on `/files/*path`) is compared with the canonical path of each call.
   * @default every route
   */
  readonly path?: string | readonly string[];
  /** HTTP methods; GET covers HEAD, which Nest routes to the same handler. @default every method */
  readonly methods?: readonly string[];
  /** Judged at each call, on what the other members leave open. @default every call */
  readonly when?: CallCondition;
}

/** How refusals are answered. */
export type ResponseStyle = 'rfc6750' | 'mulesoft';

/** A claim that is passed on to the handlers as a request header. */
export interface ClaimToHeader {
  readonly claim: ClaimPath;
  /** The name of the header, in any letter case. What a client sends under this name is removed. */
  readonly header: string;
}

/** Token origin, issuers, checks, and where they apply. */
export interface PolicyOptions {
  /** Unique; `@UsePolicy` and logs name it. */
  readonly name: string;
  readonly issuers: readonly IssuerOptions[];
  /** Where in a call the token is read. @default the `Authorization: Bearer` header */
  readonly origin?: TokenSource;
  /** What the claims of every token must satisfy, whoever issued it; a failure is a bad token (401). @default [] */
  readonly checks?: readonly ClaimCheckOptions[];
  /** Any of the rows. @default every route */
  readonly appliesTo?: readonly AppliesToOptions[];
  /** The client of a token must be approved in this registry. @default clients are not looked up */
  readonly clients?: ClientsOptions;
  /** Claims that the handlers find as request headers. @default [] */
  readonly claimsToHeaders?: readonly ClaimToHeader[];
  /** How refusals are answered: as RFC 6750 says, or with the statuses and bodies of MuleSoft. @default 'rfc6750' */
  readonly responses?: ResponseStyle;
}

/** How much of verified tokens is remembered, for each policy by itself. */
export interface TokenCacheOptions {
  /** 1…1000000. @default 20000 */
  readonly maxEntries?: number;
  /** Estimated bytes in memory; an entry takes about 1 kB. 100000…1000000000. @default 20000000 */
  readonly maxBytes?: number;
}

/** What is logged when the application starts; a text alone is at level `log`. */
export interface StartNotice {
  readonly level: 'log' | 'warn';
  readonly message: string;
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
  /**
   * `true`: handlers that the guard does not judge, such as gateway messages and GraphQL resolvers, do not stop the
   * start, and their calls go through unjudged. Better name each with `@GuardedElsewhere()`. @default false
   */
  readonly dangerouslyAllowUnguardedHandlers?: boolean;
  /** What is logged when the application starts, such as the report on imported policies. @default [] */
  readonly notices?: readonly (string | StartNotice)[];
  /** Where the time is read. @default the clock of the machine */
  readonly clock?: JwtPolicyClock;
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
