import { isPlainObject } from '../claims/index.js';
import { quote } from '../errors/index.js';
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

/** A `kid` longer than this is neither stored nor looked up. */
export const MAX_KID_CHARACTERS = 1024;

const CURVES: Readonly<Record<string, SignatureAlgorithm>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
};
/** Operations that have nothing to do with signatures (RFC 7517 §4.3). */
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

/** A larger modulus than that of 8,192 bits is refused anyway; it takes 1,366 characters. */
const MAX_MEMBER_CHARACTERS = 4096;

/** What is wrong with one of the members that make a key, or undefined. */
function memberProblem(member: Record<string, unknown>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = member[name];
    if (value === undefined) return `it has no ${name}`;
    if (typeof value !== 'string' || !BASE64URL.test(value)) return `its ${name} is not base64url`;
    if (value.length > MAX_MEMBER_CHARACTERS)
      return `its ${name} has more than ${MAX_MEMBER_CHARACTERS} characters`;
  }
  return undefined;
}

function publicMembers(member: Record<string, unknown>): PublicJwk | string {
  const { kty, crv } = member;
  const { n, e, x, y } = member as Record<string, string>;
  if (kty === undefined) return 'it has no kty';
  if (kty === 'RSA') return memberProblem(member, ['n', 'e']) ?? ({ kty, n, e } as PublicJwk);
  if (kty !== 'EC' && kty !== 'OKP') return `its kty ${quote(kty)} is not supported`;
  if (crv === undefined) return 'it has no crv';
  if (kty === 'EC' && typeof crv === 'string' && Object.hasOwn(CURVES, crv))
    return memberProblem(member, ['x', 'y']) ?? ({ kty, crv, x, y } as PublicJwk);
  if (kty === 'OKP' && crv === 'Ed25519')
    return memberProblem(member, ['x']) ?? ({ kty, crv, x } as PublicJwk);
  return `its crv ${quote(crv)} is not supported with kty ${quote(kty)}`;
}

function algorithmGoesWith(alg: SignatureAlgorithm, jwk: PublicJwk): boolean {
  if (jwk.kty === 'EC') return CURVES[jwk.crv] === alg;
  return factsOf(alg).keyType === (jwk.kty === 'RSA' ? 'rsa' : 'ed25519');
}

/** Why a key for encryption is dropped. Many issuers publish such keys beside the others, so nothing is wrong. */
export const FOR_ENCRYPTION = 'it is for encryption, not for signatures';

/** The own members of a JWK. A member that is null counts as absent, because some serializers write null for unset members. */
function presentMembers(member: object): Record<string, unknown> {
  const present: Record<string, unknown> = { __proto__: null };
  for (const [name, value] of Object.entries(member)) if (value !== null) present[name] = value;
  return present;
}

/** Why `use` and `key_ops` leave nothing to verify with, or undefined. */
function purposeProblem({ use, key_ops: operations }: Record<string, unknown>): string | undefined {
  if (use === 'enc') return FOR_ENCRYPTION;
  if (use !== undefined && use !== 'sig') return `its use is ${quote(use)}, not "sig"`;
  if (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
    return undefined;
  const isForOthers = Array.isArray(operations) && operations.some((one) => OTHER_OPERATIONS.has(one));
  return isForOthers && use === undefined ? FOR_ENCRYPTION : 'its key_ops do not include "verify"';
}

/**
 * Validates one member of a JWKS (RFC 7517 §4): gives the part of it that may be used, or why it is dropped.
 * jwks-rsa returns a bare PEM, so `use`, `key_ops` and `alg` are checked before it sees the set.
 * The key itself (point on the curve, modulus) is checked when it is imported.
 */
export function validateJwk(member: unknown): UsableMember | string {
  if (!isPlainObject(member)) return 'it is not an object';
  const own = presentMembers(member);
  const { kid, alg } = own;
  if (own['kty'] === 'oct') return 'it is symmetric (kty "oct"): a secret must not be published';
  if (PRIVATE_MEMBERS.some((name) => name in own))
    return 'it has private members, so everybody can sign with it: the issuer must replace this key';
  const purpose = purposeProblem(own);
  if (purpose !== undefined) return purpose;
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID_CHARACTERS)) {
    return `its kid is not a string of 1 to ${MAX_KID_CHARACTERS} characters`;
  }
  if (alg !== undefined && !isAlgorithm(alg)) return `its alg ${quote(alg)} is not supported for signatures`;
  const jwk = publicMembers(own);
  if (typeof jwk === 'string') return jwk;
  if (alg !== undefined && !algorithmGoesWith(alg, jwk))
    return `its alg ${quote(alg)} does not go with its ${'crv' in jwk ? `crv ${quote(jwk.crv)}` : `kty ${quote(jwk.kty)}`}`;
  return { kid, alg, jwk };
}
