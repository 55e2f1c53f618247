import { JwtPolicyError } from '../errors/index.js';

/**
 * A pattern that is not accepted, or a text that a pattern is not tried on. The message says what is wrong and what
 * to do; it never holds the text.
 */
export class PatternError extends JwtPolicyError {
  override readonly name = 'PatternError';
  readonly code = 'PATTERN_REFUSED';
  /** Where in the pattern, counted from 0; undefined where it is about the whole pattern or about a text. */
  readonly position: number | undefined;

  constructor(message: string, position?: number, options?: ErrorOptions) {
    super(message, options);
    this.position = position;
  }
}
