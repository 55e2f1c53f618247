import { closestName } from '../../errors/index.js';

const COMPARE = 'A rule compares and searches: contains, filter, map, some, every, sizeOf and the like.';
const ELEMENTS = 'Ask about the elements: list some ( … ), list every ( … ), list countBy ( … ).';
const KEY = 'Ask for one key: object.name? or object.name.';
const CASE = 'Compare the text as it is, or in one case: lower( … ), upper( … ).';
const WHICH = 'Ask with a pattern: text matches /…/.';
const PART = 'Read a part: text[0 to 2], list[0 to 2]; from the end text[-3 to -1].';
const DEFAULT = 'Write a default b: it gives b where a is null.';
const NUMBER = 'Compare the number itself: … < …, … mod … == 0.';
const PROPERTY =
  'Properties of the Mule application do not exist here: write the value itself, or put it in where your code makes the text.';
const PARSED = 'Nothing has to be read here: the claims are parsed. Read their members: vars.claimSet.name.';
const WRITTEN = 'Write a value as a text by x as String, or put it into one: "$(x)".';

/** What to write instead of each function of DataWeave that this language leaves out. */
const ADVICE: Readonly<Record<string, string>> = {
  [COMPARE]:
    'daysBetween divideBy isLeapYear joinKeys lookup partition random randomInt repeat unzip wrapWith xsiType zip',
  [ELEMENTS]:
    'avg distinctBy duplicatesBy flatMap flatten groupBy indexWhere max maxBy min minBy orderBy reduce reverse splitAt sum sumBy',
  [KEY]:
    'entriesOf filterObject keySet keysOf mapObject nameSet namesOf pluck update valueSet valuesOf mergeWith',
  [CASE]: 'camelize capitalize dasherize ordinalize pluralize singularize underscore',
  [WHICH]: 'isAlpha isAlphanumeric isDecimal isNumeric isInteger mapString match',
  [PART]: 'drop dropWhile last leftPad rightPad slice substring take takeWhile',
  [DEFAULT]: 'onNull orElse then',
  [NUMBER]: 'abs ceil floor isEven isOdd pow round sqrt',
  [PROPERTY]: 'p',
  [PARSED]: 'read readUrl',
  [WRITTEN]: 'write',
  'Ask with a pattern: text contains /…/.': 'scan',
  "Write text replace '…' with ''.": 'remove',
  'Leave log( … ) out and keep the value in it: nothing is written to a log here.': 'log',
  'Ask whether it is of a type: x is String.': 'typeOf',
};

const LEFT_OUT: ReadonlyMap<string, string> = new Map(
  Object.entries(ADVICE).flatMap(([advice, names]) =>
    names.split(' ').map((name): [string, string] => [name, advice]),
  ),
);

/** What to write instead of a function of DataWeave that this language leaves out; undefined for any other name. */
export function adviseLeftOut(name: string): string | undefined {
  return LEFT_OUT.get(name);
}

/** The names of the functions that are left out, as docs/expressions.md lists them. */
export const LEFT_OUT_FUNCTIONS: readonly string[] = [...LEFT_OUT.keys()].toSorted();

/** Words of other languages, and what to write here. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['in', 'Write list contains element.'],
  ['includes', 'Write list contains element.'],
  ['has', 'Write list contains element.'],
  ['eq', 'Write ==.'],
  ['ne', 'Write !=.'],
  ['length', 'Write sizeOf(…).'],
  ['size', 'Write sizeOf(…).'],
  ['any', 'Write list some … and import some from dw::core::Arrays in a header.'],
  ['all', 'Write list every … and import every from dw::core::Arrays in a header.'],
  ['tolowercase', 'Write lower(…).'],
  ['touppercase', 'Write upper(…).'],
]);

/** What to write instead of a function of another language, in any letter case; undefined for any other name. */
export function adviseForeign(name: string): string | undefined {
  return FOREIGN.get(name.toLowerCase());
}

/** A question after the probable name, or the known ones. */
export function describeMembers(name: string, known: readonly string[]): string {
  const closest = closestName(name, known);
  return closest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${closest}?`;
}
