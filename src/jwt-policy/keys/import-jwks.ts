import { createPublicKey, type KeyObject } from 'node:crypto';
import { isPlainObject } from '../claims/index.js';
import { BrokenImportError, JwtPolicyError, quote } from '../errors/index.js';
import { keyProblem } from './algorithms.js';
import { FOR_ENCRYPTION, judgeJwk, type UsableMember } from './jwk.js';
import { verificationKey, type VerificationKey } from './verification-key.js';

/** More members than this make a document suspect: it is refused as a whole. */
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

/** A member of a set, and what came of it. */
interface Judged {
  /** By its kid, which stays when a set changes its order, or else by its place. */
  readonly name: string;
  readonly usable: UsableMember | string;
}

function judge(member: unknown, index: number): Judged {
  const kid = isPlainObject(member) && Object.hasOwn(member, 'kid') ? member['kid'] : undefined;
  const name = typeof kid === 'string' && kid !== '' ? quote(kid) : String(index);
  return { name, usable: judgeJwk(member) };
}

function judgeMembers(document: unknown): readonly Judged[] {
  const members = isPlainObject(document) && Object.hasOwn(document, 'keys') ? document['keys'] : undefined;
  if (!Array.isArray(members))
    throw new JwksRefusedError('the document is not a JWK set: it has no "keys" array');
  if (members.length === 0) throw new JwksRefusedError('the JWK set is empty');
  if (members.length > MAX_KEYS) throw new JwksRefusedError(`the JWK set has more than ${MAX_KEYS} keys`);
  return members.map(judge);
}

function bind({ kid, alg }: UsableMember, key: KeyObject | undefined): VerificationKey | string {
  if (key === undefined) return 'its members do not make a key';
  return keyProblem(key) ?? verificationKey(key, kid, alg);
}

/** Each member is judged by itself: a bad one is dropped with a sentence, the good ones work (RFC 7517 §5). */
function collect(
  judged: readonly Judged[],
  keyOf: (member: UsableMember, index: number) => KeyObject | undefined,
): ImportedJwks {
  const dropped: KeySetFinding[] = [];
  const keys = judged.flatMap(({ name, usable }, index) => {
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

/** Imports a JWK set that is at hand. Throws `JwksRefusedError` when no key of it can be used. */
export function importJwks(document: unknown): ImportedJwks {
  return collect(judgeMembers(document), ({ jwk }) => {
    try {
      return createPublicKey({ key: { ...jwk }, format: 'jwk' });
    } catch {
      return undefined;
    }
  });
}

/**
 * Fetches a JWK set through jwks-rsa and imports it. jwks-rsa sees only members that were judged, reduced to what
 * makes the key, with their index as `kid`: it skips what it cannot import and would lose which is which.
 * jwks-rsa is loaded here: importing the library does not wait for it, and who has his keys at hand never loads it.
 * Rejects with what `fetchDocument` threw, or with `JwksRefusedError`.
 */
export async function fetchJwks(
  url: string,
  fetchDocument: (url: string) => Promise<unknown>,
): Promise<ImportedJwks> {
  const { default: jwksRsa } = await import('jwks-rsa');
  if (typeof jwksRsa !== 'function') throw new BrokenImportError('jwks-rsa');
  let judged: readonly Judged[] = [];
  const client = jwksRsa({
    jwksUri: url,
    cache: false,
    rateLimit: false,
    fetcher: async (uri) => {
      judged = judgeMembers(await fetchDocument(uri));
      const keys = judged.flatMap(({ usable }, index) =>
        typeof usable === 'string' ? [] : [{ ...usable.jwk, kid: String(index) }],
      );
      return { keys };
    },
  });
  const signingKeys = await client.getSigningKeys().catch((error: unknown) => {
    // It got or could import none of them; collect() says why, of each.
    if (error instanceof jwksRsa.JwksError) return [];
    throw error;
  });
  const pems = new Map(signingKeys.map((signingKey) => [signingKey.kid, signingKey.getPublicKey()]));
  return collect(judged, (_member, index) => {
    const pem = pems.get(String(index));
    return pem === undefined ? undefined : createPublicKey(pem);
  });
}
