import { isPlainObject, type JwtClaims } from './claims.js';
import { quoteList, refuse, type Refusal } from '../errors/index.js';

/** When a check is made, and how far the clocks of issuer and service may be apart. */
export interface Moment {
  /** Seconds since the Unix epoch. */
  readonly nowSeconds: number;
  readonly clockToleranceSeconds: number;
}

/**
 * A time claim (RFC 7519 §2, NumericDate): a finite number, zero or more, fractions allowed.
 * Refusing the rest stops `exp: 1e400`, which parses to Infinity and would never expire.
 */
function readNumericDate(claims: JwtClaims, name: 'exp' | 'nbf' | 'iat'): number | undefined | Refusal {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value: unknown = claims[name];
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  return refuse('CLAIM_MALFORMED', `${name} is not a finite number of seconds`);
}

/** How far off a time is, for the log: the difference shows which clock is wrong, and is no claim value. */
function seconds(difference: number): string {
  return `${Math.round(difference)} s`;
}

/** How long ago the token was issued, if it has `iat`. An operator compares this with the real age of the token. */
function issuedAgo({ iat }: JwtClaims, { nowSeconds }: Moment): string {
  return typeof iat === 'number' && iat <= nowSeconds ? `, and iat was ${seconds(nowSeconds - iat)} ago` : '';
}

function refuseFuture(name: 'nbf' | 'iat', time: number, moment: Moment): Refusal {
  const ahead = seconds(time - moment.nowSeconds);
  return refuse(
    'TOKEN_NOT_YET_VALID',
    `${name} is ${ahead} in the future (tolerance ${moment.clockToleranceSeconds} s)`,
  );
}

/** RFC 7519 §4.1.4: refuses from the second of `exp` on, tolerance added. */
export function checkExpiry(claims: JwtClaims, required: boolean, moment: Moment): Refusal | undefined {
  const exp = readNumericDate(claims, 'exp');
  if (exp === undefined) return required ? refuse('CLAIM_MISSING', 'exp is missing') : undefined;
  if (typeof exp === 'object') return exp;
  const { nowSeconds, clockToleranceSeconds } = moment;
  if (nowSeconds < exp + clockToleranceSeconds) return undefined;
  const ago = `${seconds(nowSeconds - exp)} ago${issuedAgo(claims, moment)}`;
  return refuse('TOKEN_EXPIRED', `exp passed ${ago} (tolerance ${clockToleranceSeconds} s)`);
}

/** RFC 7519 §4.1.5: refuses before `nbf`, tolerance subtracted. */
export function checkNotBefore(claims: JwtClaims, required: boolean, moment: Moment): Refusal | undefined {
  const nbf = readNumericDate(claims, 'nbf');
  if (nbf === undefined) return required ? refuse('CLAIM_MISSING', 'nbf is missing') : undefined;
  if (typeof nbf === 'object') return nbf;
  if (moment.nowSeconds + moment.clockToleranceSeconds >= nbf) return undefined;
  return refuseFuture('nbf', nbf, moment);
}

/** RFC 7519 §4.1.6: refuses a token issued in the future, and one older than `maxAgeSeconds` where that is set. */
export function checkIssuedAt(
  claims: JwtClaims,
  maxAgeSeconds: number | undefined,
  moment: Moment,
): Refusal | undefined {
  const iat = readNumericDate(claims, 'iat');
  if (iat === undefined) {
    return maxAgeSeconds === undefined
      ? undefined
      : refuse('CLAIM_MISSING', 'iat is missing, and maxAgeSeconds needs it');
  }
  if (typeof iat === 'object') return iat;
  const { nowSeconds, clockToleranceSeconds } = moment;
  if (!(iat <= nowSeconds + clockToleranceSeconds)) return refuseFuture('iat', iat, moment);
  if (maxAgeSeconds === undefined || nowSeconds < iat + maxAgeSeconds + clockToleranceSeconds)
    return undefined;
  return refuse(
    'TOKEN_EXPIRED',
    `the token was issued ${seconds(nowSeconds - iat)} ago, and maxAgeSeconds is ${maxAgeSeconds} (tolerance ${clockToleranceSeconds} s)`,
  );
}

/**
 * RFC 7519 §4.1.3: `aud` is a string or an array of strings, and one of them is accepted, compared exactly.
 * @param shownAs what the detail says instead of the accepted ones
 */
export function checkAudience(
  claims: JwtClaims,
  accepted: ReadonlySet<string>,
  required: boolean,
  shownAs?: string,
): Refusal | undefined {
  if (!Object.hasOwn(claims, 'aud')) return required ? refuse('CLAIM_MISSING', 'aud is missing') : undefined;
  const aud: unknown = claims.aud;
  // The most common form, without making a list.
  if (typeof aud === 'string' && accepted.has(aud)) return undefined;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.every((audience) => typeof audience === 'string')) {
    return refuse('CLAIM_MALFORMED', 'aud is neither a string nor an array of strings');
  }
  if (audiences.some((audience) => accepted.has(audience))) return undefined;
  return refuse(
    'AUDIENCE_REFUSED',
    `aud names none of the accepted audiences: ${shownAs ?? quoteList([...accepted])}`,
  );
}

/**
 * RFC 7800: a token with `cnf` proves nothing without the key it is bound to (DPoP, mTLS),
 * so a stolen one must not pass as a bearer token.
 */
export function checkUnbound(claims: JwtClaims): Refusal | undefined {
  if (!Object.hasOwn(claims, 'cnf')) return undefined;
  const members = isPlainObject(claims['cnf']) ? 'a key' : 'something unreadable';
  return refuse('BOUND_TOKEN_REFUSED', `cnf binds the token to ${members}`);
}
