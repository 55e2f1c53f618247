import { constants, createHmac, sign, type KeyObject } from 'node:crypto';
import { factsOf, type SignatureAlgorithm } from '../keys/index.js';

/** base64url of bytes, or of the JSON of a value. */
export function encodeSegment(value: Uint8Array | object): string {
  const bytes = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
  return Buffer.from(bytes).toString('base64url');
}

/** The signature of RFC 7518 §3 over a text. */
function signatureOf(text: string, algorithm: SignatureAlgorithm, key: KeyObject): Buffer {
  const input = Buffer.from(text);
  const hash = `sha${algorithm.slice(2)}`;
  const { keyType } = factsOf(algorithm);
  if (keyType === 'secret') return createHmac(hash, key).update(input).digest();
  if (keyType === 'ed25519') return sign(null, input, key);
  if (keyType === 'ec') return sign(hash, input, { key, dsaEncoding: 'ieee-p1363' });
  if (!algorithm.startsWith('PS')) return sign(hash, input, key);
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return sign(hash, input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
}

/** A compact JWS (RFC 7515 §3.1) with exactly this header and payload. */
export function signToken(
  header: object,
  payload: object,
  algorithm: SignatureAlgorithm,
  key: KeyObject,
): string {
  const input = `${encodeSegment(header)}.${encodeSegment(payload)}`;
  return `${input}.${encodeSegment(signatureOf(input, algorithm, key))}`;
}
