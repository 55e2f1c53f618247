import { dropPromise, isPlainObject, type JwtClaims } from '../claims/index.js';
import { REFUSALS, type Refusal } from '../errors/index.js';
import type { RefusalHint } from './options.js';
import type { Policy } from './policy.js';
import type { Problems } from './problems.js';
import type { Subject } from './subject.js';

function isHint(value: unknown): value is RefusalHint {
  if (!isPlainObject(value)) return false;
  const { code, message, matches } = value;
  const isCode = typeof code === 'string' && Object.hasOwn(REFUSALS, code);
  return isCode && typeof message === 'string' && message !== '' && typeof matches === 'function';
}

/** Judges a list of hints. What is no list at all was told by the shape. */
export function normalizeHints(input: unknown, path: string, problems: Problems): readonly RefusalHint[] {
  const given: readonly unknown[] = Array.isArray(input) ? input : [];
  for (const [index, hint] of given.entries()) {
    if (!isHint(hint))
      problems.add(
        `${path}[${index}]`,
        'must be { code, message, matches(claims, token) } of a refusal code.',
      );
  }
  return Object.freeze(given.filter(isHint));
}

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
 * The refusal with the likely cause in its detail, where a hint knows one: of the issuer that the token names, else of
 * any issuer of the policy. A hint sees the same of a remembered token as of a new one.
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
