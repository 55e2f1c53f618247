import type { Node, NodeShape } from './ast.js';
import type { ExpressionError, ExpressionErrorCode, Span } from '../diagnostics/expression-error.js';
import { Lexer } from './lexer.js';
import { EXPRESSION_LIMITS } from '../diagnostics/limits.js';
import type { Token } from './lexer.js';

/** What the parsers of one expression share: a part that is put into a text has one of its own. */
export interface ParseState {
  /** How much of the limits is used up. */
  depth: number;
  nodes: number;
  /** The names that imports give to functions: `import some as last from …`. */
  readonly aliases: Set<string>;
}

/** How a token is named in a message. */
export function tokenInWords(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end';
    case 'number':
      return 'a number';
    case 'text':
      return 'a text';
    case 'date':
      return 'a date';
    case 'name':
    case 'symbol':
    default:
      return JSON.stringify(token.text);
  }
}

/** The tokens of an expression, one looked at ahead, and the making of nodes within the limits. */
export class TokenStream {
  protected readonly lexer: Lexer;
  protected readonly state: ParseState;
  protected current: Token;
  /** Where the last token that was taken ends. */
  protected lastEnd: number;

  constructor(source: string, part: Span, state: ParseState) {
    this.lexer = new Lexer(source, part);
    this.state = state;
    this.current = this.lexer.next();
    this.lastEnd = part.start;
  }

  protected error(code: ExpressionErrorCode, span: Span, summary: string, hint = ''): ExpressionError {
    return this.lexer.error(code, span, summary, hint);
  }

  protected take(): Token {
    const taken = this.current;
    this.lastEnd = taken.end;
    this.current = this.lexer.next();
    return taken;
  }

  /** Whether the current token is this name or symbol. */
  protected is(text: string): boolean {
    return (this.current.kind === 'name' || this.current.kind === 'symbol') && this.current.text === text;
  }

  protected takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  protected expect(text: string, hint = ''): void {
    if (this.takeIf(text)) return;
    throw this.error(
      'SYNTAX',
      this.current,
      `"${text}" is missing before ${tokenInWords(this.current)}.`,
      hint,
    );
  }

  protected expectName(what: string): string {
    if (this.current.kind === 'name' && /^[A-Za-z]/.test(this.current.text)) {
      const { text } = this.current;
      this.take();
      return text;
    }
    throw this.error('SYNTAX', this.current, `${what} is missing before ${tokenInWords(this.current)}.`);
  }

  /** Continues at a place, as if nothing had been looked at ahead. */
  protected continueAt(position: number): void {
    this.lexer.rewind(position);
    this.lastEnd = position;
    this.current = this.lexer.next();
  }

  protected make(start: number, shape: NodeShape): Node {
    const span = { start, end: this.lastEnd };
    this.state.nodes += 1;
    if (this.state.nodes <= EXPRESSION_LIMITS.nodes) return { ...shape, ...span };
    throw this.error(
      'LIMIT_EXCEEDED',
      span,
      `The expression has more than ${EXPRESSION_LIMITS.nodes} parts.`,
    );
  }

  /** Runs a parse method one level deeper. */
  protected nested<T>(parse: () => T): T {
    this.state.depth += 1;
    if (this.state.depth > EXPRESSION_LIMITS.depth) {
      const summary = `The expression is nested more than ${EXPRESSION_LIMITS.depth} deep.`;
      throw this.error('LIMIT_EXCEEDED', this.current, summary);
    }
    const result = parse();
    this.state.depth -= 1;
    return result;
  }
}
