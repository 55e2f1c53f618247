import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { ALGORITHM_NAMES } from '../keys/index.js';
import { JWKS_BOUNDS } from './jwks-bounds.js';
import { isRoutedMethod, ROUTED_METHODS } from '../routes/index.js';

// What class-validator judges: the plain values. Nested objects, functions and keys are judged beside it.
// An option with a default may be left out. One whose absence would switch a check off may not be undefined:
// an unset variable must not open a door.

const unlessNull = ValidateIf((_options, value) => value !== null);
const ifPresent = (name: string): PropertyDecorator =>
  ValidateIf((options: object) => Object.hasOwn(options, name));

const { timeToLiveSeconds: LIFE, timeoutMs: FETCH } = JWKS_BOUNDS;

function isTextOrTexts(value: unknown): boolean {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '');
}

/** A text or a list of texts, none empty. class-validator's own `each` takes an empty list, and a Set for a list. */
const IsTextOrTexts = (message: string): PropertyDecorator =>
  ValidateBy({ name: 'isTextOrTexts', validator: { validate: isTextOrTexts } }, { message });

export class JwksShape {
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds.' })
  @Min(LIFE.min, { message: `must be ${LIFE.min} or more seconds.` })
  @Max(LIFE.max, { message: `must be ${LIFE.max} seconds (a day) or fewer.` })
  timeToLiveSeconds?: unknown;

  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds.' })
  @Min(0, { message: 'must be 0 or more seconds.' })
  @Max(604_800, { message: 'must be 604800 seconds (a week) or fewer.' })
  maxStaleSeconds?: unknown;

  @IsOptional()
  @IsInt({ message: 'must be a whole number of milliseconds.' })
  @Min(FETCH.min, { message: `must be ${FETCH.min} or more milliseconds.` })
  @Max(FETCH.max, { message: `must be ${FETCH.max} milliseconds or fewer.` })
  timeoutMs?: unknown;

  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds.' })
  @Min(1, { message: 'must be 1 or more seconds.' })
  @Max(3_600, { message: 'must be 3600 seconds or fewer.' })
  cooldownSeconds?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  allowInsecureHttp?: unknown;

  @IsOptional()
  @IsString({ message: 'must be a text.' })
  @IsNotEmpty({ message: 'must not be empty.' })
  shownAs?: unknown;
}

export class IssuerShape {
  @unlessNull
  @IsString({ message: 'is required: the exact iss of the tokens, a string, or null to accept any issuer.' })
  @IsNotEmpty({ message: 'must not be empty; null accepts any issuer.' })
  issuer?: unknown;

  @unlessNull
  @IsTextOrTexts(
    'is required: the accepted aud value or a list of them, none empty, or null to leave the audience unchecked.',
  )
  audience?: unknown;

  @IsOptional()
  @IsArray({ message: 'must be a list of algorithm names.' })
  @ArrayNotEmpty({ message: 'must name one algorithm at least.' })
  @IsIn(ALGORITHM_NAMES, { each: true, message: `must be of ${ALGORITHM_NAMES.join(', ')}.` })
  @ArrayUnique({ message: 'must not name an algorithm twice.' })
  algorithms?: unknown;

  @IsOptional()
  @IsTextOrTexts('must be a URL or a list of them.')
  jwksUri?: unknown;

  keys?: unknown;
  jwks?: unknown;

  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds.' })
  @Min(0, { message: 'must be 0 or more seconds.' })
  @Max(300, { message: 'must be 300 seconds or fewer.' })
  clockToleranceSeconds?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  requireAud?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  requireExp?: unknown;

  @ifPresent('requireNbf')
  @IsBoolean({ message: 'must be true or false.' })
  requireNbf?: unknown;

  @ifPresent('maxAgeSeconds')
  @IsNumber(
    { allowNaN: false, allowInfinity: false },
    { message: 'must be a number of seconds; leave it out for no limit.' },
  )
  @Min(1, { message: 'must be 1 or more seconds; leave it out for no limit.' })
  maxAgeSeconds?: unknown;

  @IsOptional()
  @unlessNull
  @IsArray({ message: 'must be a list of typ values, or null to accept any.' })
  @ArrayNotEmpty({ message: 'must have one typ at least; null stands for a token without typ.' })
  types?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  acceptBoundTokens?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  acceptIdTokens?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  allowMissingKid?: unknown;

  @IsOptional()
  @IsArray({ message: 'must be a list of claim paths.' })
  @ArrayNotEmpty({ message: 'must name one claim at least.' })
  scopeFrom?: unknown;

  @ifPresent('checks')
  @IsArray({ message: 'must be a list of checks.' })
  checks?: unknown;

  @ifPresent('hints')
  @IsArray({ message: 'must be a list of hints.' })
  hints?: unknown;
}

export class AppliesToShape {
  @ifPresent('path')
  @IsTextOrTexts('must be a route pattern or a list of them.')
  path?: unknown;

  @ifPresent('methods')
  @IsArray({ message: 'must be a list of HTTP methods.' })
  @ArrayNotEmpty({ message: 'must name one HTTP method at least.' })
  @IsString({ each: true, message: 'must be a list of HTTP methods.' })
  @ValidateBy(
    { name: 'isRoutedMethod', validator: { validate: isRoutedMethod } },
    { each: true, message: `must be of ${ROUTED_METHODS.join(', ')}; leave it out for every method.` },
  )
  methods?: unknown;

  when?: unknown;
}

export class PolicyShape {
  @IsString({ message: 'is required: a name for logs and @UsePolicy.' })
  @IsNotEmpty({ message: 'must not be empty.' })
  name?: unknown;

  @IsArray({ message: 'is required: a list of issuers.' })
  @ArrayNotEmpty({ message: 'must have one issuer at least.' })
  issuers?: unknown;

  @ifPresent('checks')
  @IsArray({ message: 'must be a list of checks.' })
  checks?: unknown;

  @ifPresent('appliesTo')
  @IsArray({ message: 'must be a list of rows such as { path: "/orders/**", methods: ["GET"] }.' })
  @ArrayNotEmpty({ message: 'must have one row at least; leave it out to apply everywhere.' })
  appliesTo?: unknown;

  origin?: unknown;
  clients?: unknown;

  @ifPresent('claimsToHeaders')
  @IsArray({ message: 'must be a list such as [{ claim: "sub", header: "x-user" }].' })
  claimsToHeaders?: unknown;

  responses?: unknown;
}

export class ModuleShape {
  @ifPresent('policies')
  @IsArray({ message: 'must be a list of policies.' })
  @ArrayNotEmpty({ message: 'must have one policy at least.' })
  policies?: unknown;

  issuers?: unknown;

  @ifPresent('checks')
  @IsArray({ message: 'must be a list of checks.' })
  checks?: unknown;

  @IsOptional()
  @IsIn(['deny', 'allow'], { message: "must be 'deny' or 'allow'." })
  unmatchedRoutes?: unknown;

  tokenCache?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  failFast?: unknown;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false.' })
  dangerouslyAllowUnguardedHandlers?: unknown;

  @IsOptional()
  @IsArray({ message: 'must be a list of sentences.' })
  notices?: unknown;

  observers?: unknown;

  clock?: unknown;
  fetch?: unknown;
}

export class TokenCacheShape {
  @IsOptional()
  @IsInt({ message: 'must be a whole number of tokens.' })
  @Min(1, { message: 'must be 1 or more tokens; tokenCache: false switches the cache off.' })
  @Max(1_000_000, { message: 'must be 1000000 tokens or fewer.' })
  maxEntries?: unknown;

  @IsOptional()
  @IsInt({ message: 'must be a whole number of bytes.' })
  @Min(100_000, { message: 'must be 100000 or more bytes; tokenCache: false switches the cache off.' })
  @Max(1_000_000_000, { message: 'must be 1000000000 bytes or fewer.' })
  maxBytes?: unknown;
}

/** The names each shape knows: everything else is refused, because a misspelt option would not be enforced. */
export const KNOWN_OPTIONS = new Map<new () => object, readonly string[]>([
  [
    JwksShape,
    ['timeToLiveSeconds', 'maxStaleSeconds', 'timeoutMs', 'cooldownSeconds', 'allowInsecureHttp', 'shownAs'],
  ],
  [
    IssuerShape,
    [
      'issuer',
      'audience',
      'algorithms',
      'jwksUri',
      'keys',
      'jwks',
      'clockToleranceSeconds',
      'requireAud',
      'requireExp',
      'requireNbf',
      'maxAgeSeconds',
      'types',
      'acceptBoundTokens',
      'acceptIdTokens',
      'allowMissingKid',
      'scopeFrom',
      'checks',
      'hints',
    ],
  ],
  [AppliesToShape, ['path', 'methods', 'when']],
  [
    PolicyShape,
    ['name', 'issuers', 'checks', 'appliesTo', 'origin', 'clients', 'claimsToHeaders', 'responses'],
  ],
  [TokenCacheShape, ['maxEntries', 'maxBytes']],
  [
    ModuleShape,
    [
      'policies',
      'issuers',
      'checks',
      'unmatchedRoutes',
      'tokenCache',
      'failFast',
      'dangerouslyAllowUnguardedHandlers',
      'notices',
      'observers',
      'clock',
      'fetch',
    ],
  ],
]);
