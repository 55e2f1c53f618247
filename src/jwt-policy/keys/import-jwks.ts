import { createPublicKey, type KeyObject } from 'node:crypto';
import { isPlainObject } from '../claims/index.js';
import { BrokenImportError, JwtPolicyError, quote } from '../errors/index.js';
import { keyProblem } from './algorithms.js';
import { FOR_ENCRYPTION, validateJwk, type UsableMember } from './jwk.js';
import { verificationKey, type VerificationKey } from './verification-key.js';

/**
 * A set with more keys is refused as a whole. The limit cannot be set: each key is imported and checked at each refresh,
 * and issuers publish two to ten, so a larger set is a wrong document or an attack.
 */
export const MAX_KEYS = 100;

/** Thrown when a document as a whole cannot become a key set. */
export class JwksRefusedError extends JwtPolicyError {
  override readonly name = 'JwksRefusedError';
  readonly code = 'KEY_SET_REFUSED';
}

/** Something odd about a key set, as a sentence without its full stop. `debug`: nothing is wrong. */
export interface KeySetFinding {
  readonly level: 'debug' | 'warn';
  readonly sentence: string;
}

/** Keys of a JWKS, and a finding for each member that was dropped. */
export interface ImportedJwks {
  readonly keys: readonly VerificationKey[];
  readonly dropped: readonly KeySetFinding[];
}

/** A member of a set: the part that may be used, or why it is dropped. */
interface ValidatedMember {
  /** By its kid, which stays when a set changes its order, or else by its place. */
  readonly name: string;
  readonly usable: UsableMember | string;
}

function validate(member: unknown, index: number): ValidatedMember {
  const kid = isPlainObject(member) && Object.hasOwn(member, 'kid') ? member['kid'] : undefined;
  const name = typeof kid === 'string' && kid !== '' ? quote(kid) : String(index);
  return { name, usable: validateJwk(member) };
}

function validateMembers(document: unknown): readonly ValidatedMember[] {
  const members = isPlainObject(document) && Object.hasOwn(document, 'keys') ? document['keys'] : undefined;
  if (!Array.isArray(members))
    throw new JwksRefusedError('the document is not a JWK set: it has no "keys" array');
  if (members.length === 0) throw new JwksRefusedError('the JWK set is empty');
  if (members.length > MAX_KEYS)
    throw new JwksRefusedError(
      `the JWK set has ${members.length} keys, more than ${MAX_KEYS}; this limit cannot be set, because an issuer needs two to ten`,
    );
  return members.map(validate);
}

/** What OpenSSL refuses to import, by the type of the key. */
const NO_KEY = {
  RSA: 'its n and e do not make an RSA key',
  EC: 'its x and y are not a point on its curve',
  OKP: 'its x is not an Ed25519 key',
} as const;

function bind({ kid, alg, jwk }: UsableMember, key: KeyObject | undefined): VerificationKey | string {
  if (key === undefined) return NO_KEY[jwk.kty];
  return keyProblem(key) ?? verificationKey(key, kid, alg);
}

/** Each member counts by itself: a bad one is dropped with a sentence, and the good ones are used (RFC 7517 §5). */
function collect(
  members: readonly ValidatedMember[],
  keyOf: (member: UsableMember, index: number) => KeyObject | undefined,
): ImportedJwks {
  const dropped: KeySetFinding[] = [];
  const keys = members.flatMap(({ name, usable }, index) => {
    const bound = typeof usable === 'string' ? usable : bind(usable, keyOf(usable, index));
    if (typeof bound !== 'string') return [bound];
    const level = bound === FOR_ENCRYPTION ? 'debug' : 'warn';
    dropped.push({ level, sentence: `key ${name} is not used: ${bound}` });
    return [];
  });
  if (keys.length > 0) return { keys, dropped };
  const why = dropped.map(({ sentence }) => sentence).join('; ');
  throw new JwksRefusedError(`the JWK set holds no usable key (${why})`);
}

/** A member of a JWK set: the key that it becomes, or why it is not used. */
export interface BoundMember {
  /** The kid, quoted, or the place in the set where there is none. */
  readonly name: string;
  readonly bound: VerificationKey | string;
}

function importMember({ jwk }: UsableMember): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** What becomes of each member of a JWK set. Throws `JwksRefusedError` for a document that is none. */
export function bindMembers(document: unknown): readonly BoundMember[] {
  return validateMembers(document).map(({ name, usable }) => ({
    name,
    bound: typeof usable === 'string' ? usable : bind(usable, importMember(usable)),
  }));
}

/** Imports a JWK set of the options. Throws `JwksRefusedError` when no key of it can be used. */
export function importJwks(document: unknown): ImportedJwks {
  return collect(validateMembers(document), importMember);
}

/** Loads jwks-rsa. Rejects with `BrokenImportError` if a transform has taken its default export away. */
export async function loadJwksRsa(): Promise<typeof import('jwks-rsa')> {
  const { default: jwksRsa } = await import('jwks-rsa');
  if (typeof jwksRsa !== 'function') throw new BrokenImportError('jwks-rsa');
  return jwksRsa;
}

/**
 * Fetches a JWK set through jwks-rsa and imports it. jwks-rsa sees only members that passed, reduced to what makes the
 * key, with their index as `kid`: it skips members that it cannot import, so their order would be lost. jwks-rsa is
 * loaded at the first fetch, so that importing the library does not wait for it.
 * Rejects with what `fetchDocument` threw, or with `JwksRefusedError`.
 */
export async function fetchJwks(
  url: string,
  fetchDocument: (url: string) => Promise<unknown>,
): Promise<ImportedJwks> {
  const jwksRsa = await loadJwksRsa();
  let members: readonly ValidatedMember[] = [];
  const client = jwksRsa({
    jwksUri: url,
    cache: false,
    rateLimit: false,
    fetcher: async (uri) => {
      members = validateMembers(await fetchDocument(uri));
      const keys = members.flatMap(({ usable }, index) =>
        typeof usable === 'string' ? [] : [{ ...usable.jwk, kid: String(index) }],
      );
      return { keys };
    },
  });
  const signingKeys = await client.getSigningKeys().catch((error: unknown) => {
    // jwks-rsa could import none of them. collect() reports why for each.
    if (error instanceof jwksRsa.JwksError) return [];
    throw error;
  });
  const pems = new Map(signingKeys.map((signingKey) => [signingKey.kid, signingKey.getPublicKey()]));
  return collect(members, (_member, index) => {
    const pem = pems.get(String(index));
    return pem === undefined ? undefined : createPublicKey(pem);
  });
}
