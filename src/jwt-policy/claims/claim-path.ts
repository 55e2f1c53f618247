import { isPlainObject } from './claims.js';

/**
 * Where a claim is. A string is the whole name, dots and slashes included: `'https://example.com/roles'`.
 * A list of names goes down one object a name: `['realm_access', 'roles']`.
 */
export type ClaimPath = string | readonly string[];

/** Whether a value can serve as a claim path: a non-empty name, or a non-empty list of them. */
export function isClaimPath(value: unknown): value is ClaimPath {
  // A copy without holes: `every` skips them.
  const names: readonly unknown[] = Array.isArray(value) ? Array.from<unknown>(value) : [value];
  return names.length > 0 && names.every((name) => typeof name === 'string' && name !== '');
}

/** The path in words: `token_use`, `realm_access > roles`. */
export function describeClaimPath(path: ClaimPath): string {
  return typeof path === 'string' ? path : path.join(' > ');
}

/**
 * The claim at a path, or undefined. Reads own properties of plain objects only,
 * so `__proto__` and `constructor` are claims like any other.
 */
export function readClaim(claims: object, path: ClaimPath): unknown {
  if (typeof path === 'string')
    return Object.hasOwn(claims, path) ? (claims as Record<string, unknown>)[path] : undefined;
  let value: unknown = claims;
  for (const name of path) {
    if (!isPlainObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/**
 * The path to write in place of a name with dots, if no claim has the name and a nested claim is at the path:
 * `['realm_access', 'roles']` for `realm_access.roles`. Undefined otherwise.
 */
export function meantPath(claims: object, path: ClaimPath): string | undefined {
  if (typeof path !== 'string' || !path.includes('.')) return undefined;
  const names = path.split('.');
  if (readClaim(claims, path) !== undefined || readClaim(claims, names) === undefined) return undefined;
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}
