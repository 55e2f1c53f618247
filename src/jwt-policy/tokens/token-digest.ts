import { createHash } from 'node:crypto';

/** The first 8 hex digits of the token's SHA-256: enough to find its calls in a log, useless for anything else. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}
