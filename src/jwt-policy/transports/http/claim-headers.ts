import {
  describeClaimPath,
  isNestedWithin,
  isUnsafeNumber,
  readClaim,
  type JwtClaims,
} from '../../claims/index.js';
import type { Report } from '../../keys/index.js';
import type { ClaimToHeader } from '../../options/index.js';
import type { Policy, PolicyResult } from '../../policy/index.js';
import type { HttpRequest } from './http-request.js';
import { addHeaders, HeaderNames, removeHeaders, spellHeader, type HeaderValue } from './request-headers.js';

/** The characters that a header may hold (RFC 9110 §5.5), on one line. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * A claim that is nested deeper is not passed on: it is of no use in a header, and writing its JSON could exhaust the
 * stack.
 */
const MAX_NESTING = 100;

/** Whether a value is, or holds at any depth, a number that JavaScript cannot represent exactly. */
function holdsUnsafeNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isUnsafeNumber(value);
  return Object.values(value).some(holdsUnsafeNumber);
}

/**
 * A text unchanged, a number or a Boolean as text, any other value as JSON; or the problem if a header cannot hold it.
 */
function textOf(value: unknown): { readonly text: string } | { readonly problem: string } {
  if (!isNestedWithin(value, MAX_NESTING)) return { problem: `it is nested more than ${MAX_NESTING} deep.` };
  // The handler would read a number that the issuer did not write: 9007199254740993 arrives as 9007199254740992.
  if (holdsUnsafeNumber(value))
    return { problem: 'it holds a number beyond ±(2^53 - 1), which cannot be read exactly.' };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return FIELD_VALUE.test(text) ? { text } : { problem: 'a header cannot hold its characters.' };
}

/**
 * Passes claims on to the handlers as request headers. Headers that a client sends under such a name are removed from
 * every request, on public routes too, so that a handler can trust them.
 */
export class ClaimHeaders {
  private readonly names: HeaderNames;
  private readonly byPolicy: ReadonlyMap<string, readonly ClaimToHeader[]>;

  /** Undefined if no policy passes on claims; headers are then not changed. */
  static of(policies: readonly Policy[], report: Report): ClaimHeaders | undefined {
    const passing = policies.filter(({ claimsToHeaders }) => claimsToHeaders.length > 0);
    return passing.length === 0 ? undefined : new ClaimHeaders(passing, report);
  }

  private constructor(
    passing: readonly Policy[],
    private readonly report: Report,
  ) {
    this.byPolicy = new Map(passing.map(({ name, claimsToHeaders }) => [name, claimsToHeaders]));
    this.names = new HeaderNames(
      passing.flatMap(({ claimsToHeaders }) => claimsToHeaders.map(({ header }) => header)),
    );
  }

  /** Removes the headers that the client sent under the names of passed-on claims. */
  removeSent(request: HttpRequest): void {
    removeHeaders(request, this.names);
  }

  /** Sets the headers of the policies that passed, in order, after `removeSent`. An absent claim sets none. */
  set(request: HttpRequest, results: Readonly<Record<string, PolicyResult>>): void {
    // Some readers treat `_` and `-` alike, so both spellings are one name. The later of two policies wins.
    const headers = new Map<string, HeaderValue>();
    for (const [policy, passedOn] of this.byPolicy) {
      const result = Object.hasOwn(results, policy) ? results[policy] : undefined;
      if (result !== undefined) this.collect(headers, result.claims, passedOn);
    }
    addHeaders(request, [...headers.values()]);
  }

  private collect(
    headers: Map<string, HeaderValue>,
    claims: JwtClaims,
    passedOn: readonly ClaimToHeader[],
  ): void {
    for (const { claim, header } of passedOn) {
      const value = readClaim(claims, claim);
      if (value === undefined || value === null) continue;
      const outcome = textOf(value);
      if ('text' in outcome) headers.set(spellHeader(header), [header, outcome.text]);
      else this.report('warn', `${describeClaimPath(claim)} is not passed on: ${outcome.problem}`);
    }
  }
}
