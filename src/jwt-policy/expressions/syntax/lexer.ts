import { ExpressionError, type ExpressionErrorCode, type Span } from '../diagnostics/expression-error.js';
import { EXPRESSION_LIMITS } from '../diagnostics/limits.js';

/** A piece of a text literal: characters, or the place of an expression that is put in. */
export type TextPart = string | Span;

/** One word of an expression. */
export type Token = Span &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text'; readonly parts: readonly TextPart[] }
    | { readonly kind: 'date'; readonly text: string }
    /** A name, a keyword, `$` or `$$`; `dw::core::Strings::first` is one name. */
    | { readonly kind: 'name'; readonly text: string }
    | { readonly kind: 'symbol'; readonly text: string }
    | { readonly kind: 'end' }
  );

const BLANK = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NAME = /\$\$|\$|%dw|[A-Za-z]\w*(?:::[A-Za-z]\w*)*/y;
const SYMBOL = /---|\.\.|\.\*|->|==|!=|~=|<=|>=|<<|>>|\+\+|--|[-+*/<>=!()[\]{}.,?:]/y;
const DATE = /\|([^|\n]*)\|/y;
const INTERPOLATED = /\$([A-Za-z]\w*)/y;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ...Array.from('$"\'`\\/', (character): [string, string] => [character, character]),
]);

/** What other languages write, and what to write here. */
const MISTAKES: readonly (readonly [text: string, hint: string])[] = [
  ['===', 'Write == instead of ===: it is strict.'],
  ['!==', 'Write != instead of !==: it is strict.'],
  ['&&', 'Write and instead of &&.'],
  ['||', 'Write or instead of ||.'],
];

/** Turns a text, or a part of it, into tokens, one at a time: what `/` means depends on where it stands. */
export class Lexer {
  readonly source: string;
  private position: number;
  private readonly limit: number;
  private textDepth = 0;

  constructor(source: string, part: Span) {
    this.source = source;
    this.position = part.start;
    this.limit = part.end;
  }

  /** The next token. */
  next(): Token {
    this.skipBlank();
    const start = this.position;
    if (start >= this.limit) return { kind: 'end', start: this.limit, end: this.limit };
    const first = this.source[start] as string;
    if (first === '"' || first === "'" || first === '`') return this.text(first);
    const number = this.match(NUMBER);
    if (number) return { kind: 'number', value: Number(number[0]), start, end: this.position };
    const name = this.match(NAME);
    if (name) return { kind: 'name', text: name[0], start, end: this.position };
    const date = this.match(DATE);
    if (date && date[1] !== '') return { kind: 'date', text: date[1] as string, start, end: this.position };
    this.position = start;
    return this.symbol(start);
  }

  /** Reads the regular expression whose first `/` has been taken, and gives its source. */
  pattern(slash: Span): { readonly source: string; readonly end: number } {
    let end = slash.end;
    while (end < this.limit && this.source[end] !== '/' && this.source[end] !== '\n')
      end += this.source[end] === '\\' ? 2 : 1;
    if (end >= this.limit || this.source[end] !== '/')
      throw this.error('SYNTAX', slash, 'This regular expression lacks its end.', 'Close it with /.');
    this.position = end + 1;
    return { source: this.source.slice(slash.end, end).replaceAll('\\/', '/'), end: this.position };
  }

  /** Goes back to a place, to read it again. */
  rewind(position: number): void {
    this.position = position;
  }

  /** Whether a sticky expression matches at a place; the text that it matches. */
  looksLike(expression: RegExp, position: number): RegExpExecArray | undefined {
    expression.lastIndex = position;
    const match = expression.exec(this.source);
    return match !== null && position + match[0].length <= this.limit ? match : undefined;
  }

  error(code: ExpressionErrorCode, span: Span, summary: string, hint = ''): ExpressionError {
    return new ExpressionError(code, this.source, span, summary, hint);
  }

  private match(expression: RegExp): RegExpExecArray | undefined {
    const match = this.looksLike(expression, this.position);
    if (match) this.position += match[0].length;
    return match;
  }

  private skipBlank(): void {
    this.match(BLANK);
    if (this.source.startsWith('/*', this.position) && this.position < this.limit) {
      const span = { start: this.position, end: this.position + 2 };
      throw this.error('SYNTAX', span, 'This comment lacks its end.', 'Close it with */.');
    }
  }

  private symbol(start: number): Token {
    const foreign = /[=!]==|&&|\|\|/y;
    const mistake = this.looksLike(foreign, start)?.[0];
    if (mistake !== undefined) {
      const instead = MISTAKES.find(([text]) => text === mistake)?.[1];
      const span = { start, end: start + mistake.length };
      throw this.error('SYNTAX', span, `"${mistake}" is no operator here.`, instead);
    }
    const symbol = this.match(SYMBOL);
    if (symbol) return { kind: 'symbol', text: symbol[0], start, end: this.position };
    const character = String.fromCodePoint(this.source.codePointAt(start) as number);
    const span = { start, end: start + character.length };
    const hint =
      character === '_' ? "A name begins with a letter; any other key goes into quotes: .'_key'" : '';
    throw this.error('SYNTAX', span, `The character ${JSON.stringify(character)} has no meaning here.`, hint);
  }

  private text(quote: string): Token {
    const start = this.position;
    const parts: TextPart[] = [];
    let characters = '';
    this.position += 1;
    for (;;) {
      const character = this.position < this.limit ? this.source[this.position] : undefined;
      if (character === undefined) {
        const span = { start, end: start + 1 };
        throw this.error('SYNTAX', span, 'This text lacks its closing quote.', `Close it with ${quote}.`);
      }
      if (character === quote) break;
      if (character === '\\') characters += this.escape();
      else if (character === '$') {
        parts.push(characters, this.interpolation());
        characters = '';
      } else {
        characters += character;
        this.position += 1;
      }
    }
    this.position += 1;
    return { kind: 'text', parts: [...parts, characters], start, end: this.position };
  }

  private escape(): string {
    const span = { start: this.position, end: this.position + 2 };
    const letter = this.source[this.position + 1] ?? '';
    this.position += 2;
    const character = ESCAPES.get(letter);
    if (character !== undefined && span.end <= this.limit) return character;
    const digits = letter === 'u' ? this.match(/[\da-fA-F]{4}/y) : undefined;
    if (digits) return String.fromCharCode(Number.parseInt(digits[0], 16));
    throw this.error('SYNTAX', span, `"\\${letter}" is no escape.`, 'Write \\\\ for a backslash.');
  }

  /** `$name` or `$( … )` in a text: the place of the expression. */
  private interpolation(): Span {
    const start = this.position;
    if (this.source[start + 1] === '(') return this.enclosed(start);
    const name = this.match(INTERPOLATED);
    if (name && !/[.[?]/.test(this.source[this.position] ?? ''))
      return { start: start + 1, end: this.position };
    const span = { start, end: start + 1 };
    throw this.error(
      'SYNTAX',
      span,
      'A "$" in a text puts a value in.',
      'Write \\$ for the character, or $( … ) around the value.',
    );
  }

  private enclosed(start: number): Span {
    this.position = start + 2;
    this.textDepth += 1;
    if (this.textDepth > EXPRESSION_LIMITS.depth) {
      const span = { start, end: start + 2 };
      throw this.error('LIMIT_EXCEEDED', span, `Texts are nested more than ${EXPRESSION_LIMITS.depth} deep.`);
    }
    for (let depth = 1; ;) {
      const token = this.next();
      if (token.kind === 'end') {
        const span = { start, end: start + 2 };
        throw this.error('SYNTAX', span, 'This "$(" lacks its ")".');
      }
      if (token.kind === 'symbol' && token.text === '(') depth += 1;
      if (token.kind === 'symbol' && token.text === ')') depth -= 1;
      if (depth > 0) continue;
      this.textDepth -= 1;
      return { start: start + 2, end: token.start };
    }
  }
}
