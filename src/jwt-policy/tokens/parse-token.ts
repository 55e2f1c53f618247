import { isPlainObject, type JwtClaims } from '../claims/index.js';
import { refuse, type Refusal } from '../errors/index.js';
import { isCanonicalBase64url } from './base64url.js';

/** Judged before anything is decoded. */
export const MAX_TOKEN_CHARACTERS = 16 * 1024;

/** A well-formed token. Nothing of it is verified yet. */
export interface ParsedToken {
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: JwtClaims;
  readonly signatureBytes: number;
}

/** The three segments of a compact JWS, each canonical base64url, or undefined. */
export function splitToken(token: string): readonly [string, string, string] | undefined {
  if (token.length > MAX_TOKEN_CHARACTERS) return undefined;
  const [header, payload, signature, ...others] = token.split('.', 4);
  if (header === undefined || payload === undefined || signature === undefined || others.length > 0)
    return undefined;
  if (![header, payload, signature].every(isCanonicalBase64url)) return undefined;
  return [header, payload, signature];
}

// Fatal: a replaced byte would let two byte sequences read as one claim. ignoreBOM keeps the mark, which JSON refuses.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeObject(segment: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(Buffer.from(segment, 'base64url')));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses a compact JWS (RFC 7515 §3.1, §5.2) strictly: three non-empty canonical segments, header and payload
 * plain JSON objects in valid UTF-8. JWE, unsecured and JSON-serialised tokens are refused by this.
 * One parse serves every later step, so that no two of them can read a duplicate member differently.
 */
export function parseToken(token: string): ParsedToken | Refusal {
  const segments = splitToken(token);
  if (segments === undefined) {
    return refuse(
      'TOKEN_MALFORMED',
      'the token is not three segments of canonical base64url, or is too long',
    );
  }
  const header = decodeObject(segments[0]);
  if (header === undefined) return refuse('TOKEN_MALFORMED', 'the token header is not a JSON object');
  const payload = decodeObject(segments[1]);
  if (payload === undefined) return refuse('TOKEN_MALFORMED', 'the token payload is not a JSON object');
  return { token, header, payload, signatureBytes: Math.floor((segments[2].length * 3) / 4) };
}
