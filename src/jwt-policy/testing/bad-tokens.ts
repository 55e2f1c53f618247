import { createSecretKey, type KeyObject } from 'node:crypto';
import type { RefusalCode } from '../errors/index.js';
import type { SignatureAlgorithm } from '../keys/index.js';
import type { NormalizedIssuer } from '../options/index.js';
import { refusedAlgorithm } from './accepted-values.js';
import type { SignedChanges, TokenClaims } from './issuer-state.js';
import { encodeSegment } from './sign-token.js';

/** What a token of a kind must be refused with, or which option of the application accepts it. */
export type ExpectedOfKind = RefusalCode | { readonly acceptedBy: string };

/** Makes tokens that are valid but for the changes, as one application expects them. */
export interface TokenMaker {
  readonly now: number;
  readonly algorithm: SignatureAlgorithm;
  readonly options: readonly NormalizedIssuer[];
  /** The public half of the key that signs. */
  readonly publicKey: () => KeyObject;
  /** The private half of a key that the issuer does not have. */
  readonly foreignKey: () => KeyObject;
  readonly token: (claims?: TokenClaims, changes?: SignedChanges) => string;
}

interface BadTokenKind {
  /** What is wrong with it. */
  readonly what: string;
  readonly make: (maker: TokenMaker) => string;
  /** Asked with the issuer as the application is configured. */
  readonly expect: (options: NormalizedIssuer) => ExpectedOfKind;
}

const HOUR = 3600;
const OTHER_AUDIENCE = 'https://other-audience.test';
const OTHER_ISSUER = 'https://other-issuer.test';
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

const acceptedBy = (option: string): ExpectedOfKind => ({ acceptedBy: option });
const UNSIGNED = acceptedBy('keys (no signature is verified)');

/** Nothing of a token is proved where no signature is verified. */
function unlessUnsigned(expected: RefusalCode): (options: NormalizedIssuer) => ExpectedOfKind {
  return ({ keyOrigin }) => (keyOrigin.kind === 'unverified' ? UNSIGNED : expected);
}

function unlessKidIsIgnored({ keyOrigin }: NormalizedIssuer): ExpectedOfKind {
  if (keyOrigin.kind === 'unverified') return UNSIGNED;
  if (keyOrigin.kind === 'derived') return acceptedBy('keys (a derived key serves every kid)');
  const isKidless = keyOrigin.kind === 'static' && keyOrigin.keys.some(({ kid }) => kid === undefined);
  return isKidless ? acceptedBy('keys (a key without kid serves every kid)') : 'KEY_UNKNOWN';
}

function unlessAudienceIsIgnored(expected: RefusalCode): (options: NormalizedIssuer) => ExpectedOfKind {
  return ({ audience }) => (audience === null ? acceptedBy('audience: null') : expected);
}

function unlessAnyIssuer(expected: RefusalCode): (options: NormalizedIssuer) => ExpectedOfKind {
  return ({ issuer }) => (issuer === null ? acceptedBy('issuer: null') : expected);
}

function unlessIdTokens({ acceptIdTokens }: NormalizedIssuer): ExpectedOfKind {
  return acceptIdTokens ? acceptedBy('acceptIdTokens: true') : 'ACCESS_TOKEN_REQUIRED';
}

function flipOneBit(segment: string): string {
  const bytes = Buffer.from(segment, 'base64url');
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return encodeSegment(bytes);
}

function segmentsOf(token: string): readonly [header: string, payload: string, signature: string] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
}

/** Every way to be bad, each one change from a valid token, in the order in which they are decided. */
export const BAD_TOKEN_KINDS = {
  missing: {
    what: 'no token at all',
    make: () => '',
    expect: () => 'TOKEN_MISSING',
  },
  malformed: {
    what: 'a text that is no JWT',
    make: () => 'not-a-token',
    expect: () => 'TOKEN_MALFORMED',
  },
  algNone: {
    what: 'alg none and no signature',
    make: ({ token }) => `${encodeSegment({ alg: 'none', typ: 'JWT' })}.${segmentsOf(token())[1]}.`,
    expect: unlessUnsigned('TOKEN_MALFORMED'),
  },
  critical: {
    what: 'a header with crit, which asks for processing that is not supported',
    make: ({ token }) => token({}, { header: { crit: ['exp'] } }),
    expect: () => 'HEADER_REFUSED',
  },
  wrongIssuer: {
    what: 'the iss of another issuer',
    make: ({ token }) => token({ iss: OTHER_ISSUER }),
    expect: unlessAnyIssuer('ISSUER_REFUSED'),
  },
  noIssuer: {
    what: 'no iss',
    make: ({ token }) => token({ iss: undefined }),
    expect: unlessAnyIssuer('CLAIM_MISSING'),
  },
  otherAlgorithm: {
    what: 'an algorithm that is not accepted',
    make: ({ token, options, algorithm }) => {
      const other = options.map(refusedAlgorithm).find((found) => found !== undefined);
      return token({}, { algorithm: other ?? algorithm });
    },
    expect: (options) =>
      refusedAlgorithm(options) === undefined ? acceptedBy('algorithms') : 'ALGORITHM_REFUSED',
  },
  hs256WithPublicKey: {
    what: 'HS256 with the public key as the secret',
    make: ({ token, publicKey }) => {
      const secret = createSecretKey(Buffer.from(publicKey().export({ type: 'spki', format: 'pem' })));
      return token({}, { algorithm: 'HS256', signingKey: secret });
    },
    expect: (options) =>
      options.algorithms.has('HS256') ? 'SIGNATURE_INVALID' : unlessUnsigned('ALGORITHM_REFUSED')(options),
  },
  wrongType: {
    what: 'a typ that is not accepted',
    make: ({ token }) => token({}, { header: { typ: 'not-accepted+jwt' } }),
    expect: ({ types }) => (types === null ? acceptedBy('types: null') : 'TOKEN_TYPE_REFUSED'),
  },
  unknownKid: {
    what: 'a kid that the issuer does not have',
    make: ({ token }) => token({}, { header: { kid: 'unknown-kid' } }),
    expect: unlessKidIsIgnored,
  },
  noKid: {
    what: 'no kid',
    make: ({ token }) => token({}, { header: { kid: undefined } }),
    expect: (options) =>
      options.allowMissingKid ? acceptedBy('allowMissingKid: true') : unlessKidIsIgnored(options),
  },
  otherKey: {
    what: 'the signature of a key that the issuer does not have',
    make: ({ token, foreignKey }) => token({}, { signingKey: foreignKey() }),
    expect: unlessUnsigned('SIGNATURE_INVALID'),
  },
  badSignature: {
    what: 'one bit of the signature changed',
    make: ({ token }) => {
      const [header, payload, signature] = segmentsOf(token());
      return `${header}.${payload}.${flipOneBit(signature)}`;
    },
    expect: unlessUnsigned('SIGNATURE_INVALID'),
  },
  changedClaims: {
    what: 'claims that were changed after signing',
    make: ({ token }) => {
      const [header, , signature] = segmentsOf(token());
      return `${header}.${segmentsOf(token({ sub: 'somebody-else' }))[1]}.${signature}`;
    },
    expect: unlessUnsigned('SIGNATURE_INVALID'),
  },
  idToken: {
    what: 'an id token (at_hash)',
    make: ({ token }) => token({ at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' }),
    expect: unlessIdTokens,
  },
  refreshToken: {
    what: 'a refresh token (typ: Refresh)',
    make: ({ token }) => token({ typ: 'Refresh' }),
    expect: unlessIdTokens,
  },
  logoutToken: {
    what: 'a logout token (events)',
    make: ({ token }) => token({ events: { [LOGOUT_EVENT]: {} } }),
    expect: unlessIdTokens,
  },
  expired: {
    what: 'exp an hour ago',
    make: ({ token, now }) => token({ iat: now - 2 * HOUR, exp: now - HOUR }),
    expect: () => 'TOKEN_EXPIRED',
  },
  noExp: {
    what: 'no exp',
    make: ({ token }) => token({ exp: undefined }),
    expect: ({ requireExp }) => (requireExp ? 'CLAIM_MISSING' : acceptedBy('requireExp: false')),
  },
  malformedExp: {
    what: 'an exp that is no number',
    make: ({ token, now }) => token({ exp: String(now + HOUR) }),
    expect: () => 'CLAIM_MALFORMED',
  },
  notYetValid: {
    what: 'nbf in an hour',
    make: ({ token, now }) => token({ nbf: now + HOUR, exp: now + 2 * HOUR }),
    expect: () => 'TOKEN_NOT_YET_VALID',
  },
  noNbf: {
    what: 'no nbf',
    make: ({ token }) => token({ nbf: undefined }),
    expect: ({ requireNbf }) => (requireNbf ? 'CLAIM_MISSING' : acceptedBy('requireNbf: false')),
  },
  issuedInFuture: {
    what: 'iat in an hour',
    make: ({ token, now }) => token({ iat: now + HOUR, exp: now + 2 * HOUR }),
    expect: () => 'TOKEN_NOT_YET_VALID',
  },
  tooOld: {
    what: 'an iat before maxAgeSeconds',
    make: ({ token, now, options }) => {
      const ages = options.map(
        ({ maxAgeSeconds = 0, clockToleranceSeconds }) => maxAgeSeconds + clockToleranceSeconds,
      );
      return token({ iat: now - Math.max(0, ...ages) - 1 });
    },
    expect: ({ maxAgeSeconds }) =>
      maxAgeSeconds === undefined ? acceptedBy('maxAgeSeconds (no limit)') : 'TOKEN_EXPIRED',
  },
  wrongAudience: {
    what: 'the aud of another service',
    make: ({ token }) => token({ aud: OTHER_AUDIENCE }),
    expect: unlessAudienceIsIgnored('AUDIENCE_REFUSED'),
  },
  noAudience: {
    what: 'no aud',
    make: ({ token }) => token({ aud: undefined }),
    expect: (options) =>
      options.requireAud
        ? unlessAudienceIsIgnored('CLAIM_MISSING')(options)
        : acceptedBy('requireAud: false'),
  },
  bound: {
    what: 'cnf, which binds it to a key',
    make: ({ token }) => token({ cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }),
    expect: ({ acceptBoundTokens }) =>
      acceptBoundTokens ? acceptedBy('acceptBoundTokens: true') : 'BOUND_TOKEN_REFUSED',
  },
} as const satisfies Readonly<Record<string, BadTokenKind>>;

/** The name of a way to be bad. */
export type BadTokenName = keyof typeof BAD_TOKEN_KINDS;

/** All names, in the order in which they are decided. */
export const BAD_TOKEN_NAMES = Object.keys(BAD_TOKEN_KINDS) as readonly BadTokenName[];
