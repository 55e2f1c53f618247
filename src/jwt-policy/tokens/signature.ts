import { verify as cryptoVerify } from 'node:crypto';
import jsonwebtoken, { type Algorithm as JsonWebTokenAlgorithm } from 'jsonwebtoken';
import { factsOf, type Algorithm, type VerificationKey } from '../keys/index.js';

function expectedSignatureBytes(algorithm: Algorithm, key: VerificationKey): number {
  return (
    factsOf(algorithm).signatureBytes ?? Math.ceil((key.key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
  );
}

function verifyEd25519(token: string, key: VerificationKey): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return cryptoVerify(null, Buffer.from(token.slice(0, end), 'latin1'), key.key, signature);
}

// Signature only: every claim is judged by our own steps, with our clock.
const SIGNATURE_ONLY = { ignoreExpiration: true, ignoreNotBefore: true, clockTimestamp: 1 };

/**
 * Whether the signature of a well-formed token is the key's (RFC 7515 §5.2). The caller has bound the algorithm to
 * the key; the length is judged here, because a signature has only one (RFC 7518 §3.3 to §3.5, P1363 for ECDSA).
 * Never throws: jsonwebtoken throws on some payloads that were signed well, `null` for one.
 */
export function verifySignature(
  token: string,
  signatureBytes: number,
  algorithm: Algorithm,
  key: VerificationKey,
): boolean {
  if (signatureBytes !== expectedSignatureBytes(algorithm, key)) return false;
  try {
    if (factsOf(algorithm).keyType === 'ed25519') return verifyEd25519(token, key);
    jsonwebtoken.verify(token, key.key, {
      ...SIGNATURE_ONLY,
      algorithms: [algorithm as JsonWebTokenAlgorithm],
    });
    return true;
  } catch {
    return false;
  }
}
