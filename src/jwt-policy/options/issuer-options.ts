import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsNotEmpty, IsString } from 'class-validator';
import { isClaimPath, isPlainObject, type ClaimCheckOptions, type ClaimPath } from '../claims/index.js';
import {
  ALGORITHM_NAMES,
  type SignatureAlgorithm,
  type DangerouslyUnsigned,
  type DerivedKeyOptions,
  type StaticKeyOptions,
} from '../keys/index.js';
import {
  IfGiven,
  IsFlag,
  IsSeconds,
  IsText,
  IsTextOrTexts,
  Must,
  OrDefault,
  OrNull,
  type OptionsOf,
} from './declare-options.js';
import type { JwksOptions } from './jwks-options.js';
import type { RefusalHint } from './option-values.js';

function isType(type: unknown): boolean {
  return type === null || (typeof type === 'string' && type !== '');
}

function isAdvice(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    Object.values(value).every((advice) => typeof advice === 'string' && advice !== '')
  );
}

/** Declares `IssuerOptions`. */
export class DeclaredIssuerOptions {
  /**
   * The exact `iss` of the tokens (RFC 7519 §4.1.1). `null` accepts any issuer, also none, and is allowed only for the
   * sole issuer of a policy.
   */
  @OrNull
  @IsString({ message: 'is required: the exact iss of the tokens, a string, or null to accept any issuer.' })
  @IsNotEmpty({ message: 'must not be empty; null accepts any issuer.' })
  issuer!: string | null;

  /** The `aud` values of which a token must have one (RFC 7519 §4.1.3). `null` leaves the audience unchecked. */
  @OrNull
  @IsTextOrTexts(
    'is required: the accepted aud value or a list of them, none empty, or null to leave the audience unchecked.',
  )
  audience!: string | readonly string[] | null;

  /**
   * The text that the log and explanations show instead of the accepted audiences, where those hold a secret.
   * @default the audiences
   */
  @OrDefault
  @IsText('must be a text that is not empty.')
  audienceShownAs?: string;

  /** `false` accepts a token without `aud`; an `aud` that is there is checked in any case. @default true */
  @OrDefault
  @IsFlag
  requireAud: boolean = true;

  /** The accepted `alg` values. Symmetric and asymmetric ones cannot be mixed. @default ['RS256'] */
  @OrDefault
  @IsArray({ message: 'must be a list of algorithm names.' })
  @ArrayNotEmpty({ message: 'must name one algorithm at least.' })
  @IsIn(ALGORITHM_NAMES, { each: true, message: `must be of ${ALGORITHM_NAMES.join(', ')}.` })
  @ArrayUnique({ message: 'must not name an algorithm twice.' })
  algorithms: readonly SignatureAlgorithm[] = ['RS256'];

  /**
   * The URL of the key set. Several URLs are used as one set, and each may fail without the others.
   * @default the `jwks_uri` of the issuer's OpenID Connect discovery document
   */
  @OrDefault
  @IsTextOrTexts('must be a URL or a list of them.')
  jwksUri?: string | readonly string[];

  /** Keys at hand, instead of `jwksUri` and discovery. */
  @OrDefault
  keys?: StaticKeyOptions | readonly StaticKeyOptions[] | DerivedKeyOptions | DangerouslyUnsigned;

  /** How a fetched key set is kept. */
  @OrDefault
  jwks: JwksOptions = {};

  /** Seconds by which the clocks of issuer and service may differ. 0…300. @default 60 */
  @OrDefault
  @IsSeconds({ min: 0, max: 300 })
  clockToleranceSeconds: number = 60;

  /** `false` accepts tokens that never expire. @default true */
  @OrDefault
  @IsFlag
  requireExp: boolean = true;

  /** `true` refuses tokens without `nbf`; an `nbf` that is there is checked in any case. @default false */
  @IsFlag
  requireNbf: boolean = false;

  /** Refuses tokens issued longer ago than these seconds, by `iat`, which is then required. @default no limit */
  @IfGiven
  @Must(
    (value) => Number.isFinite(value) && (value as number) >= 1,
    'must be a number of seconds, 1 or more; leave it out for no limit.',
  )
  maxAgeSeconds?: number;

  /**
   * The accepted `typ` values of the token's header (RFC 8725 §3.11), in any letter case, with or without
   * `application/`. In the list, `null` stands for a token without `typ`. `null` instead of the list accepts any `typ`.
   * @default [null, 'JWT', 'at+jwt']
   */
  @OrDefault
  @OrNull
  @IsArray({ message: 'must be a list of typ values, or null to accept any.' })
  @ArrayNotEmpty({ message: 'must have one typ at least; null stands for a token without typ.' })
  @Must(
    (types) => Array.isArray(types) && types.every(isType),
    'must be a list of strings; null stands for a token without typ.',
  )
  types: readonly (string | null)[] | null = [null, 'JWT', 'at+jwt'];

  /** `true` accepts tokens bound to a key (`cnf`, RFC 7800) without proof of possession. @default false */
  @OrDefault
  @IsFlag
  acceptBoundTokens: boolean = false;

  /**
   * `true` accepts id tokens, refresh tokens and logout tokens. Otherwise they are refused (RFC 8725 §3.12), recognised
   * by `at_hash`, `c_hash`, `s_hash`, `token_use`, the claim `typ`, or a logout event in `events`. @default false
   */
  @OrDefault
  @IsFlag
  acceptIdTokens: boolean = false;

  /** `true` lets a token without `kid` use the key of a set that has exactly one. @default false */
  @OrDefault
  @IsFlag
  allowMissingKid: boolean = false;

  /** The claims with scopes; the scopes of all of them count together. @default ['scope', 'scp'] */
  @OrDefault
  @IsArray({ message: 'must be a list of claim paths.' })
  @ArrayNotEmpty({ message: 'must name one claim at least.' })
  @Must(
    (paths) => Array.isArray(paths) && paths.every(isClaimPath),
    'must be a list of claim names, or of lists of names for nested claims.',
  )
  scopeFrom: readonly ClaimPath[] = ['scope', 'scp'];

  /** What the claims of this issuer's tokens must satisfy. A failure is a bad token (401). @default [] */
  @IsArray({ message: 'must be a list of checks.' })
  checks: readonly ClaimCheckOptions[] = [];

  /**
   * Claims that tokens of this issuer never have, each with what to demand instead, in words. A demand on one of them is
   * reported at start, and changes no decision. @default {}
   */
  @Must(isAdvice, 'must be an object such as { groups: "demand roles instead" }.')
  absentClaims: Readonly<Record<string, string>> = {};

  /** Known mistakes. The first that matches is logged beside the refusal. @default [] */
  @IsArray({ message: 'must be a list of hints.' })
  hints: readonly RefusalHint[] = [];
}

/** Who signs tokens, and what must hold for every token of that issuer. */
export interface IssuerOptions extends OptionsOf<DeclaredIssuerOptions, 'issuer' | 'audience'> {}
