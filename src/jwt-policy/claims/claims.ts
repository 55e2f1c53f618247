/**
 * The verified payload of a token (RFC 7519 §4), deep-frozen. Only the registered claims have a type here,
 * and only as a hint: the issuer may have written anything.
 */
export interface JwtClaims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string | readonly string[];
  readonly exp?: number;
  readonly nbf?: number;
  readonly iat?: number;
  readonly jti?: string;
  readonly [claim: string]: unknown;
}

/** A plain JSON object: neither null nor an array. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object inherits nothing of its own: its prototype is null or the Object.prototype of any realm. */
export function isBare(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Whether a value is a number beyond ±(2^53 - 1), or no number that JSON can write. Neighbours of that size are one
 * number in JavaScript (`9007199254740993` is read as `9007199254740992`), so a comparison could take one for the other.
 */
export function isUnsafeNumber(value: unknown): value is number {
  return typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

/**
 * Whether a value has at most so many objects and lists within each other. Uses no recursion, because the sender
 * chooses the depth. Code that recurses over claims must ask this first.
 */
export function isNestedWithin(value: unknown, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const nested = level.filter((one) => typeof one === 'object' && one !== null);
    if (depth === levels && nested.length > 0) return false;
    level = nested.flatMap((one) => Object.values(one) as unknown[]);
  }
  return true;
}
