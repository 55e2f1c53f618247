import { ArrayNotEmpty, IsArray, IsIn } from 'class-validator';
import { isPlainObject, type ClaimCheckOptions } from '../claims/index.js';
import { systemClock, type JwtPolicyClock } from '../clock.js';
import { systemFetch, type FetchFunction } from '../keys/index.js';
import { IfGiven, IsFlag, IsWholeNumber, Must, OrDefault, type OptionsOf } from './declare-options.js';
import { isObserver, type DecisionObserver } from '../observe/index.js';
import type { IssuerOptions } from './issuer-options.js';
import type { StartNotice } from './option-values.js';
import type { PolicyOptions } from './policy-options.js';

const OR_OFF = '; tokenCache: false switches the cache off';

/** Declares `TokenCacheOptions`. */
export class DeclaredTokenCacheOptions {
  /** Tokens that are cached. 1…1000000. @default 20000 */
  @OrDefault
  @IsWholeNumber('tokens', { min: 1, max: 1_000_000 }, OR_OFF)
  maxEntries: number = 20_000;

  /** Estimated bytes in memory; an entry takes about 1 kB. 100000…1000000000. @default 20000000 */
  @OrDefault
  @IsWholeNumber('bytes', { min: 100_000, max: 1_000_000_000 }, OR_OFF)
  maxBytes: number = 20_000_000;
}

/** How many verified tokens are cached, for each policy by itself. */
export interface TokenCacheOptions extends OptionsOf<DeclaredTokenCacheOptions> {}

function isNotice(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (!isPlainObject(value) || Object.keys(value).length !== 2) return false;
  return (value['level'] === 'log' || value['level'] === 'warn') && typeof value['message'] === 'string';
}

/** Declares `JwtPolicyOptions`. */
export class DeclaredModuleOptions {
  /** The policies; each that applies to a call must pass, in this order. */
  @IfGiven
  @IsArray({ message: 'must be a list of policies.' })
  @ArrayNotEmpty({ message: 'must have one policy at least.' })
  policies?: readonly PolicyOptions[];

  /** The issuers of the one policy `default`, which applies everywhere. */
  @OrDefault
  issuers?: readonly IssuerOptions[];

  /** The checks of the policy `default`. @default [] */
  @IfGiven
  @IsArray({ message: 'must be a list of checks.' })
  checks?: readonly ClaimCheckOptions[];

  /** What happens on a guarded route that no policy applies to: `deny` is 403. @default 'deny' */
  @OrDefault
  @IsIn(['deny', 'allow'], { message: "must be 'deny' or 'allow'." })
  unmatchedRoutes: 'deny' | 'allow' = 'deny';

  /**
   * Caches tokens whose signature was verified, so that the next call with the same token needs no signature check.
   * Every time check, rule and demand is repeated; a token leaves the cache with its key. `false` switches it off.
   * @default on
   */
  @OrDefault
  tokenCache: TokenCacheOptions | false = {};

  /** `true` stops the start unless every key set could be fetched. @default false */
  @OrDefault
  @IsFlag
  failFast: boolean = false;

  /**
   * `true` lets the application start with handlers that no transport decides, such as GraphQL resolvers without `graphql()`
   * and gateways without `websockets()`; their calls and connections go through. Better name each with `@GuardedElsewhere()`.
   * @default false
   */
  @OrDefault
  @IsFlag
  dangerouslyAllowUnguardedHandlers: boolean = false;

  /**
   * Findings about routes when the application starts, such as a route that no policy applies to: `warn` logs those that are
   * no mere information, `error` stops the start because of them, `off` looks for none. @default 'warn'
   */
  @OrDefault
  @IsIn(['off', 'warn', 'error'], { message: "must be 'off', 'warn' or 'error'." })
  routeFindings: 'off' | 'warn' | 'error' = 'warn';

  /** What is logged when the application starts, such as the report on imported policies. @default [] */
  @OrDefault
  @IsArray({ message: 'must be a list of sentences.' })
  @Must(
    (notices) => Array.isArray(notices) && notices.every(isNotice),
    "must be a list of sentences, or of { level: 'log' or 'warn', message }.",
  )
  notices: readonly (string | StartNotice)[] = [];

  /** What hears of every decision of the guard, beside the log of refusals. @default [] */
  @OrDefault
  @Must(
    (observers) => Array.isArray(observers) && observers.every(isObserver),
    'must be a list of objects with decided(event).',
  )
  observers: readonly DecisionObserver[] = [];

  /** Where the time is read. @default the clock of the machine */
  @OrDefault
  @Must(
    (clock) => isPlainObject(clock) && typeof clock['now'] === 'function',
    'must be an object with now(): milliseconds since the epoch.',
  )
  clock: JwtPolicyClock = systemClock;

  /** Fetches key sets and discovery documents; give your own to add a proxy or a CA. @default the global fetch */
  @OrDefault
  @Must((fetch) => typeof fetch === 'function', 'must be a function.')
  fetch: FetchFunction = systemFetch;
}

interface CommonOptions extends OptionsOf<Omit<DeclaredModuleOptions, 'policies' | 'issuers' | 'checks'>> {}

interface SeveralPolicies extends OptionsOf<Required<Pick<DeclaredModuleOptions, 'policies'>>, 'policies'> {
  readonly issuers?: never;
  readonly checks?: never;
}

interface SinglePolicy extends OptionsOf<
  Required<Pick<DeclaredModuleOptions, 'issuers' | 'checks'>>,
  'issuers'
> {
  readonly policies?: never;
}

/** The options of `JwtPolicyModule`: several policies, or the issuers of the one policy `default`. */
export type JwtPolicyOptions = CommonOptions & (SeveralPolicies | SinglePolicy);
