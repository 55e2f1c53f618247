import { PatternError } from './pattern-error.js';

const ESCAPED_CHARACTERS: ReadonlyMap<string, number> = new Map([
  ['t', 9],
  ['n', 10],
  ['r', 13],
  ['f', 12],
  ['a', 7],
  ['e', 27],
]);

/** Reads a pattern code point by code point. */
export class PatternReader {
  private position = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** Where the next code point is. */
  get at(): number {
    return this.position;
  }

  get isAtEnd(): boolean {
    return this.position >= this.source.length;
  }

  /** The next code point, without taking it; empty at the end. */
  peek(): string {
    const codePoint = this.source.codePointAt(this.position);
    return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
  }

  /** Takes the next code point; empty at the end. */
  take(): string {
    const taken = this.peek();
    this.position += taken.length;
    return taken;
  }

  /** Takes a text if it is next. */
  takeText(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** Takes what a sticky expression matches next. */
  takeMatch(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.position;
    const match = expression.exec(this.source);
    if (match === null) return undefined;
    this.position += match[0].length;
    return match;
  }

  /** Takes all up to a text, and the text; without it, up to the end. */
  takeUntil(text: string): string {
    const end = this.source.indexOf(text, this.position);
    const taken = this.source.slice(this.position, end < 0 ? undefined : end);
    this.position = end < 0 ? this.source.length : end + text.length;
    return taken;
  }

  /** The code point that an escape stands for, the backslash and its letter already taken. */
  escapedCodePoint(letter: string, start: number): number {
    const known = ESCAPED_CHARACTERS.get(letter);
    if (known !== undefined) return known;
    if (letter === 'x' || letter === 'u') {
      const digits = this.takeMatch(letter === 'x' ? /([\da-f]{2})|\{([\da-f]{1,6})\}/iy : /([\da-f]{4})/iy);
      const codePoint = Number.parseInt(digits?.[1] ?? digits?.[2] ?? '', 16);
      if (codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff)) return codePoint;
      throw new PatternError(`\\${letter} needs the hexadecimal digits of a character.`, start);
    }
    // Java keeps letters and digits after a backslash for itself; anything else stands for itself.
    if (letter !== '' && !/[\da-z]/i.test(letter)) return letter.codePointAt(0) as number;
    throw new PatternError(
      /\d|k/.test(letter)
        ? 'A back reference cannot be matched in linear time: write the pattern without it.'
        : `\\${letter} is not supported: write out the characters that it stands for.`,
      start,
    );
  }
}
