import { encodeSegment } from './filled-path.js';
import type { PatternSegment } from './pattern-variant.js';

/** Whether a path of a row matches the calls of a route. `depends`: on the path of each call. */
export type RowAnswer = 'always' | 'never' | 'depends';

/** A compiled path of a row. */
export interface RowPath {
  /** Compares with the pattern of a route. Cached by the list, which is the same object at every call of a route. */
  compare(segments: readonly PatternSegment[]): RowAnswer;
  /** Whether the segments of a canonical path match. */
  matches(path: readonly string[]): boolean;
}

function textsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** What is wrong with a path of `appliesTo`, in words, or undefined. */
export function rowPathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'must start with "/".';
  const wanted = textsOf(path);
  if (wanted.slice(0, -1).includes('**')) return '"**" is understood at the end only.';
  if (wanted.some((segment) => segment.includes('*') && segment !== '*' && segment !== '**')) {
    return '"*" stands for a whole segment only.';
  }
  return undefined;
}

function coversSegment(wanted: string, segment: PatternSegment | undefined): boolean {
  if (wanted === '*') return true;
  if (wanted.startsWith(':')) return segment?.text.startsWith(':') === true && segment.kind !== 'literal';
  return wanted === segment?.text;
}

function matchesSegment(wanted: string, segment: string | undefined): boolean {
  return wanted === '*' || wanted.startsWith(':') || wanted === segment || encodeSegment(wanted) === segment;
}

function hasLength(length: number, wanted: number, isOpen: boolean): boolean {
  return isOpen ? length >= wanted : length === wanted;
}

/** Compiles a path of a row: `*` stands for one segment, `**` at the end for any number, `:name` for a parameter. */
export function compileRowPath(path: string): RowPath {
  const texts = textsOf(path);
  const isOpen = texts.at(-1) === '**';
  const wanted = isOpen ? texts.slice(0, -1) : texts;
  const answers = new WeakMap<readonly PatternSegment[], RowAnswer>();
  const compare = (segments: readonly PatternSegment[]): RowAnswer => {
    const covers = wanted.every((text, index) => coversSegment(text, segments[index]));
    if (covers && hasLength(segments.length, wanted.length, isOpen)) return 'always';
    const wildcard = segments.findIndex(({ kind }) => kind === 'wildcard');
    if (wildcard < 0 || wanted.length < wildcard) return 'never';
    const before = wanted.slice(0, wildcard);
    return before.every((text, index) => coversSegment(text, segments[index])) ? 'depends' : 'never';
  };
  return Object.freeze({
    compare(segments: readonly PatternSegment[]): RowAnswer {
      const known = answers.get(segments);
      if (known !== undefined) return known;
      const answer = compare(segments);
      answers.set(segments, answer);
      return answer;
    },
    matches: (segments: readonly string[]) =>
      hasLength(segments.length, wanted.length, isOpen) &&
      wanted.every((text, index) => matchesSegment(text, segments[index])),
  });
}
