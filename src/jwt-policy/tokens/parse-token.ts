import { isUtf8 } from 'node:buffer';
import { isPlainObject, type JwtClaims } from '../claims/index.js';
import { refuse, type Refusal } from '../errors/index.js';
import { endsCanonically } from './base64url.js';

/** Judged before anything is decoded. */
export const MAX_TOKEN_CHARACTERS = 16 * 1024;

/** A well-formed token. Nothing of it is verified yet. */
export interface ParsedToken {
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: JwtClaims;
  readonly signatureBytes: number;
}

/** Header, payload and signature of a compact JWS, still encoded. */
export type TokenSegments = readonly [header: string, payload: string, signature: string];

const SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** An unsecured JWS ends with the second dot (RFC 7515 appendix A.5). */
const UNSECURED_SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/**
 * The three segments of a compact JWS, each canonical base64url, or undefined. `isUnsecured` lets the last be empty:
 * only for where no signature is verified.
 */
export function splitToken(token: string, isUnsecured = false): TokenSegments | undefined {
  if (token.length > MAX_TOKEN_CHARACTERS) return undefined;
  if (!(isUnsecured ? UNSECURED_SHAPE : SHAPE).test(token)) return undefined;
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  const segments = [token.slice(0, first), token.slice(first + 1, second), token.slice(second + 1)] as const;
  return segments.every(endsCanonically) ? segments : undefined;
}

/** JSON of exactly these bytes: a replaced byte would let two byte sequences read as one claim. */
function decodeObject(segment: string): Record<string, unknown> | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  if (!isUtf8(bytes)) return undefined;
  try {
    // A byte order mark stays in the text, and JSON refuses it.
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses a compact JWS (RFC 7515 §3.1, §5.2) strictly: three non-empty canonical segments, header and payload
 * plain JSON objects in valid UTF-8. JWE, unsecured and JSON-serialised tokens are refused by this.
 * `segments` are those of `splitToken`, where they are at hand. One parse serves every later step, so that no two of them can read a duplicate member differently.
 */
export function parseToken(token: string, segments = splitToken(token)): ParsedToken | Refusal {
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
