import { RE2JS } from 're2js';
import type { WriteCodePoint } from './character-set.js';
import { ANY_TEXT, leadingTexts } from './leading-texts.js';
import { PatternError } from './pattern-error.js';
import { PATTERN_LIMITS } from './pattern-error.js';
import type { PatternProver } from './pattern-prover.js';
import { translatePattern, type TranslatedPattern } from './translate-pattern.js';

/** One match: where it is, and its groups, the whole match first. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/**
 * Hears of each attempt before it is made: the characters that may be looked at, times the size of the pattern. What it
 * throws ends the search.
 */
export type SpendWork = (work: number) => void;

/** A compiled pattern. Every method throws a PatternError for a text that is too long. */
export interface Pattern {
  readonly source: string;
  /** Whether the whole text matches, as `String.matches` of Java. */
  matches(text: string, spend?: SpendWork): boolean;
  /** Whether a text that begins so could match as a whole. Only `false` is certain. */
  couldBegin(start: string): boolean;
  /** Whether any part of the text matches. */
  find(text: string, spend?: SpendWork): boolean;
  /** Every match, from left to right, without overlap. */
  findAll(text: string, spend?: SpendWork): readonly PatternMatch[];
}

/** How to compile a pattern. */
export interface PatternOptions {
  /** Proves that a pattern with look-around is safe. @default look-around is refused */
  readonly lookAround?: PatternProver;
  /** Ignores the case of ASCII letters, as `(?i)` in front does. @default false */
  readonly ignoreCase?: boolean;
  /**
   * `matches`: only whole texts will be matched, `find` and `findAll` throw. With look-around this takes one proof
   * instead of two, and accepts patterns that are safe only from the start of a text. @default 'all'
   */
  readonly use?: 'matches' | 'all';
}

/** What the two engines have in common. */
interface Engine {
  /** How much one character can cost. */
  readonly size: number;
  matches(text: string): boolean;
  find(text: string): boolean;
  /** The matches, as `String.prototype.matchAll` gives them. */
  all(text: string): Iterable<RegExpMatchArray>;
}

const writeForRe2: WriteCodePoint = (codePoint) => `\\x{${codePoint.toString(16)}}`;
const writeForNative: WriteCodePoint = (codePoint) => `\\u{${codePoint.toString(16)}}`;

function linearEngine(text: string): Engine {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(text);
  } catch {
    throw new PatternError('The pattern repeats too much: a repetition goes up to 1,000 in all.');
  }
  if (compiled.programSize() > PATTERN_LIMITS.programSize)
    throw new PatternError(
      `The pattern is too big: ${compiled.programSize()} steps, at most ${PATTERN_LIMITS.programSize}. Use smaller repetitions.`,
    );
  return {
    size: compiled.programSize(),
    matches: (input) => compiled.matches(input),
    find: (input) => compiled.test(input),
    all: (input) => compiled.matchAll(input),
  };
}

function provenEngine(text: string, { lookAround: prover, use }: PatternOptions): Engine {
  if (prover === undefined)
    throw new PatternError(
      'Look-around, (?=…) (?!…) (?<=…) (?<!…), is accepted only where a prover is at hand: write the pattern without it, or install the package recheck.',
    );
  const whole = `^(?:${text})$`;
  for (const source of use === 'matches' ? [whole] : [whole, text]) {
    if (!prover(source, 'u'))
      throw new PatternError(
        'The pattern could not be proven safe: some text may take very long. Write it without look-around, or with fewer repetitions.',
      );
  }
  const [anchored, anywhere, each] = [
    new RegExp(whole, 'u'),
    new RegExp(text, 'u'),
    // matchAll works on a copy, so that this one keeps no place in a text.
    new RegExp(text, 'gu'),
  ];
  return {
    size: text.length,
    matches: (input) => anchored.test(input),
    find: (input) => anywhere.test(input),
    all: (input) => input.matchAll(each),
  };
}

/**
 * Every match. Each attempt may look at all the text that is left, however near its match is: many matches cost the
 * square of the text, so each is counted before it is made.
 */
function allMatches(engine: Engine, text: string, spend: SpendWork): readonly PatternMatch[] {
  const { size } = engine;
  const found: PatternMatch[] = [];
  spend(text.length * size);
  for (const match of engine.all(text)) {
    const start = match.index as number;
    const end = start + match[0].length;
    found.push({ start, end, groups: Array.from(match, (group) => group ?? null) });
    spend((text.length - end) * size);
  }
  return found;
}

/** Whoever does not count is bounded by the limits of patterns and texts alone. */
const spendNothing: SpendWork = () => undefined;

/** Refuses a text that would take long, and one on which the pattern might mean something else than in Java. */
function assertTryable(text: string, { hasEnd, hasBoundary }: TranslatedPattern): void {
  if (text.length > PATTERN_LIMITS.textLength)
    throw new PatternError(
      `A pattern is tried on at most ${PATTERN_LIMITS.textLength} characters; the text is longer.`,
    );
  if (hasEnd && /[\n\r\u0085\u2028\u2029]$/.test(text))
    throw new PatternError('A pattern with $ is not tried on a text that ends with a line break.');
  if (hasBoundary && /[^\0-\x7f]/.test(text))
    throw new PatternError('A pattern with \\b is tried on ASCII text only.');
}

/**
 * Compiles a regular expression of Java so that no text can stall it. What means something else here than in Java is
 * refused, so what is accepted means the same. Throws a PatternError with what to write instead.
 */
export function compilePattern(source: string, options: PatternOptions = {}): Pattern {
  if (source.length > PATTERN_LIMITS.sourceLength)
    throw new PatternError(`A pattern has at most ${PATTERN_LIMITS.sourceLength} characters.`);
  const translated = translatePattern(source, writeForRe2, options.ignoreCase);
  const assertSearchable = (): void => {
    if (options.use === 'matches') throw new PatternError('The pattern was compiled for whole texts only.');
  };
  const engine = translated.hasLookAround
    ? provenEngine(translatePattern(source, writeForNative, options.ignoreCase).text, options)
    : linearEngine(translated.text);
  const { texts, isWhole } = options.ignoreCase ? ANY_TEXT : leadingTexts(source);
  return Object.freeze({
    source,
    matches: (text: string, spend: SpendWork = spendNothing): boolean => {
      assertTryable(text, translated);
      spend(text.length * engine.size);
      if (isWhole) return texts.includes(text);
      return texts.some((start) => text.startsWith(start)) && engine.matches(text);
    },
    couldBegin: (start: string): boolean =>
      texts.some((known) => known.startsWith(start) || (!isWhole && start.startsWith(known))),
    find: (text: string, spend: SpendWork = spendNothing): boolean => {
      assertSearchable();
      assertTryable(text, translated);
      spend(text.length * engine.size);
      return engine.find(text);
    },
    findAll: (text: string, spend: SpendWork = spendNothing): readonly PatternMatch[] => {
      assertSearchable();
      assertTryable(text, translated);
      return allMatches(engine, text, spend);
    },
  });
}
