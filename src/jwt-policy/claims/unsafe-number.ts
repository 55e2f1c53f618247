/**
 * Whether a value is a number beyond ±(2^53 - 1), or no number that JSON can write. Neighbours of that size are one
 * number in JavaScript (`9007199254740993` is read as `9007199254740992`), so a comparison could take one for the other.
 */
export function isUnsafeNumber(value: unknown): value is number {
  return typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}
