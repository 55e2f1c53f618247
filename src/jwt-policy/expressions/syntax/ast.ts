import type { Span } from '../diagnostics/expression-error.js';

/** The operators that stand between two operands and are no functions. */
export type BinaryOperator =
  'and' | 'or' | '==' | '!=' | '~=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/';

/** A name that gets a value. */
export interface Declaration {
  readonly name: string;
  readonly value: Node;
  readonly span: Span;
}

/** A call of a function, in whichever way it is written. */
export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Node[];
  /** Written between its two arguments. */
  readonly isInfix: boolean;
  /** How to write the whole chain with parentheses, where its operands took in `and`, `or` or a comparison. */
  readonly parenthesized: string | undefined;
}

/** `(item, index) -> body`. */
export interface LambdaNode {
  readonly kind: 'lambda';
  readonly parameters: readonly string[];
  readonly body: Node;
}

/** Reads by a name: `.k` the value, `.*k` all values as a list, `..k` the values at any depth. */
export interface SelectNode {
  readonly kind: 'select';
  readonly target: Node;
  readonly form: '.' | '.*' | '..';
  readonly key: string;
}

/** What a node is, without its place. */
export type NodeShape =
  | { readonly kind: 'literal'; readonly value: null | boolean | number }
  | { readonly kind: 'text'; readonly parts: readonly (string | Node)[] }
  | { readonly kind: 'pattern'; readonly source: string }
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'name'; readonly name: string }
  | SelectNode
  | { readonly kind: 'index'; readonly target: Node; readonly index: Node }
  | { readonly kind: 'slice'; readonly target: Node; readonly from: Node; readonly to: Node }
  /** `target?`, where the target is a selector. */
  | { readonly kind: 'present'; readonly target: Node }
  | { readonly kind: 'unary'; readonly operator: 'not' | '!' | '-'; readonly operand: Node }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: 'type';
      readonly operator: 'is' | 'as';
      readonly operand: Node;
      readonly type: string;
      readonly typeSpan: Span;
      readonly unit: string | undefined;
    }
  | CallNode
  | LambdaNode
  | { readonly kind: 'if'; readonly condition: Node; readonly consequent: Node; readonly otherwise: Node }
  | { readonly kind: 'scope'; readonly declarations: readonly Declaration[]; readonly body: Node };

/** A part of an expression and its place. */
export type Node = Span &
  NodeShape & {
    /** Stands in parentheses. */
    readonly isEnclosed?: boolean;
  };

/** An `import`: what it makes known, or a whole module. */
export interface ImportDirective {
  readonly module: string;
  readonly span: Span;
  /** `'*'`: all functions; undefined: the module itself, for `Arrays::some`. */
  readonly names: '*' | undefined | readonly { readonly name: string; readonly alias: string }[];
}

/** A whole expression. */
export interface Script {
  readonly imports: readonly ImportDirective[];
  readonly root: Node;
}
