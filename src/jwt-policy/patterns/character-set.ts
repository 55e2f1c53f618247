/** Ranges of code points, both ends included. */
export type Ranges = readonly (readonly [first: number, last: number])[];

/** How one engine writes a code point. */
export type WriteCodePoint = (codePoint: number) => string;

const range = (text: string): Ranges =>
  text
    .split(' ')
    .map((pair) => [pair.codePointAt(0) as number, (pair.codePointAt(1) ?? pair.codePointAt(0)) as number]);

const LETTERS = range('az AZ');
const DIGITS = range('09');
const PUNCTUATION = range('!/ :@ [` {~');
const WHITE: Ranges = [
  [9, 13],
  [32, 32],
];

/** What Java calls by these names, without its flag for Unicode: ASCII only. */
export const ESCAPED_SETS: ReadonlyMap<string, Ranges> = new Map([
  ['d', DIGITS],
  ['w', [...LETTERS, ...DIGITS, ...range('__')]],
  ['s', WHITE],
]);

/** The POSIX classes of Java, `\p{Alpha}`: ASCII only. */
export const POSIX_SETS: ReadonlyMap<string, Ranges> = new Map([
  ['Lower', range('az')],
  ['Upper', range('AZ')],
  ['ASCII', [[0, 127]]],
  ['Alpha', LETTERS],
  ['Digit', DIGITS],
  ['Alnum', [...LETTERS, ...DIGITS]],
  ['Punct', PUNCTUATION],
  ['Graph', [...LETTERS, ...DIGITS, ...PUNCTUATION]],
  ['Print', range(' ~')],
  [
    'Blank',
    [
      [9, 9],
      [32, 32],
    ],
  ],
  [
    'Cntrl',
    [
      [0, 31],
      [127, 127],
    ],
  ],
  ['XDigit', range('09 af AF')],
  ['Space', WHITE],
]);

/** The line terminators of Java, which its `.` does not match. */
export const LINE_TERMINATORS: Ranges = [
  [10, 10],
  [13, 13],
  [0x85, 0x85],
  [0x2028, 0x2029],
];

const CASE_DISTANCE = 32;

/** The ranges with the other case of their ASCII letters: what `(?i)` means in Java without its flag for Unicode. */
export function withBothCases(ranges: Ranges): Ranges {
  const overlap = ([first, last]: Ranges[number], from: number, to: number, shift: number): Ranges => {
    const [start, end] = [Math.max(first, from), Math.min(last, to)];
    return start <= end ? [[start + shift, end + shift]] : [];
  };
  return ranges.flatMap((one) => [
    one,
    ...overlap(one, 0x41, 0x5a, CASE_DISTANCE),
    ...overlap(one, 0x61, 0x7a, -CASE_DISTANCE),
  ]);
}

/** Writes ranges as the inside of a character class. */
export function writeRanges(ranges: Ranges, write: WriteCodePoint): string {
  return ranges.map(([first, last]) => `${write(first)}-${write(last)}`).join('');
}

/** The code points that are not in the ranges. */
export function complement(ranges: Ranges): Ranges {
  const result: [number, number][] = [];
  let next = 0;
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    if (first > next) result.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next <= 0x10ffff) result.push([next, 0x10ffff]);
  return result;
}
