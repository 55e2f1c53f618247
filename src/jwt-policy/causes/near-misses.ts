import type { CauseEvidence } from './known-cause.js';

/** A value, or the elements of a list, as far as they are texts. */
export function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string');
}

/** Whether a found text and an accepted one are different, and differ in this way. */
export function isNearMiss(
  { accepts, found }: Pick<CauseEvidence, 'accepts' | 'found'>,
  differ: (accepted: string, found: string) => boolean,
): boolean {
  const accepted = textsOf(accepts);
  return textsOf(found).some((one) => accepted.some((other) => other !== one && differ(other, one)));
}

/** By a slash at the end. */
export function bySlash(one: string, other: string): boolean {
  return `${one}/` === other || one === `${other}/`;
}

/** By letter case alone. */
export function byCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** By blanks at the beginning or the end of the first. */
export function byBlanks(one: string, other: string): boolean {
  return one.trim() === other;
}

/** The prefix of the first lacks in the second: `server/read` and `read`. */
export function byPrefix(one: string, other: string): boolean {
  const before = one.charAt(one.length - other.length - 1);
  return other !== '' && one.endsWith(other) && ['/', ':', '.'].includes(before);
}
