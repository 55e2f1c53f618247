import { isClaimPath, isPlainObject } from '../claims/index.js';
import type { ClaimToHeader } from './options.js';
import type { Problems } from './problems.js';

/** RFC 9110 §5.1: a field name is a token. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
/** What the framework, the router or this guard reads: a claim must not speak for the request. No object holds a `__proto__`. */
const RESERVED = new Set(
  '__proto__ authorization connection content-length content-type cookie host te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

/** With `_` for `-` it is the same header to whom removes it, and to some who read it. */
function isReserved(header: string): boolean {
  return RESERVED.has(header) || RESERVED.has(header.replaceAll('_', '-'));
}

/** What is wrong with an entry of `claimsToHeaders`, in words, or undefined. */
export function claimToHeaderProblem(entry: unknown): string | undefined {
  if (!isPlainObject(entry)) return 'must be an object such as { claim: "sub", header: "x-user" }.';
  const unknown = Object.keys(entry).find((name) => name !== 'claim' && name !== 'header');
  if (unknown !== undefined) return `has the unknown name ${JSON.stringify(unknown)}; known: claim, header.`;
  if (!isClaimPath(entry['claim']))
    return 'claim must be a claim name, or a list of names for a nested claim.';
  const { header } = entry;
  if (typeof header !== 'string' || !FIELD_NAME.test(header)) return 'header must be the name of a header.';
  if (isReserved(header.toLowerCase())) return `header must not be ${header}: the service itself reads it.`;
  return undefined;
}

/**
 * The header that two entries name, or undefined. With `_` for `-` it is the same header to some readers, and one would
 * displace the other.
 */
export function repeatedHeader(entries: readonly ClaimToHeader[]): string | undefined {
  const names = entries.map(({ header }) => header.toLowerCase().replaceAll('_', '-'));
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** Judges which claims are passed on as headers, and puts their names in lower case. */
export function normalizeClaimsToHeaders(
  input: unknown,
  path: string,
  problems: Problems,
): readonly ClaimToHeader[] {
  if (!Array.isArray(input)) return [];
  const entries = input.flatMap((entry: unknown, index): readonly ClaimToHeader[] => {
    const problem = claimToHeaderProblem(entry);
    if (problem !== undefined) {
      problems.add(`${path}[${index}]`, problem);
      return [];
    }
    const { claim, header } = entry as ClaimToHeader;
    return [Object.freeze({ claim: structuredClone(claim), header: header.toLowerCase() })];
  });
  const repeated = repeatedHeader(entries);
  if (repeated !== undefined) problems.add(path, `names the header ${JSON.stringify(repeated)} twice.`);
  return Object.freeze(entries);
}
