import { isClaimPath, isPlainObject } from '../claims/index.js';
import { unknownOptionProblem } from '../errors/index.js';
import type { ClaimToHeader } from './option-values.js';
import type { Problems } from './problems.js';

const NAMES: readonly (keyof ClaimToHeader)[] = ['claim', 'header'];

/** RFC 9110 §5.1: a field name is a token. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
/** Headers that the framework, the router or this guard reads: no claim may replace them. No object holds a `__proto__`. */
const RESERVED = new Set(
  '__proto__ authorization connection content-length content-type cookie host te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

/** Some readers treat `_` and `-` alike, so both spellings are reserved. */
function isReserved(header: string): boolean {
  return RESERVED.has(header) || RESERVED.has(header.replaceAll('_', '-'));
}

/** What is wrong with an entry of `claimsToHeaders`, in words, or undefined. */
export function claimToHeaderProblem(entry: unknown): string | undefined {
  if (!isPlainObject(entry)) return 'must be an object such as { claim: "sub", header: "x-user" }.';
  const unknown = unknownOptionProblem(entry, NAMES);
  if (unknown !== undefined) return unknown;
  if (!isClaimPath(entry['claim']))
    return 'claim must be a claim name, or a list of names for a nested claim.';
  const { header } = entry;
  if (typeof header !== 'string' || !FIELD_NAME.test(header)) return 'header must be the name of a header.';
  if (isReserved(header.toLowerCase())) return `header must not be ${header}: the service itself reads it.`;
  return undefined;
}

/** The header that two entries name, or undefined. Some readers treat `_` and `-` alike: one would replace the other. */
export function repeatedHeader(entries: readonly ClaimToHeader[]): string | undefined {
  const names = entries.map(({ header }) => header.toLowerCase().replaceAll('_', '-'));
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** Validates which claims are passed on as headers, and puts the names of the headers in lower case. */
export function normalizeClaimsToHeaders(
  input: readonly ClaimToHeader[],
  path: string,
  problems: Problems,
): readonly ClaimToHeader[] {
  const entries = input.flatMap((entry, index): readonly ClaimToHeader[] => {
    const problem = claimToHeaderProblem(entry);
    if (problem !== undefined) {
      problems.add(`${path}[${index}]`, problem);
      return [];
    }
    const { claim, header } = entry;
    return [Object.freeze({ claim: structuredClone(claim), header: header.toLowerCase() })];
  });
  const repeated = repeatedHeader(entries);
  if (repeated !== undefined) problems.add(path, `names the header ${JSON.stringify(repeated)} twice.`);
  return Object.freeze(entries);
}
