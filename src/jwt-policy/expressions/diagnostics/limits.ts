/** What bounds an expression and the work of one evaluation. */
export const EXPRESSION_LIMITS = Object.freeze({
  /** Characters of the text. */
  length: 10_000,
  /** Nesting: parentheses, brackets, branches, lambdas, interpolations. */
  depth: 50,
  /** Operators, calls, selectors, literals and names. */
  nodes: 1_000,
  /** Elements of a list that an evaluation makes. */
  listSize: 10_000,
  /** Characters of a text that an evaluation makes. */
  textLength: 65_536,
  /** Steps of one evaluation: an element or key that is looked at is one; STEP has what else is. */
  steps: 100_000,
  /** Nesting of a value that is compared or searched. */
  valueDepth: 100,
});

/** What one step is, so that all of them take a few milliseconds whatever they are spent on. */
export const STEP = Object.freeze({
  /** Characters of a text that is searched, copied or compared. */
  textCharacters: 64,
  /** Characters of a text that is decoded or searched for another text, or of a number that is read or written. */
  parsedCharacters: 4,
  /** Characters of a date that is read. */
  dateCharacters: 2,
  /** Characters that a pattern is tried on, times the size of the pattern. */
  patternWork: 2,
  /** Parts of the body of a lambda, each time that it runs. */
  lambdaParts: 8,
});

/** What some work takes in steps however short its text is. */
export const BASE_STEPS = Object.freeze({
  /** One attempt of a pattern. */
  pattern: 12,
  /** Bytes from a text, or a text from bytes. */
  bytes: 6,
  /** Random bytes. */
  random: 24,
});
