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
  /** Steps of one evaluation: an element that is looked at is one, and so are 64 characters of a text. */
  steps: 100_000,
  /** Nesting of a value that is compared or searched. */
  valueDepth: 100,
});
