import { quote, REFUSALS, singleLine } from '../errors/index.js';
import type { Refused } from '../policy/index.js';
import { tokenDigest } from '../tokens/index.js';

/** A line for the log. `debug` for calls that merely lack a token: that is what a scanner or a first call looks like. */
export interface RefusalLine {
  readonly level: 'debug' | 'warn';
  readonly message: string;
}

/**
 * A refusal as a log line: code, route, policy, step, what was wrong, and of the token only issuer, kid and the first
 * 8 hex digits of its SHA-256. Never the token, a header or any other claim value.
 */
export function refusalLine(route: string, { refusal, policy, step, subject }: Refused): RefusalLine {
  // A token that was remembered is not parsed anew: its claims and its key say the same.
  const claims = subject?.parsed?.payload ?? subject?.verified;
  const kid = subject?.parsed?.header['kid'] ?? subject?.key?.kid;
  const parts = [
    ...(policy === undefined ? [] : [`policy=${quote(policy)}`]),
    `step=${quote(step)}`,
    ...(claims?.iss === undefined ? [] : [`issuer=${quote(claims.iss, 200)}`]),
    ...(kid === undefined ? [] : [`kid=${quote(kid)}`]),
    ...(subject?.token === undefined ? [] : [`token=${tokenDigest(subject.token)}`]),
  ];
  const level = REFUSALS[refusal.code].family === 'no_token' ? 'debug' : 'warn';
  return {
    level,
    message: singleLine(`${refusal.code} at ${route}: ${refusal.detail} (${parts.join(' ')})`),
  };
}
