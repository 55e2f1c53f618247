/** Texts that are expected, as far as the words name them: in quotes, or between blanks and commas. */
function candidatesIn(expected: string): readonly string[] {
  const quoted = [...expected.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([text]) => text.slice(1, -1));
  return quoted.length > 0 ? quoted : expected.split(/[\s,]+/).filter((word) => word.length > 1);
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

function commonEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start;
  let length = 0;
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

/** How the found text differs from the nearest that is expected. */
interface Difference {
  readonly start: number;
  readonly length: number;
  readonly common: number;
}

function difference(found: string, expected: string): Difference {
  const start = commonStart(found, expected);
  const end = commonEnd(found, expected, start);
  return { start, length: Math.max(1, found.length - start - end), common: start + end };
}

/** The carets under a found text as it is shown, in quotes; of a list, under the first element that comes close. */
export function markDifferences(expected: string, found: unknown): string | undefined {
  if (typeof found === 'string') return shifted(1, markDifference(expected, found));
  if (!Array.isArray(found)) return undefined;
  let start = 1;
  for (const one of found as readonly unknown[]) {
    const marks = typeof one === 'string' ? shifted(start + 1, markDifference(expected, one)) : undefined;
    if (marks !== undefined) return marks;
    start += JSON.stringify(one).length + 1;
  }
  return undefined;
}

function shifted(columns: number, marks: string | undefined): string | undefined {
  return marks === undefined ? undefined : `${' '.repeat(columns)}${marks}`;
}

/**
 * A line that marks with carets where a found text differs from what is expected. Undefined where they have too little in
 * common for that to say anything.
 */
export function markDifference(expected: string, found: string): string | undefined {
  const [nearest] = candidatesIn(expected)
    .filter((candidate) => candidate !== found)
    .map((candidate) => ({ candidate, ...difference(found, candidate) }))
    .toSorted((one, other) => other.common - one.common);
  if (nearest === undefined || nearest.common * 2 < Math.max(found.length, nearest.candidate.length))
    return undefined;
  return `${' '.repeat(nearest.start)}${'^'.repeat(nearest.length)}`;
}
