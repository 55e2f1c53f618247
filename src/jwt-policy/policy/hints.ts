import { dropPromise, type JwtClaims } from '../claims/index.js';
import type { Refusal } from '../errors/index.js';
import type { RefusalHint } from '../options/index.js';
import type { Policy } from './policy.js';
import type { Subject } from './subject.js';

function applies(hint: RefusalHint, claims: JwtClaims, token: string): boolean {
  try {
    const result: unknown = hint.matches(claims, token);
    dropPromise(result);
    return result === true;
  } catch {
    return false;
  }
}

/**
 * The refusal, with the likely cause added to its detail if a hint knows one. The hints are those of the issuer that the
 * token names, otherwise those of every issuer of the policy. A hint sees a cached token as it sees a new one.
 */
export function withHint(refusal: Refusal, { issuers }: Policy, subject: Subject): Refusal {
  const asked = subject.issuer === undefined ? issuers : [subject.issuer];
  const known = asked.flatMap(({ options }) => options.hints.filter(({ code }) => code === refusal.code));
  if (known.length === 0) return refusal;
  const claims = subject.verified ?? subject.parsed?.payload ?? {};
  const hint = known.find((one) => applies(one, claims, subject.token ?? ''));
  return hint === undefined
    ? refusal
    : { ...refusal, detail: `${refusal.detail}; likely cause: ${hint.message}` };
}
