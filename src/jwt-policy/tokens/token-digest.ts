import { createHash, hash } from 'node:crypto';

/** The first 8 hex digits of the token's SHA-256: enough to find its calls in a log, and not enough to find the token. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}

/**
 * The cache key of a token: the SHA-256 of its whole text. Two spellings of one token have two keys, and the cache holds
 * no bearer token that could leak from a heap dump.
 */
export function tokenKey(token: string): string {
  return hash('sha256', token, 'base64url');
}
