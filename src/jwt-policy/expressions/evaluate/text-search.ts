import type { Frame, Site } from './frame.js';

/** The engine's own search compares a character of the text with each of the sought ones at worst: for so many, that is cheap. */
const SHORT = 8;

/** Hears of each place, from left to right; `false` ends the search. */
type Found = (at: number) => boolean;

/**
 * For each beginning of a text, how many of its last characters are a beginning of the text too: a search that fails
 * after it goes on from there, instead of looking at those characters again (Knuth, Morris and Pratt).
 */
function overlapsOf(sought: string): Uint32Array {
  const overlaps = new Uint32Array(sought.length);
  let length = 0;
  for (let index = 1; index < sought.length; index += 1) {
    const code = sought.charCodeAt(index);
    while (length > 0 && sought.charCodeAt(length) !== code) length = overlaps[length - 1] as number;
    if (sought.charCodeAt(length) === code) length += 1;
    overlaps[index] = length;
  }
  return overlaps;
}

function searchLong(text: string, sought: string, mayOverlap: boolean, found: Found): void {
  const overlaps = overlapsOf(sought);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    while (length > 0 && sought.charCodeAt(length) !== code) length = overlaps[length - 1] as number;
    if (sought.charCodeAt(length) === code) length += 1;
    if (length < sought.length) continue;
    if (!found(index + 1 - length)) return;
    length = mayOverlap ? (overlaps[length - 1] as number) : 0;
  }
}

function searchShort(text: string, sought: string, mayOverlap: boolean, found: Found): void {
  const step = mayOverlap ? 1 : Math.max(1, sought.length);
  let at = text.indexOf(sought);
  while (at >= 0 && at < text.length && found(at)) at = text.indexOf(sought, at + step);
}

/** Calls `found` with each place of a text in another. An empty text stands before each character. */
function search(text: string, sought: string, mayOverlap: boolean, found: Found): void {
  (sought.length > SHORT ? searchLong : searchShort)(text, sought, mayOverlap, found);
}

/**
 * The places of a text in another, overlapping ones too where `mayOverlap`. Takes, and charges, the sum of both
 * lengths whatever the texts are, where the engine's own search can take their product, as for `baaa…` in `aaa…`.
 */
export function placesOf(
  text: string,
  sought: string,
  mayOverlap: boolean,
  frame: Frame,
  site: Site,
): readonly number[] {
  site.chargeParsing(frame, text.length + sought.length);
  const places: number[] = [];
  search(text, sought, mayOverlap, (at) => places.push(at) > 0);
  site.charge(frame, places.length);
  return places;
}

/** The first place of a text in another, or -1; for the same price. */
export function firstPlaceOf(text: string, sought: string, frame: Frame, site: Site): number {
  site.chargeParsing(frame, text.length + sought.length);
  let first = -1;
  search(text, sought, false, (at) => {
    first = at;
    return false;
  });
  return first;
}

/** The last place of a text in another, or -1; for the same price. */
export function lastPlaceOf(text: string, sought: string, frame: Frame, site: Site): number {
  site.chargeParsing(frame, text.length + sought.length);
  if (sought.length <= SHORT) return text.lastIndexOf(sought);
  let last = -1;
  searchLong(text, sought, true, (at) => {
    last = at;
    return true;
  });
  return last;
}
