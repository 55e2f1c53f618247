import { isPlainObject } from '../../claims/index.js';
import { DateTime } from './date-time.js';
import type { Frame, Site } from './frame.js';
import { KIND, kindOf } from './kind.js';
import { EXPRESSION_LIMITS } from '../diagnostics/limits.js';

const NAMED = KIND.Null | KIND.Object | KIND.Array;

/** The own property of an object, or null. Never what an object inherits: `constructor` is a claim like any other. */
export function ownValue(target: object, key: string): unknown {
  return Object.hasOwn(target, key) ? ((target as Record<string, unknown>)[key] ?? null) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) && !(value instanceof DateTime);
}

/** The values that the objects of a list have by a name, or null where none has it. */
function fromList(list: readonly unknown[], key: string, frame: Frame, site: Site): unknown {
  site.charge(frame, list.length + 1);
  const found: unknown[] = [];
  for (const item of list) if (isObject(item) && Object.hasOwn(item, key)) found.push(ownValue(item, key));
  return found.length === 0 ? null : found;
}

/** `target.key`. */
export function select(target: unknown, key: string, frame: Frame, site: Site): unknown {
  if (target === null || target === undefined) return null;
  if (Array.isArray(target)) return fromList(target, key, frame, site);
  if (isObject(target)) return ownValue(target, key);
  throw site.wrongKind(target, NAMED);
}

/** `target.*key`: all values by a name, as a list. */
export function selectAll(target: unknown, key: string, frame: Frame, site: Site): unknown {
  if (!isObject(target)) return select(target, key, frame, site);
  return Object.hasOwn(target, key) ? [ownValue(target, key)] : null;
}

/** `target..key`: the values by a name at any depth, each before what is inside it. */
export function selectDeep(target: unknown, key: string, frame: Frame, site: Site): unknown {
  if (target === null || target === undefined) return null;
  if ((kindOf(target) & NAMED) === 0) throw site.wrongKind(target, NAMED);
  const found: unknown[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || value instanceof DateTime) return;
    if (depth > EXPRESSION_LIMITS.valueDepth)
      throw site.error('LIMIT_EXCEEDED', `A value is nested more than ${EXPRESSION_LIMITS.valueDepth} deep.`);
    const isList = Array.isArray(value);
    for (const name of Object.keys(value)) {
      site.charge(frame, 1);
      const child = (value as Record<string, unknown>)[name];
      if (!isList && name === key) found.push(child);
      visit(child, depth + 1);
    }
  };
  site.charge(frame, 1);
  visit(target, 1);
  site.assertListSize(found.length);
  return found;
}

/** `target.key?`: whether there is a value by this name that is not null. */
export function isPresent(target: unknown, key: unknown, frame: Frame, site: Site): boolean {
  if (typeof key === 'number') return elementAt(target, key, site) !== null;
  if (typeof key !== 'string') throw site.wrongKind(key, KIND.String | KIND.Number);
  const found = select(target, key, frame, site);
  return Array.isArray(target)
    ? found !== null && (found as unknown[]).some((one) => one !== null)
    : found !== null;
}

/** The place in a list of this length, a negative number counted from the end; undefined where there is none. */
function placeOf(index: number, length: number): number | undefined {
  const place = index < 0 ? length + index : index;
  return place >= 0 && place < length ? place : undefined;
}

function assertWhole(index: unknown, site: Site): asserts index is number {
  if (typeof index !== 'number') throw site.wrongKind(index, KIND.Number);
  if (!Number.isInteger(index)) throw site.error('TYPE', 'An index must be a whole number.');
}

function elementAt(target: unknown, index: number, site: Site): unknown {
  assertWhole(index, site);
  if (target === null || target === undefined) return null;
  if (typeof target !== 'string' && !Array.isArray(target))
    throw site.wrongKind(target, KIND.Null | KIND.Array | KIND.String);
  const place = placeOf(index, target.length);
  return place === undefined ? null : ((target[place] as unknown) ?? null);
}

/** `target[index]`: a place of a list or a text, or a name. */
export function elementOf(target: unknown, index: unknown, frame: Frame, site: Site): unknown {
  if (typeof index === 'number') return elementAt(target, index, site);
  if (typeof index === 'string') return select(target, index, frame, site);
  throw site.wrongKind(index, KIND.Number | KIND.String);
}

/** `target[from to end]`: both ends included, backwards where the second comes before the first; null beyond the ends. */
export function sliceOf(target: unknown, from: unknown, to: unknown, frame: Frame, site: Site): unknown {
  assertWhole(from, site);
  assertWhole(to, site);
  if (target === null || target === undefined) return null;
  if (typeof target !== 'string' && !Array.isArray(target))
    throw site.wrongKind(target, KIND.Null | KIND.Array | KIND.String);
  const [first, last] = [placeOf(from, target.length), placeOf(to, target.length)];
  if (first === undefined || last === undefined) return null;
  site.charge(frame, Math.abs(last - first) + 1);
  const part = target.slice(Math.min(first, last), Math.max(first, last) + 1);
  if (first <= last) return part;
  return typeof part === 'string' ? Array.from(part).toReversed().join('') : part.toReversed();
}
