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
