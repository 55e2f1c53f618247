import { quote } from '../errors/index.js';

/** An issuer as a log line names it. */
export function issuerName(issuer: string | null): string {
  return issuer === null ? 'any issuer' : quote(issuer, 200);
}
