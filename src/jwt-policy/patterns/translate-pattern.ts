import {
  ESCAPED_SETS,
  LINE_TERMINATORS,
  POSIX_SETS,
  complement,
  withBothCases,
  writeRanges,
  type Ranges,
  type WriteCodePoint,
} from './character-set.js';
import { PatternError } from './pattern-error.js';
import { PATTERN_LIMITS } from './pattern-error.js';
import { PatternReader } from './pattern-reader.js';

/** A pattern in the words of an engine, with what a text must not have for it to mean the same as in Java. */
export interface TranslatedPattern {
  readonly text: string;
  readonly hasLookAround: boolean;
  /** Has `$`: Java lets it match before a final line break too. */
  readonly hasEnd: boolean;
  /** Has `\b`: what a letter beyond ASCII is to it depends on the version of Java. */
  readonly hasBoundary: boolean;
}

/** Translates one pattern. Whatever is not known to mean the same in Java is refused. */
class Translation {
  private depth = 0;
  private ignoresCase = false;
  private dotMatchesAll = false;
  hasLookAround = false;
  hasEnd = false;
  hasBoundary = false;
  private readonly reader: PatternReader;
  private readonly write: WriteCodePoint;

  constructor(source: string, write: WriteCodePoint) {
    this.reader = new PatternReader(source);
    this.write = write;
  }

  // pattern := ( '(?' ('i' | 's')+ ')' )? alternatives
  pattern(ignoreCase: boolean): string {
    const inline = this.reader.takeMatch(/\(\?([is]+)\)/y)?.[1] ?? '';
    this.ignoresCase = ignoreCase || inline.includes('i');
    this.dotMatchesAll = inline.includes('s');
    const text = this.alternatives();
    if (this.reader.isAtEnd) return text;
    throw new PatternError('There is a ")" without its "(": write \\) for the character.', this.reader.at);
  }

  // alternatives := sequence ( '|' sequence )*
  private alternatives(): string {
    const branches = [this.sequence()];
    while (this.reader.takeText('|')) branches.push(this.sequence());
    return branches.join('|');
  }

  // sequence := ( atom quantifier? )*
  private sequence(): string {
    let text = '';
    while (!this.reader.isAtEnd && this.reader.peek() !== '|' && this.reader.peek() !== ')') {
      const atom = this.atom();
      text += atom + this.quantifier(atom);
    }
    return text;
  }

  // quantifier := ('*' | '+' | '?' | '{' n (',' n?)? '}') '?'?
  private quantifier(atom: string): string {
    const start = this.reader.at;
    const match = this.reader.takeMatch(/[*+?]|\{(\d+)(?:,(\d*))?\}/y);
    if (match === undefined) return '';
    const [repeat, least, most] = match;
    if (most && Number(most) < Number(least))
      throw new PatternError(`The repetition ${repeat} has its limits the wrong way round.`, start);
    if (/^(\(\?<?[=!]|[\^$]|\\b|\\B)/.test(atom))
      throw new PatternError(`${repeat} has nothing to repeat.`, start);
    if (this.reader.takeText('+'))
      throw new PatternError(`The possessive ${repeat}+ is not supported: write ${repeat}.`, start);
    const lazy = this.reader.takeText('?') ? '?' : '';
    if (this.reader.takeMatch(/[*+?]|\{\d/y))
      throw new PatternError('A repetition of a repetition needs parentheses: (?:…).', start);
    return repeat + lazy;
  }

  // atom := '(' … ')' | '[' … ']' | '\' … | '.' | '^' | '$' | character
  private atom(): string {
    const start = this.reader.at;
    const character = this.reader.take();
    switch (character) {
      case '(':
        return this.group(start);
      case '[':
        return this.characterClass(start);
      case '\\':
        return this.escape(start);
      case '.':
        return this.dotMatchesAll ? this.set(complement([])) : this.set(complement(LINE_TERMINATORS));
      case '^':
        return '^';
      case '$':
        this.hasEnd = true;
        return '$';
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternError(
          `"${character}" has nothing to repeat: write \\${character} for the character.`,
          start,
        );
      default:
        return this.literal(character.codePointAt(0) as number);
    }
  }

  // group := '(' ( '?:' | '?<' name '>' | '?=' | '?!' | '?<=' | '?<!' )? alternatives ')'
  private group(start: number): string {
    const lookAround = this.reader.takeMatch(/\?<?[=!]/y)?.[0];
    const kind = lookAround ?? this.reader.takeMatch(/\?:|\?<[a-z][\da-z]*>/iy)?.[0];
    if (kind === undefined && this.reader.peek() === '?') {
      throw new PatternError(
        `(${this.reader.take()}${this.reader.take()} is not supported: there are (…), (?:…), and (?i) and (?s) at the very start.`,
        start,
      );
    }
    this.depth += 1;
    if (this.depth > PATTERN_LIMITS.depth)
      throw new PatternError(`The pattern has more than ${PATTERN_LIMITS.depth} groups in groups.`, start);
    const inside = this.alternatives();
    if (!this.reader.takeText(')')) throw new PatternError('This "(" lacks its ")".', start);
    this.depth -= 1;
    if (lookAround === undefined) return kind === '?:' ? `(?:${inside})` : `(${inside})`;
    this.hasLookAround = true;
    return `(${lookAround}${inside})`;
  }

  // escape := '\Q' … '\E' | '\b' | '\B' | '\A' | '\z' | set | character
  private escape(start: number): string {
    if (this.reader.takeText('Q')) return this.quoted();
    const boundary = this.reader.takeMatch(/[bB]/y)?.[0];
    if (boundary !== undefined) {
      this.hasBoundary = true;
      return `\\${boundary}`;
    }
    if (this.reader.takeText('A')) return '^';
    if (this.reader.takeText('z')) return '$';
    const set = this.escapedSet(start);
    if (typeof set === 'string') return `[${set}]`;
    if (set !== undefined) return this.set(set);
    return this.literal(this.reader.escapedCodePoint(this.reader.take(), start));
  }

  /** The characters between `\Q` and `\E`, as one atom: Java repeats only the last of them, so that is refused. */
  private quoted(): string {
    const end = this.reader.takeUntil('\\E');
    const text = Array.from(end, (character) => this.literal(character.codePointAt(0) as number)).join('');
    if (/[*+?{]/.test(this.reader.peek()) && end.length !== 1)
      throw new PatternError('\\Q…\\E cannot be repeated: write (?:\\Q…\\E).', this.reader.at);
    return text;
  }

  /** The set that an escape stands for: ranges, or the name of a Unicode category as both engines write it. */
  private escapedSet(start: number): Ranges | string | undefined {
    const letter = this.reader.takeMatch(/[dwsDWS]/y)?.[0];
    if (letter !== undefined) {
      const ranges = ESCAPED_SETS.get(letter.toLowerCase()) as Ranges;
      return letter === letter.toLowerCase() ? ranges : complement(ranges);
    }
    const property = this.reader.takeMatch(/([pP])(?:\{\w+\}|[A-Z])/y);
    if (property === undefined) return undefined;
    const name = property[0].slice(1).replaceAll(/[{}]/g, '');
    const posix = POSIX_SETS.get(name);
    // Versions of Java disagree on the case of these two.
    const isUnclear = this.ignoresCase && /^(Lower|Upper)$/.test(name);
    if (posix && !isUnclear) return property[1] === 'p' ? posix : complement(posix);
    if (/^(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?)$/.test(name) && !this.ignoresCase)
      return `\\${property[1]}{${name}}`;
    throw new PatternError(`\\${property[0]} is not supported here: write out the characters.`, start);
  }

  // class := '[' '^'? ( item ( '-' item )? )+ ']'
  private characterClass(start: number): string {
    const negation = this.reader.takeText('^') ? '^' : '';
    let ranges: Ranges = [];
    let named = '';
    while (this.reader.peek() !== ']' || (ranges.length === 0 && named === '')) {
      const item = this.classItem(start);
      if (typeof item === 'string') named += item;
      else ranges = [...ranges, ...item];
    }
    this.reader.take();
    const inside = writeRanges(this.ignoresCase ? withBothCases(ranges) : ranges, this.write);
    return `[${negation}${inside}${named}]`;
  }

  private classItem(start: number): Ranges | string {
    const first = this.classCharacter(start);
    if (typeof first !== 'number') return first;
    if (!this.reader.takeMatch(/-(?!\])/y)) return [[first, first]];
    const last = this.classCharacter(start);
    if (typeof last === 'number' && last >= first) return [[first, last]];
    throw new PatternError(
      'A range of this character class is the wrong way round, or ends in a set.',
      start,
    );
  }

  private classCharacter(start: number): number | Ranges | string {
    const at = this.reader.at;
    const character = this.reader.take();
    if (character === '\\') {
      return this.escapedSet(at) ?? this.reader.escapedCodePoint(this.reader.take(), at);
    }
    if (character === '') throw new PatternError('This "[" lacks its "]".', start);
    if (character === '[' || character === ']' || (character === '&' && this.reader.peek() === '&'))
      throw new PatternError(
        `"${character}" inside [ ] is not supported: write \\${character} for the character.`,
        at,
      );
    return character.codePointAt(0) as number;
  }

  private literal(codePoint: number): string {
    const both = this.ignoresCase ? withBothCases([[codePoint, codePoint]]) : [];
    return both.length > 1 ? this.set(both) : this.write(codePoint);
  }

  private set(ranges: Ranges): string {
    return `[${writeRanges(ranges, this.write)}]`;
  }
}

/** Translates a pattern of Java for an engine that writes code points in its own way. */
export function translatePattern(
  source: string,
  write: WriteCodePoint,
  ignoreCase = false,
): TranslatedPattern {
  const translation = new Translation(source, write);
  const text = translation.pattern(ignoreCase);
  const { hasLookAround, hasEnd, hasBoundary } = translation;
  return { text, hasLookAround, hasEnd, hasBoundary };
}
