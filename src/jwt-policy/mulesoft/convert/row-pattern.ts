import {
  compilePattern,
  PATTERN_LIMITS,
  PatternError,
  type Pattern,
  type PatternProver,
} from '../../patterns/index.js';
import { compileLiteralPattern } from './literal-pattern.js';

/** What a row needs of a pattern. */
export type RowPattern = Pick<Pattern, 'source' | 'matches' | 'couldBegin'>;

/** `^((?!/health).)*$`: everything in which the inner pattern is found nowhere. */
const NOWHERE = /^\^?\((?:\?:)?\(\?!(.+)\)\.\)\*\$?$/s;
/** `^(?!/health).*$`: everything that does not begin with the inner pattern. */
const NOT_FIRST = /^\^?\(\?!(.+)\)\.\*\$?$/s;
/** What the dot of Java does not match. */
const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/;

const LOOK_AROUND = /\(\?<?[=!]/;
/** A boundary has no width, also at the end of a text, where `NOWHERE` does not look. */
const BOUNDARY = /\\[bB]/;

/** How the pattern of a row is compiled. */
export interface RowPatternOptions {
  readonly prover?: PatternProver | undefined;
  /** Names of hosts mean the same in any letter case. @default false */
  readonly ignoreCase?: boolean;
}

/** The inner pattern, where it stands for itself: with all of its parentheses, and never for nothing at all. */
function compileInner(inner: string, ignoreCase: boolean): Pattern | undefined {
  if (LOOK_AROUND.test(inner) || BOUNDARY.test(inner)) return undefined;
  try {
    const pattern = compilePattern(inner, { ignoreCase });
    return pattern.find('') ? undefined : pattern;
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

/** Of the opposite of a pattern. */
const couldBegin = (): boolean => true;

/** The pattern as the opposite of its inner one; undefined where it has not one of the two forms. */
function exclusionOf(source: string, ignoreCase: boolean): RowPattern | undefined {
  const nowhere = compileInner(NOWHERE.exec(source)?.[1] ?? '', ignoreCase);
  if (nowhere !== undefined)
    return { source, matches: (text) => !LINE_BREAK.test(text) && !nowhere.find(text), couldBegin };
  const inner = NOT_FIRST.exec(source)?.[1] ?? '';
  if (compileInner(inner, ignoreCase) === undefined) return undefined;
  const first = compilePattern(`(?:${inner}).*`, { ignoreCase, use: 'matches' });
  return { source, matches: (text) => !LINE_BREAK.test(text) && !first.matches(text), couldBegin };
}

/** Whether the pattern has look-around that only a prover can show to be safe. */
export function needsProver(source: string): boolean {
  return LOOK_AROUND.test(source) && exclusionOf(source, false) === undefined;
}

/** Whether every engine takes a text, and its dot matches every character of it. */
function isPlain(text: string): boolean {
  return text.length <= PATTERN_LIMITS.textLength && !LINE_BREAK.test(text);
}

/** The pattern as a comparison, where it is one. Any other text goes to the engine, which may refuse it. */
function literalOf(source: string, engine: RowPattern): RowPattern {
  const isLiteral = compileLiteralPattern(source);
  if (isLiteral === undefined) return engine;
  return { ...engine, matches: (text) => (isPlain(text) ? isLiteral(text) : engine.matches(text)) };
}

/**
 * Compiles a pattern of a row. The two ways in which policies leave a path out by look-ahead are matched without any,
 * as the opposite of the inner pattern, in linear time. Throws a PatternError.
 */
export function compileRowPattern(
  source: string,
  { prover, ignoreCase = false }: RowPatternOptions = {},
): RowPattern {
  const exclusion = exclusionOf(source, ignoreCase);
  if (exclusion !== undefined) return exclusion;
  const engine = compilePattern(source, {
    ignoreCase,
    use: 'matches',
    ...(prover && { lookAround: prover }),
  });
  return ignoreCase ? engine : literalOf(source, engine);
}
