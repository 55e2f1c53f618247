import { castTo, writeNumber } from './coercion.js';
import { DateTime, parseDateTime } from './date-time.js';
import type { Frame, Site } from './frame.js';
import { KIND, ORDERED, kindOf } from './kind.js';
import { EXPRESSION_LIMITS, STEP } from '../diagnostics/limits.js';

type Same = (left: unknown, right: unknown, frame: Frame, site: Site, depth: number) => boolean;

function assertDepth(depth: number, site: Site): void {
  if (depth <= EXPRESSION_LIMITS.valueDepth) return;
  throw site.error('LIMIT_EXCEEDED', `A value is nested more than ${EXPRESSION_LIMITS.valueDepth} deep.`);
}

/** Compares two objects or arrays part by part; objects have the same keys in the same order. */
function sameParts(
  left: object,
  right: object,
  frame: Frame,
  site: Site,
  depth: number,
  same: Same,
): boolean {
  assertDepth(depth, site);
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    site.charge(frame, left.length + 1);
    return left.every((item, index) => same(item, right[index], frame, site, depth + 1));
  }
  const [keys, others] = [Object.keys(left), Object.keys(right)];
  site.charge(frame, keys.length + others.length + 1);
  return (
    keys.length === others.length &&
    keys.every(
      (key, index) =>
        key === others[index] &&
        same(
          (left as Record<string, unknown>)[key],
          (right as Record<string, unknown>)[key],
          frame,
          site,
          depth + 1,
        ),
    )
  );
}

/** Texts of one length are compared character by character; where they are short, that costs no more than a step does. */
export function sameTexts(left: string, right: string, frame: Frame, site: Site): boolean {
  if (left.length !== right.length) return false;
  if (left.length > STEP.textCharacters) site.chargeText(frame, left.length);
  return left === right;
}

/** `==`: strict on type, structural. A number that is not safe has no outcome, whatever it is compared with. */
export function isEqual(left: unknown, right: unknown, frame: Frame, site: Site, depth = 0): boolean {
  if (typeof left === 'string' && typeof right === 'string') return sameTexts(left, right, frame, site);
  if (site.safe(left) === site.safe(right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return (left ?? null) === (right ?? null);
  if (left instanceof DateTime || right instanceof DateTime)
    return (
      left instanceof DateTime &&
      right instanceof DateTime &&
      left.epochMilliseconds === right.epochMilliseconds
    );
  return sameParts(left, right, frame, site, depth + 1, isEqual);
}

/** Whether a text is how the other value is written. */
function isWrittenAs(text: string, value: unknown, frame: Frame, site: Site): boolean {
  if (typeof value === 'number') return text === writeNumber(value, frame, site);
  if (value instanceof DateTime) {
    site.chargeCharacters(frame, text.length, STEP.dateCharacters);
    return parseDateTime(text)?.epochMilliseconds === value.epochMilliseconds;
  }
  return typeof value === 'boolean' && text === String(value);
}

/** `~=`: as `==`, and a text equals the Boolean, Number or DateTime that it is the writing of. */
export function isSimilar(left: unknown, right: unknown, frame: Frame, site: Site, depth = 0): boolean {
  if (typeof left === 'string' && typeof right !== 'string') return isWrittenAs(left, right, frame, site);
  if (typeof right === 'string' && typeof left !== 'string') return isWrittenAs(right, left, frame, site);
  const areNested = (kindOf(left) & kindOf(right) & (KIND.Array | KIND.Object)) !== 0;
  if (!areNested) return isEqual(left, right, frame, site, depth);
  return sameParts(left as object, right as object, frame, site, depth + 1, isSimilar);
}

/**
 * The order of two values, below, at or above zero: the right one is coerced to the kind of the left one.
 * Null, arrays and objects have no order: an error, never a "no".
 */
export function compare(
  left: unknown,
  right: unknown,
  frame: Frame,
  leftSite: Site,
  rightSite: Site,
): number {
  const kind = kindOf(left);
  if ((kind & ORDERED) === 0) throw leftSite.wrongKind(left, ORDERED);
  if ((kindOf(right) & ORDERED) === 0) throw rightSite.wrongKind(right, ORDERED);
  leftSite.safe(left);
  if (typeof left === 'string') leftSite.chargeText(frame, left.length);
  const other = castTo(kind, right, frame, rightSite);
  if (left instanceof DateTime) return left.epochMilliseconds - (other as DateTime).epochMilliseconds;
  if (left === other) return 0;
  return (left as string) < (other as string) ? -1 : 1;
}
