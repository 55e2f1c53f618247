import { createPublicKey, type KeyObject } from 'node:crypto';
import jwksRsa from 'jwks-rsa';
import { isPlainObject } from '../claims/index.js';
import { keyProblem } from './algorithms.js';
import { judgeJwk, type UsableMember } from './jwk.js';
import { verificationKey, type VerificationKey } from './verification-key.js';

/** More members than this make a document suspect: it is refused as a whole. */
export const MAX_KEYS = 100;

/** Thrown when a document as a whole cannot become a key set. */
export class JwksRefusedError extends Error {
  override readonly name = 'JwksRefusedError';
}

/** Keys of a JWKS, and a sentence for each member that was dropped. */
export interface ImportedJwks {
  readonly keys: readonly VerificationKey[];
  readonly dropped: readonly string[];
}

type Judged = UsableMember | string;

function membersOf(document: unknown): readonly unknown[] {
  const members = isPlainObject(document) && Object.hasOwn(document, 'keys') ? document['keys'] : undefined;
  if (!Array.isArray(members))
    throw new JwksRefusedError('the document is not a JWK set: it has no "keys" array');
  if (members.length === 0) throw new JwksRefusedError('the JWK set is empty');
  if (members.length > MAX_KEYS) throw new JwksRefusedError(`the JWK set has more than ${MAX_KEYS} keys`);
  return members;
}

/** Each member is judged by itself: a bad one is dropped with a sentence, the good ones work (RFC 7517 §5). */
function collect(judged: readonly Judged[], keyAt: (index: number) => KeyObject | undefined): ImportedJwks {
  const dropped: string[] = [];
  const keys = judged.flatMap((member, index) => {
    const key = typeof member === 'string' ? undefined : keyAt(index);
    let problem = typeof member === 'string' ? member : 'its members do not make a key';
    if (key !== undefined && typeof member !== 'string') {
      const unfit = keyProblem(key);
      if (unfit === undefined) return [verificationKey(key, member.kid, member.alg)];
      problem = unfit;
    }
    dropped.push(`key ${index} is not used: ${problem}`);
    return [];
  });
  if (keys.length === 0)
    throw new JwksRefusedError(`the JWK set holds no usable key (${dropped.join('; ')})`);
  return { keys, dropped };
}

/** Imports a JWK set that is at hand. Throws `JwksRefusedError` when no key of it can be used. */
export function importJwks(document: unknown): ImportedJwks {
  const judged = membersOf(document).map(judgeJwk);
  return collect(judged, (index) => {
    const member = judged[index];
    if (member === undefined || typeof member === 'string') return undefined;
    try {
      return createPublicKey({ key: { ...member.jwk }, format: 'jwk' });
    } catch {
      return undefined;
    }
  });
}

/**
 * Fetches a JWK set through jwks-rsa and imports it. jwks-rsa sees only members that were judged, reduced to what
 * makes the key, with their index as `kid`: it skips what it cannot import and would lose which is which.
 * Rejects with what `fetchDocument` threw, or with `JwksRefusedError`.
 */
export async function fetchJwks(
  url: string,
  fetchDocument: (url: string) => Promise<unknown>,
): Promise<ImportedJwks> {
  let judged: readonly Judged[] = [];
  const client = jwksRsa({
    jwksUri: url,
    cache: false,
    rateLimit: false,
    fetcher: async (uri) => {
      judged = membersOf(await fetchDocument(uri)).map(judgeJwk);
      const keys = judged.flatMap((member, index) =>
        typeof member === 'string' ? [] : [{ ...member.jwk, kid: String(index) }],
      );
      if (keys.length === 0) collect(judged, () => undefined);
      return { keys };
    },
  });
  const signingKeys = await client.getSigningKeys();
  const pems = new Map(signingKeys.map((signingKey) => [signingKey.kid, signingKey.getPublicKey()]));
  return collect(judged, (index) => {
    const pem = pems.get(String(index));
    return pem === undefined ? undefined : createPublicKey(pem);
  });
}
