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

/** What can stand in a header (RFC 9110 §5.5), and is one line. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** JSON of a claim that is nested deeper would be of no use in a header, and writing it could exhaust the stack. */
const MAX_NESTING = 100;

/** Whether a value is, or holds at any depth, a number that JavaScript cannot tell from its neighbours. */
function holdsUnsafeNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isUnsafeNumber(value);
  return Object.values(value).some(holdsUnsafeNumber);
}

/** Text as it is, a number or a Boolean as text, anything else as JSON; or why a header cannot hold it. */
function textOf(value: unknown): { readonly text: string } | { readonly problem: string } {
  if (!isNestedWithin(value, MAX_NESTING)) return { problem: `it is nested more than ${MAX_NESTING} deep.` };
  // The handler would read another number than the issuer wrote: 9007199254740993 arrives as 9007199254740992.
  if (holdsUnsafeNumber(value))
    return { problem: 'it holds a number beyond ±(2^53 - 1), which cannot be read exactly.' };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return FIELD_VALUE.test(text) ? { text } : { problem: 'a header cannot hold its characters.' };
}

/**
 * Passes claims on to the handlers as request headers. What a client sends under such a name is removed from every
 * request, of public routes too: a handler that reads the header must be able to trust it.
 */
export class ClaimHeaders {
  private readonly names: HeaderNames;
  private readonly byPolicy: ReadonlyMap<string, readonly ClaimToHeader[]>;

  /** Undefined where no policy passes on claims: nothing is done then. */
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

  /** Removes what the client sent under the names that claims are passed on by. */
  removeSent(request: HttpRequest): void {
    removeHeaders(request, this.names);
  }

  /** Sets the headers of the policies that passed, in order, after `removeSent`. An absent claim sets none. */
  set(request: HttpRequest, results: Readonly<Record<string, PolicyResult>>): void {
    // By the spelling that readers take alike: of two policies the later one wins.
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
