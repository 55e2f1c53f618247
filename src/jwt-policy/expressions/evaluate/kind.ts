import { DateTime } from './date-time.js';

/** The kinds of values, as bits: what a part of an expression can be is a sum of them. */
export const KIND = Object.freeze({
  Null: 1,
  Boolean: 2,
  String: 4,
  Number: 8,
  Array: 16,
  Object: 32,
  DateTime: 64,
  Regex: 128,
});

/** Whatever a claim can be. */
export const ANY_JSON = KIND.Null | KIND.Boolean | KIND.String | KIND.Number | KIND.Array | KIND.Object;

/** What is taken as a text: a Number is written out. */
export const TEXT = KIND.String | KIND.Number;

/** What is taken as a Boolean: the texts "true" and "false" too. */
export const CONDITION = KIND.Boolean | KIND.String;

/** What is taken as a number: a text that is one too. */
export const NUMERIC = KIND.Number | KIND.String;

/** The kinds that have an order. */
export const ORDERED = KIND.Boolean | KIND.String | KIND.Number | KIND.DateTime;

/** The kind of a value. What JSON has no word for counts as an object without keys. */
export function kindOf(value: unknown): number {
  if (typeof value === 'string') return KIND.String;
  if (typeof value === 'number') return KIND.Number;
  if (typeof value === 'boolean') return KIND.Boolean;
  if (value === null || value === undefined) return KIND.Null;
  if (Array.isArray(value)) return KIND.Array;
  return value instanceof DateTime ? KIND.DateTime : KIND.Object;
}

/** Kinds in words, with an article: `an Array or String`. */
export function anyOfKinds(kinds: number): string {
  const words = kindsInWords(kinds);
  return `${/^[AEIOU]/.test(words) ? 'an' : 'a'} ${words}`;
}

/** Kinds in words: `String or Array`. */
export function kindsInWords(kinds: number): string {
  const names = Object.entries(KIND).flatMap(([name, bit]) => ((kinds & bit) === 0 ? [] : [name]));
  return names.length === 1 ? (names[0] as string) : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
