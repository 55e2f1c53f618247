import { JwtPolicyError } from '../../errors/index.js';

/** What is wrong with an expression, or with one evaluation of it. docs/expressions.md explains each. */
export type ExpressionErrorCode =
  | 'LIMIT_EXCEEDED'
  | 'SYNTAX'
  | 'UNSUPPORTED'
  | 'AMBIGUOUS'
  | 'UNKNOWN_NAME'
  | 'UNKNOWN_FUNCTION'
  | 'NOT_IMPORTED'
  | 'INPUT_UNAVAILABLE'
  | 'ARGUMENTS'
  | 'TYPE'
  | 'RESULT_TYPE'
  | 'PATTERN_REFUSED'
  | 'ARITHMETIC'
  | 'UNSAFE_NUMBER';

/** A part of the text: from `start` up to and without `end`, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const SHOWN_WIDTH = 100;

/** The line of the text where a part begins, cut to a width, with carets below the part. */
function draw(source: string, { start, end }: Span): string {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const nextBreak = source.indexOf('\n', start);
  const lineEnd = nextBreak < 0 ? source.length : nextBreak;
  const from = Math.max(lineStart, Math.min(start - SHOWN_WIDTH / 2, lineEnd - SHOWN_WIDTH));
  const line = source.slice(from, Math.min(lineEnd, from + SHOWN_WIDTH)).replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
  const carets = Math.max(1, Math.min(end, lineEnd, from + SHOWN_WIDTH) - start);
  return `  ${line}\n  ${' '.repeat(start - from)}${'^'.repeat(carets)}`;
}

/**
 * An expression that cannot be compiled, or an evaluation that came to no value. The message has the line with carets
 * below the part that it is about; it is made of the text of the expression alone, so it holds nothing of a request.
 */
export class ExpressionError extends JwtPolicyError {
  override readonly name = 'ExpressionError';
  readonly code: ExpressionErrorCode;
  readonly start: number;
  readonly end: number;
  /** What is wrong, in one line. */
  readonly summary: string;
  /** What to write instead, in one line; empty where there is no likely answer. */
  readonly hint: string;

  constructor(code: ExpressionErrorCode, source: string, span: Span, summary: string, hint = '') {
    super(
      `${summary} (at character ${span.start + 1})\n${draw(source, span)}${hint === '' ? '' : `\n  ${hint}`}`,
    );
    this.code = code;
    this.start = span.start;
    this.end = span.end;
    this.summary = summary;
    this.hint = hint;
  }
}
