import { isPlainObject } from '../../src/jwt-policy/claims/index.js';
import { isRefusal } from '../../src/jwt-policy/errors/index.js';
import { ALGORITHM_NAMES, KeySet, readStaticKey } from '../../src/jwt-policy/keys/index.js';
import { fetchJwks, importJwks, type ImportedJwks } from '../../src/jwt-policy/keys/import-jwks.js';
import {
  checkProcessing,
  readAlgorithm,
  readKid,
  splitToken,
  verifySignature,
} from '../../src/jwt-policy/tokens/index.js';

/** A JWK as a vector file writes it. */
export type Jwk = Readonly<Record<string, unknown>>;

/** What became of a vector: accepted, or the first thing that refused it. */
export type Outcome =
  'accepted' | 'keys' | 'segments' | 'header' | 'processing' | 'alg' | 'kid' | 'key' | 'signature';

/** Imports the members of a published set. */
export type ImportKeys = (jwks: { readonly keys: readonly Jwk[] }) => ImportedJwks | Promise<ImportedJwks>;

/** The two ways a published set comes in: at hand, and fetched through jwks-rsa. */
export const IMPORTERS: Readonly<Record<string, ImportKeys>> = {
  'a set that is at hand': importJwks,
  'a set that jwks-rsa fetched': (jwks) =>
    fetchJwks('https://keys.example.com/jwks', () => Promise.resolve(jwks)),
};

function readSecrets(members: readonly Jwk[]): KeySet | undefined {
  const keys = members.flatMap(({ k, kid, alg }) => {
    const secret = Buffer.from(String(k), 'base64url');
    const named = kid === undefined ? {} : { kid };
    const read = readStaticKey({ secret, ...named, algorithm: alg });
    return typeof read === 'string' ? [] : read;
  });
  return keys.length === 0
    ? undefined
    : new KeySet(keys, { allowMissingKid: false, kidlessKeysAnswerAll: true });
}

/**
 * The key set that an issuer with these members would have: nothing but symmetric keys are secrets of the options,
 * anything else is a published set. Undefined where no key of it is usable.
 */
export async function readKeys(
  members: readonly Jwk[],
  importKeys: ImportKeys,
  { allowMissingKid = false } = {},
): Promise<KeySet | undefined> {
  if (members.every(({ kty }) => kty === 'oct')) return readSecrets(members);
  try {
    const { keys } = await importKeys({ keys: members });
    return new KeySet(keys, { allowMissingKid, kidlessKeysAnswerAll: false });
  } catch {
    return undefined;
  }
}

function decodeHeader(segment: string): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString());
    return isPlainObject(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes a token the way of a call down to its signature. Its payload is not looked at (most vectors have none that is
 * JSON), and every algorithm is in the allow-list, so that nothing but the key binds it.
 */
export async function decideToken(token: string, keys: KeySet | undefined): Promise<Outcome> {
  if (keys === undefined) return 'keys';
  const segments = splitToken(token);
  if (segments === undefined) return 'segments';
  const header = decodeHeader(segments[0]);
  if (header === undefined) return 'header';
  if (checkProcessing(header) !== undefined) return 'processing';
  const algorithm = readAlgorithm(header, new Set(ALGORITHM_NAMES));
  if (typeof algorithm === 'object') return 'alg';
  const read = readKid(header);
  if (isRefusal(read)) return 'kid';
  const key = keys.find(read.kid, algorithm);
  if (typeof key === 'string') return 'key';
  const { byteLength } = Buffer.from(segments[2], 'base64url');
  return (await verifySignature(token, byteLength, algorithm, key)) ? 'accepted' : 'signature';
}
