import { DateTime, parseDateTime } from './date-time.js';
import type { Frame, Site } from './frame.js';
import { CONDITION, KIND, NUMERIC, TEXT, kindOf, kindsInWords } from './kind.js';
import { STEP } from '../diagnostics/limits.js';

const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a text is, or undefined. */
export function parseNumber(text: string): number | undefined {
  const number = text.length <= 400 && NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** How a safe number is written, or undefined where ways of writing it differ. */
export function writeNumber(number: number, frame: Frame, site: Site): string | undefined {
  const safe = site.safe(number);
  const text = String(safe === 0 ? 0 : safe);
  site.chargeParsing(frame, text.length);
  return text.includes('e') ? undefined : text;
}

/** A value as text: a String, or a Number written out. */
export function toText(value: unknown, frame: Frame, site: Site): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return writtenNumber(value, frame, site);
  throw site.wrongKind(value, TEXT);
}

/** A value as text where texts are joined: Booleans too. */
export function toJoinedText(value: unknown, frame: Frame, site: Site): string {
  return typeof value === 'boolean' ? String(value) : toText(value, frame, site);
}

function writtenNumber(value: number, frame: Frame, site: Site): string {
  const text = writeNumber(value, frame, site);
  if (text !== undefined) return text;
  throw site.error('TYPE', 'The number is too small to be written out.');
}

/** A value as condition: a Boolean, or the text "true" or "false". */
export function toCondition(value: unknown, site: Site): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  if (typeof value === 'string') throw site.error('TYPE', 'A Boolean is needed here; the text is none.');
  throw site.wrongKind(value, CONDITION);
}

/** A value as number: a Number, or a text that is one. A number that is not safe is none to calculate with. */
export function toNumber(value: unknown, frame: Frame, site: Site): number {
  if (typeof value === 'number') return site.safe(value);
  if (typeof value !== 'string') throw site.wrongKind(value, NUMERIC);
  site.chargeParsing(frame, value.length);
  const number = parseNumber(value);
  if (number !== undefined) return site.safe(number);
  throw site.error('TYPE', 'A Number is needed here; the text is none.');
}

/** A value as moment: a text in ISO 8601, or seconds (or milliseconds) since the epoch. */
export function toDateTime(value: unknown, frame: Frame, site: Site, unit = 'seconds'): DateTime {
  if (value instanceof DateTime) return value;
  if (typeof value === 'number') return new DateTime(site.safe(unit === 'seconds' ? value * 1000 : value));
  if (typeof value !== 'string') throw site.wrongKind(value, KIND.DateTime | KIND.String | KIND.Number);
  site.chargeCharacters(frame, value.length, STEP.dateCharacters);
  const date = parseDateTime(value);
  if (date !== undefined) return date;
  throw site.error('TYPE', 'The text is no date with time and offset, such as 2020-01-01T00:00:00Z.');
}

/** The types that can be named: the kind of each, and how a value becomes one. */
export const TYPES: ReadonlyMap<string, { readonly kind: number; readonly from: number }> = new Map([
  ['Null', { kind: KIND.Null, from: KIND.Null }],
  ['Boolean', { kind: KIND.Boolean, from: CONDITION }],
  ['String', { kind: KIND.String, from: TEXT | KIND.Boolean }],
  ['Number', { kind: KIND.Number, from: NUMERIC | KIND.DateTime }],
  ['Array', { kind: KIND.Array, from: KIND.Array }],
  ['Object', { kind: KIND.Object, from: KIND.Object }],
  ['DateTime', { kind: KIND.DateTime, from: KIND.DateTime | TEXT }],
]);

/** `value as type`. */
export function castTo(kind: number, value: unknown, frame: Frame, site: Site, unit?: string): unknown {
  switch (kind) {
    case KIND.Boolean:
      return toCondition(value, site);
    case KIND.String:
      return toJoinedText(value, frame, site);
    case KIND.Number:
      if (value instanceof DateTime)
        return unit === 'milliseconds' ? value.epochMilliseconds : Math.floor(value.epochMilliseconds / 1000);
      return toNumber(value, frame, site);
    case KIND.DateTime:
      return toDateTime(value, frame, site, unit);
    default:
      if (kindOf(value) === kind) return value;
      throw site.error('TYPE', `${kindsInWords(kindOf(value))} cannot become ${kindsInWords(kind)}.`);
  }
}
