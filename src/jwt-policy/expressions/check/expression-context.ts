import type { PatternProver } from '../../patterns/index.js';
import type { Node } from '../syntax/ast.js';
import { ExpressionError, type ExpressionErrorCode, type Span } from '../diagnostics/expression-error.js';
import { Frame, Site, type Evaluate, type ExpressionInputs } from '../evaluate/frame.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import { kindOf } from '../evaluate/kind.js';
import type { Operand } from '../evaluate/operand.js';

/** What an expression can read from. */
export type InputName = 'vars' | 'attributes' | 'authentication';

/** What comes to an evaluation that reads nothing: the compiler runs such parts once. */
const NO_INPUTS = Object.freeze({}) as ExpressionInputs;

/** What the parts of one expression share while it is checked and compiled. */
export class ExpressionContext {
  readonly source: string;
  readonly inputs: readonly InputName[];
  readonly lookAround: PatternProver | undefined;
  readonly hasClock: boolean;
  readonly imported: ReadonlyMap<string, FunctionDefinition>;
  readonly importedModules: ReadonlyMap<string, string>;
  readonly warnings: string[] = [];
  readonly reads = new Set<InputName>();
  /** Places of the frame that are needed. */
  slots = 0;
  /** Parts that have been compiled so far. */
  parts = 0;
  /** The chain with parentheses, while the operands of one are compiled that lacks them. */
  parenthesized: string | undefined;

  constructor(
    source: string,
    inputs: readonly InputName[],
    means: Pick<ExpressionContext, 'lookAround' | 'hasClock'>,
    imports: Pick<ExpressionContext, 'imported' | 'importedModules'>,
  ) {
    this.source = source;
    this.inputs = inputs;
    this.lookAround = means.lookAround;
    this.hasClock = means.hasClock;
    this.imported = imports.imported;
    this.importedModules = imports.importedModules;
  }

  error(code: ExpressionErrorCode, span: Span, summary: string, hint = ''): ExpressionError {
    return new ExpressionError(code, this.source, span, summary, hint);
  }

  /** An error of types; where parentheses are missing around it, that is the likely mistake. */
  typeError(span: Span, summary: string, parenthesized = this.parenthesized, hint = ''): ExpressionError {
    return this.error(
      'TYPE',
      span,
      summary,
      parenthesized === undefined ? hint : adviseParentheses(parenthesized),
    );
  }

  /** Warnings are sentences on one line. */
  warn(sentence: string): void {
    if (!this.warnings.includes(sentence)) this.warnings.push(sentence);
  }

  /** The words of a part, for a warning. */
  words({ start, end }: Span): string {
    const text = this.source.slice(start, end).replaceAll(/\s+/g, ' ');
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  }

  newSlot(): number {
    this.slots += 1;
    return this.slots - 1;
  }

  /** A compiled part. One whose parts are all constant is run now: what fails always must not start. */
  operand(node: Node, kinds: number, parts: readonly Operand[] | 'varies', run: Evaluate): Operand {
    const site = new Site(this.source, node);
    if (parts === 'varies' || parts.some(({ constant }) => constant === undefined))
      return { node, site, kinds, run };
    return this.constant(node, run(new Frame(NO_INPUTS, [])));
  }

  /** A part that has the same value in every evaluation. */
  constant(node: Node, value: unknown): Operand {
    const frozen: unknown = Array.isArray(value) ? Object.freeze(value) : value;
    const site = new Site(this.source, node);
    return { node, site, kinds: kindOf(frozen), run: () => frozen, constant: { value: frozen } };
  }
}

/** What to do about parentheses that are missing. */
export function adviseParentheses(parenthesized: string): string {
  return `A function between its arguments takes in and, or and comparisons on both sides. Write: ${parenthesized}`;
}
