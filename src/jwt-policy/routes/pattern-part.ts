/** A text that stands in the pattern of a route as it is. */
export interface PatternText {
  readonly kind: 'text';
  readonly text: string;
}

/** A place that the router fills: a parameter is one segment or a part of it, a wildcard any number of segments. */
export interface Placeholder {
  readonly kind: 'parameter' | 'wildcard';
  readonly name: string;
  /** As it is written in the pattern, for messages: `:id`, `*path`. */
  readonly text: string;
}

export type PatternPart = PatternText | Placeholder;

/** Parts that a call may leave out. */
export interface PatternGroup {
  readonly kind: 'group';
  readonly nodes: readonly PatternNode[];
}

export type PatternNode = PatternPart | PatternGroup;
