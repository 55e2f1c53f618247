import { JwtPolicyError } from '../errors/index.js';

/**
 * A pattern that is not accepted, or a text that a pattern is not tried on. The message has what is wrong and what
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

/** What bounds the work of a pattern. */
export const PATTERN_LIMITS = Object.freeze({
  /** Characters of a pattern. */
  sourceLength: 1_000,
  /** Groups within groups. */
  depth: 50,
  /** Instructions of the compiled pattern: the time of a match is this times the length of the text. */
  programSize: 500,
  /** Characters of a text that a pattern is tried on. */
  textLength: 2_048,
  /** Milliseconds that the proof of one pattern with look-around may take. */
  proofMilliseconds: 30_000,
});
