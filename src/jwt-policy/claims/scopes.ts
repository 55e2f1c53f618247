import { readClaim, type ClaimPath } from './claim-path.js';

/** RFC 6749 §3.3: one or more printable ASCII characters but blank, `"` and `\`. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Whether a value can be a scope (RFC 6749 §3.3). */
export function isScopeToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 256 && SCOPE_TOKEN.test(value);
}

/**
 * The scopes that a token grants, from every source together. A string is split on single blanks, an array counts
 * when all its elements are strings; anything else grants nothing. No coercion, no trimming, no substring.
 */
export function readScopes(claims: object, sources: readonly ClaimPath[]): ReadonlySet<string> {
  const granted = new Set<string>();
  for (const source of sources) {
    const value = readClaim(claims, source);
    const scopes: unknown = typeof value === 'string' ? value.split(' ') : value;
    if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) continue;
    for (const scope of scopes) if (scope !== '') granted.add(scope);
  }
  return granted;
}

/** Whether a text of scopes has this one between its blanks. Makes nothing: it runs at every call. */
function textHasScope(text: string, scope: string): boolean {
  for (let start = text.indexOf(scope); start >= 0; start = text.indexOf(scope, start + 1)) {
    const end = start + scope.length;
    if ((start === 0 || text[start - 1] === ' ') && (end === text.length || text[end] === ' ')) return true;
  }
  return false;
}

function valueHasScope(value: unknown, scope: string): boolean {
  if (typeof value === 'string') return textHasScope(value, scope);
  return Array.isArray(value) && value.includes(scope) && value.every((one) => typeof one === 'string');
}

/** Whether a token grants a scope (RFC 6749 §3.3): the same as `readScopes(…).has(scope)`, without making the set. */
export function grantsScope(claims: object, sources: readonly ClaimPath[], scope: string): boolean {
  for (const source of sources) if (valueHasScope(readClaim(claims, source), scope)) return true;
  return false;
}
