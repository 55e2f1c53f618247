import { ArrayNotEmpty, IsArray, IsNotEmpty, IsString } from 'class-validator';
import { isPlainObject, type ClaimCheckOptions } from '../claims/index.js';
import { isRoutedMethod, ROUTED_METHODS, type CallCondition } from '../routes/index.js';
import type { TokenSource } from '../tokens/index.js';
import type { ClientsOptions } from './clients-options.js';
import { IfGiven, IsTextOrTexts, Must, OrDefault, type OptionsOf } from './declare-options.js';
import type { IssuerOptions } from './issuer-options.js';
import { isResponseStyle, rfc6750Responses, type ResponseStyle } from '../responses/index.js';
import type { ClaimToHeader } from './option-values.js';

function isCondition(value: unknown): boolean {
  if (!isPlainObject(value) || typeof value['describe'] !== 'string') return false;
  const { matches, couldMatch } = value;
  return typeof matches === 'function' && (couldMatch === undefined || typeof couldMatch === 'function');
}

function isTokenSource(value: unknown): boolean {
  return isPlainObject(value) && typeof value['describe'] === 'string' && typeof value['read'] === 'function';
}

/** Longer patterns are a mistake: brokers and gRPC do not take names of that length. */
const MAX_PATTERN_CHARACTERS = 256;

function isOperationPattern(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= MAX_PATTERN_CHARACTERS;
}

function areOperationPatterns(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length > 0 && value.every(isOperationPattern)
    : isOperationPattern(value);
}

/** Declares `AppliesToOptions`. */
export class DeclaredAppliesToOptions {
  /**
   * The kind of calls that the row is about: `http`, or the type of one of the `transports`, such as `rpc`. A row for HTTP
   * never matches a call of another transport. @default 'http'
   */
  @IfGiven
  @IsString({ message: "must be 'http' or the type of a transport, such as 'rpc'." })
  @IsNotEmpty({ message: "must be 'http' or the type of a transport, such as 'rpc'." })
  transport?: string;

  /**
   * For other transports than HTTP: the operation by its name, `orders.list` or `/pkg.Orders/List`. `*` stands for any
   * characters. @default every operation
   */
  @IfGiven
  @Must(
    areOperationPatterns,
    `must be a pattern such as "orders.*" of at most ${MAX_PATTERN_CHARACTERS} characters, or a list of them.`,
  )
  pattern?: string | readonly string[];

  /**
   * The pattern of the route as the router knows it, global prefix and version included: `/orders/:id`.
   * `*` stands for one segment, `**` at the end for any number, `:name` for a parameter of any name. A path below the
   * wildcard of a route (`/files/admin/**` on `/files/*path`) is compared with the canonical path of each call.
   * @default every route
   */
  @IfGiven
  @IsTextOrTexts('must be a route pattern or a list of them.')
  path?: string | readonly string[];

  /** HTTP methods; GET covers HEAD, which Nest routes to the same handler. @default every method */
  @IfGiven
  @IsArray({ message: 'must be a list of HTTP methods.' })
  @ArrayNotEmpty({ message: 'must name one HTTP method at least.' })
  @IsString({ each: true, message: 'must be a list of HTTP methods.' })
  @Must(
    (methods) => Array.isArray(methods) && methods.every((method) => isRoutedMethod(method)),
    `must be of ${ROUTED_METHODS.join(', ')}; leave it out for every method.`,
  )
  methods?: readonly string[];

  /** Asked at each call that the other members match. @default every call */
  @IfGiven
  @Must(isCondition, 'must be a condition { describe, matches(attributes) }; leave it out for every call.')
  when?: CallCondition;
}

/** One row of where a policy applies: all that is given must match. */
export interface AppliesToOptions extends OptionsOf<DeclaredAppliesToOptions> {}

/** Declares `PolicyOptions`. */
export class DeclaredPolicyOptions {
  /** Unique; `@UsePolicy` and logs name it. */
  @IsString({ message: 'is required: a name for logs and @UsePolicy.' })
  @IsNotEmpty({ message: 'must not be empty.' })
  name!: string;

  /** The `iss` of a token picks one of them. */
  @IsArray({ message: 'is required: a list of issuers.' })
  @ArrayNotEmpty({ message: 'must have one issuer at least.' })
  issuers!: readonly IssuerOptions[];

  /** Where in a call the token is read. @default the `Authorization: Bearer` header */
  @IfGiven
  @Must(isTokenSource, 'must be { describe, read(attributes) }; leave it out for the Authorization header.')
  origin?: TokenSource;

  /** What the claims of every token must satisfy, whoever issued it. A failure is a bad token (401). @default [] */
  @IsArray({ message: 'must be a list of checks.' })
  checks: readonly ClaimCheckOptions[] = [];

  /** Any of the rows. @default every route */
  @IfGiven
  @IsArray({ message: 'must be a list of rows such as { path: "/orders/**", methods: ["GET"] }.' })
  @ArrayNotEmpty({ message: 'must have one row at least; leave it out to apply everywhere.' })
  appliesTo?: readonly AppliesToOptions[];

  /** The client of a token must be approved in this registry. @default clients are not looked up */
  @IfGiven
  @Must(isPlainObject, 'must be an object such as { registry: { "orders-batch": { status: "approved" } } }.')
  clients?: ClientsOptions;

  /** Claims that the handlers find as request headers. @default [] */
  @IsArray({ message: 'must be a list such as [{ claim: "sub", header: "x-user" }].' })
  claimsToHeaders: readonly ClaimToHeader[] = [];

  /** How refusals are answered. @default `rfc6750Responses` */
  @OrDefault
  @Must(isResponseStyle, 'must be an object with respond(refusal); leave it out for RFC 6750.')
  responses: ResponseStyle = rfc6750Responses;
}

/** Token origin, issuers, checks, and where they apply. */
export interface PolicyOptions extends OptionsOf<DeclaredPolicyOptions, 'name' | 'issuers'> {}
