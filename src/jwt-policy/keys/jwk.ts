import { isPlainObject } from '../claims/index.js';
import { factsOf, isAlgorithm, type SignatureAlgorithm } from './algorithms.js';

/** A JWK with nothing in it but the public members that make the key. */
export type PublicJwk =
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }
  | { readonly kty: 'EC'; readonly crv: string; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

/** A member of a JWKS that may be used. */
export interface UsableMember {
  readonly kid: string | undefined;
  readonly alg: SignatureAlgorithm | undefined;
  readonly jwk: PublicJwk;
}

/** Opaque, but not endless: a `kid` longer than this is neither stored nor looked up. */
export const MAX_KID_CHARACTERS = 1024;

const CURVES: Readonly<Record<string, SignatureAlgorithm>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
};
/** What a key can be for that has nothing to do with signatures (RFC 7517 §4.3). */
const OTHER_OPERATIONS = new Set<unknown>([
  'encrypt',
  'decrypt',
  'wrapKey',
  'unwrapKey',
  'deriveKey',
  'deriveBits',
]);
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const BASE64URL = /^[A-Za-z0-9_-]+$/;

function isBase64url(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 4096 && BASE64URL.test(value);
}

function publicMembers(member: Record<string, unknown>): PublicJwk | string {
  const { kty, crv, n, e, x, y } = member;
  if (kty === 'RSA') return isBase64url(n) && isBase64url(e) ? { kty, n, e } : 'n or e is not base64url';
  if (kty === 'EC' && typeof crv === 'string' && Object.hasOwn(CURVES, crv)) {
    return isBase64url(x) && isBase64url(y) ? { kty, crv, x, y } : 'x or y is not base64url';
  }
  if (kty === 'OKP' && crv === 'Ed25519') return isBase64url(x) ? { kty, crv, x } : 'x is not base64url';
  return 'its key type or curve is not supported';
}

function algorithmGoesWith(alg: SignatureAlgorithm, jwk: PublicJwk): boolean {
  if (jwk.kty === 'EC') return CURVES[jwk.crv] === alg;
  return factsOf(alg).keyType === (jwk.kty === 'RSA' ? 'rsa' : 'ed25519');
}

/** Why a key for encryption is dropped. Nothing is wrong with it: many issuers publish such keys beside the others. */
export const FOR_ENCRYPTION = 'it is for encryption, not for signatures';

/** The own members of a JWK. One that is null counts as absent: serializers write null for what is not set. */
function presentMembers(member: object): Record<string, unknown> {
  const present: Record<string, unknown> = { __proto__: null };
  for (const [name, value] of Object.entries(member)) if (value !== null) present[name] = value;
  return present;
}

/** Why `use` and `key_ops` leave nothing to verify with, or undefined. */
function purposeProblem({ use, key_ops: operations }: Record<string, unknown>): string | undefined {
  if (use === 'enc') return FOR_ENCRYPTION;
  if (use !== undefined && use !== 'sig') return 'its use is not "sig"';
  if (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
    return undefined;
  const isForOthers = Array.isArray(operations) && operations.some((one) => OTHER_OPERATIONS.has(one));
  return isForOthers && use === undefined ? FOR_ENCRYPTION : 'its key_ops do not include "verify"';
}

/**
 * Judges one member of a JWKS (RFC 7517 §4): the part of it that may be used, or why it is dropped.
 * jwks-rsa hands over a bare PEM, so `use`, `key_ops` and `alg` must be judged before it sees the set.
 * The key itself (point on the curve, modulus) is judged when it is imported.
 */
export function judgeJwk(member: unknown): UsableMember | string {
  if (!isPlainObject(member)) return 'it is not an object';
  const own = presentMembers(member);
  const { kid, alg } = own;
  if (own['kty'] === 'oct') return 'it is symmetric: a secret does not belong into a published set';
  if (PRIVATE_MEMBERS.some((name) => name in own)) return 'it has private members: that key is compromised';
  const purpose = purposeProblem(own);
  if (purpose !== undefined) return purpose;
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID_CHARACTERS)) {
    return `its kid is not a string of 1 to ${MAX_KID_CHARACTERS} characters`;
  }
  if (alg !== undefined && !isAlgorithm(alg)) return 'its alg is not a supported signature algorithm';
  const jwk = publicMembers(own);
  if (typeof jwk === 'string') return jwk;
  if (alg !== undefined && !algorithmGoesWith(alg, jwk))
    return 'its alg does not go with its key type or curve';
  return { kid, alg, jwk };
}
