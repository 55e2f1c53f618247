import type { PatternProver } from '../patterns/index.js';
import { adviseParentheses, ExpressionContext, type InputName } from './check/expression-context.js';
import type { Node } from './syntax/ast.js';
import { NodeCompiler } from './compile/compile-node.js';
import { ExpressionError, type Span } from './diagnostics/expression-error.js';
import { Frame, type ExpressionInputs } from './evaluate/frame.js';
import { FUNCTIONS } from './functions/registry.js';
import { resolveImports } from './syntax/imports.js';
import { ANY_JSON, KIND, kindsInWords } from './evaluate/kind.js';
import { EXPRESSION_LIMITS } from './diagnostics/limits.js';
import type { Operand } from './evaluate/operand.js';
import { Scope } from './check/scope.js';
import { parseScript } from './syntax/script-parser.js';

/** How to compile an expression. */
export interface CompileOptions {
  /** What it must be able to come to. @default 'Any' */
  readonly expects?: 'Boolean' | 'String' | 'Any';
  /** What it may read. @default all of them */
  readonly inputs?: readonly InputName[];
  /** Proves that a regular expression with look-around is safe. @default look-around is refused */
  readonly lookAround?: PatternProver;
}

/** How this library compiles an expression. */
export interface CompileMeans extends CompileOptions {
  /** Whether `now()` can be asked. @default true */
  readonly hasClock?: boolean;
}

/** An expression that was checked and compiled. */
export interface CompiledExpression {
  /** The text, as it was given. */
  readonly source: string;
  /** What a reader should know of it, in sentences. */
  readonly warnings: readonly string[];
  /** What it reads. */
  readonly reads: ReadonlySet<InputName>;
  /** Its value, where that is the same in every evaluation and not undefined. */
  readonly constant?: unknown;
  /** Its value. Throws an ExpressionError where it has none. */
  readonly evaluate: (inputs: ExpressionInputs) => unknown;
}

/** The places of an expression that needs none. */
const NO_SLOTS: readonly unknown[] = Object.freeze([]);

const WRAPPED = /^\s*#\[.+\]\s*$/s;
const ALL_INPUTS: readonly InputName[] = ['vars', 'attributes', 'authentication'];
const KIND_OF = { Boolean: KIND.Boolean, String: KIND.String, Any: ANY_JSON | KIND.DateTime } as const;

/** Whether a text is an expression by its form, `#[ … ]`, rather than a value of its own. */
export function isExpression(text: string): boolean {
  return WRAPPED.test(text);
}

/** The part of a text between `#[` and `]`, or all of it. */
function partOf(text: string): Span {
  if (!isExpression(text)) return { start: 0, end: text.length };
  return { start: text.indexOf('#[') + 2, end: text.lastIndexOf(']') };
}

/** What to write where the whole expression comes to something else. */
function adviseResult(node: Node, expects: keyof typeof KIND_OF): string {
  const call = node.kind === 'call' ? node : undefined;
  if (call?.name === 'filter' && expects === 'Boolean') return 'Ask whether any is left: not isEmpty( … )';
  // What a lambda takes in, it is meant to take in.
  const hasLambda = FUNCTIONS.some(
    ({ name, parameters }) => name === call?.name && parameters.at(-1)?.lambda,
  );
  if (call?.parenthesized !== undefined && !hasLambda) return adviseParentheses(call.parenthesized);
  return expects === 'Boolean' ? 'Compare it with something: … == …' : '';
}

/** Refuses what can never come to what is expected. */
function assertResult(context: ExpressionContext, root: Operand, expects: keyof typeof KIND_OF): void {
  const { node } = root;
  if ((root.kinds & KIND_OF[expects]) !== 0) return;
  const summary = `The expression must come to a ${expects}; this is ${kindsInWords(root.kinds)}.`;
  throw context.error('RESULT_TYPE', node, summary, adviseResult(node, expects));
}

function warnResult(context: ExpressionContext, root: Operand, expects: keyof typeof KIND_OF): void {
  if (expects === 'Boolean' && root.kinds !== KIND.Boolean && root.node.kind !== 'call')
    context.warn(
      `"${context.words(root.node)}" passes only where it comes to the Boolean true; whatever else it comes to is refused.`,
    );
}

/**
 * Checks and compiles an expression, with its `#[ … ]` or without. Throws an ExpressionError with where and what
 * is wrong, and what to write instead.
 */
export function compileExpression(text: string, options: CompileOptions = {}): CompiledExpression {
  return compileWithin(text, options);
}

/** Like compileExpression, with options that only this library needs. */
export function compileWithin(text: string, options: CompileMeans): CompiledExpression {
  const { expects = 'Any', inputs = ALL_INPUTS, lookAround, hasClock = true } = options;
  if (text.length > EXPRESSION_LIMITS.length) {
    const summary = `The expression has more than ${EXPRESSION_LIMITS.length} characters.`;
    throw new ExpressionError('LIMIT_EXCEEDED', text, { start: 0, end: 1 }, summary);
  }
  const script = parseScript(text, partOf(text));
  const context = new ExpressionContext(
    text,
    inputs,
    { lookAround, hasClock },
    resolveImports(text, script.imports),
  );
  const root = new NodeCompiler(context).compile(script.root, new Scope());
  assertResult(context, root, expects);
  warnResult(context, root, expects);
  const { slots } = context;
  const { run, constant } = root;
  return Object.freeze({
    source: text,
    warnings: Object.freeze([...context.warnings]),
    reads: context.reads,
    ...(constant === undefined ? {} : { constant: constant.value }),
    evaluate: (given: ExpressionInputs): unknown =>
      run(new Frame(given, slots === 0 ? (NO_SLOTS as unknown[]) : [])),
  });
}
