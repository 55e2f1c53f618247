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

/** The code points that are not in the ranges, which do not overlap. */
export function complement(ranges: Ranges): Ranges {
  const sorted = ranges.toSorted(([first], [second]) => first - second);
  const starts = [0, ...sorted.map(([, last]) => last + 1)];
  const ends = [...sorted.map(([first]) => first - 1), 0x10ffff];
  return starts.flatMap((start, index): Ranges => {
    const end = ends[index] as number;
    return start <= end ? [[start, end]] : [];
  });
}
