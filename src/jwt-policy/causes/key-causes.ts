import type { CauseEvidence, KnownCause } from './known-cause.js';

/** Tokens seldom live longer: of an older one the key may have been replaced since. */
const FRESH_SECONDS = 3600;

function isUnknownKid({ accepts, found }: CauseEvidence): boolean {
  return typeof found === 'string' && accepts.length > 0 && !accepts.includes(found);
}

function isFresh({ claims: { iat, exp }, nowSeconds }: CauseEvidence): boolean {
  const isOld = typeof iat === 'number' && nowSeconds - iat > FRESH_SECONDS;
  return !isOld && !(typeof exp === 'number' && exp <= nowSeconds);
}

function isSymmetric(alg: unknown): boolean {
  return alg === 'HS256' || alg === 'HS384' || alg === 'HS512';
}

/** Causes of a key or an algorithm that does not fit. */
export const KEY_CAUSES: readonly KnownCause[] = [
  {
    name: 'other-keys',
    codes: ['KEY_UNKNOWN'],
    mender: 'operator',
    otherMender: 'caller',
    sentence: () =>
      'the token is new, and no key that is known here has its kid: the key was replaced, or the token or the keys are of another environment under the same iss',
    matches: (evidence) => isUnknownKid(evidence) && isFresh(evidence),
  },
  {
    name: 'key-rotated',
    codes: ['KEY_UNKNOWN'],
    mender: 'caller',
    sentence: () => 'the issuer has replaced the key that signed this old token: get a new token',
    matches: isUnknownKid,
  },
  {
    name: 'algorithm-none',
    codes: ['ALGORITHM_REFUSED'],
    mender: 'issuer',
    sentence: () => 'the token says that it is not signed (alg none), and such a token is never accepted',
    matches: ({ found }) => typeof found === 'string' && found.toLowerCase() === 'none',
  },
  {
    name: 'shared-secret',
    codes: ['ALGORITHM_REFUSED'],
    mender: 'issuer',
    sentence: () =>
      'the token is signed with a shared secret and not with a key of the issuer: either it was made by someone else, or a signing key has to be chosen at the issuer, as at Supabase and Authentik',
    matches: ({ found, accepts }) => isSymmetric(found) && !accepts.some(isSymmetric),
  },
];
