import { RE2JS } from 're2js';
import type { WriteCodePoint } from './character-set.js';
import { PatternError } from './pattern-error.js';
import { PATTERN_LIMITS } from './pattern-limits.js';
import type { PatternProver } from './pattern-prover.js';
import { translatePattern, type TranslatedPattern } from './translate-pattern.js';

/** One match: where it is, and its groups, the whole match first. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** A compiled pattern. Every method throws a PatternError for a text that is too long to be judged. */
export interface Pattern {
  readonly source: string;
  /** Whether the whole text matches, as `String.matches` of Java. */
  matches(text: string): boolean;
  /** Whether any part of the text matches. */
  find(text: string): boolean;
  /** Every match, from left to right, without overlap. */
  findAll(text: string): readonly PatternMatch[];
}

/** How to compile a pattern. */
export interface PatternOptions {
  /** Proves that a pattern with look-around is safe. @default look-around is refused */
  readonly lookAround?: PatternProver;
  /** `i` ignores the case of ASCII letters, `s` lets the dot match line breaks. @default none */
  readonly flags?: '' | 'i' | 's' | 'is';
}

/** What the two engines have in common. */
interface Engine {
  matches(text: string): boolean;
  find(text: string): boolean;
  /** The matches, as `String.prototype.matchAll` tells them. */
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
    matches: (input) => compiled.matches(input),
    find: (input) => compiled.test(input),
    all: (input) => compiled.matchAll(input),
  };
}

function provenEngine(text: string, prover: PatternProver | undefined): Engine {
  if (prover === undefined)
    throw new PatternError(
      'Look-around, (?=…) (?!…) (?<=…) (?<!…), is accepted only where a prover is at hand: write the pattern without it, or install the package recheck.',
    );
  const whole = `^(?:${text})$`;
  for (const source of [whole, text]) {
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
    matches: (input) => anchored.test(input),
    find: (input) => anywhere.test(input),
    all: (input) => input.matchAll(each),
  };
}

/** Refuses a text that would take long, and one on which the pattern might mean something else than in Java. */
function assertJudgeable(text: string, { hasEnd, hasBoundary }: TranslatedPattern): void {
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
 * refused, so what is accepted means the same. Throws a PatternError that says what to write instead.
 */
export function compilePattern(source: string, options: PatternOptions = {}): Pattern {
  if (source.length > PATTERN_LIMITS.sourceLength)
    throw new PatternError(`A pattern has at most ${PATTERN_LIMITS.sourceLength} characters.`);
  const flags = options.flags ?? '';
  const translated = translatePattern(source, flags, writeForRe2);
  const engine = translated.hasLookAround
    ? provenEngine(translatePattern(source, flags, writeForNative).text, options.lookAround)
    : linearEngine(translated.text);
  return Object.freeze({
    source,
    matches: (text: string): boolean => {
      assertJudgeable(text, translated);
      return engine.matches(text);
    },
    find: (text: string): boolean => {
      assertJudgeable(text, translated);
      return engine.find(text);
    },
    findAll: (text: string): readonly PatternMatch[] => {
      assertJudgeable(text, translated);
      return Array.from(engine.all(text), (match) => {
        const start = match.index as number;
        return { start, end: start + match[0].length, groups: Array.from(match, (group) => group ?? null) };
      });
    },
  });
}
