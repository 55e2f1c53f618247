import type { Evaluate, Site } from '../evaluate/frame.js';
import type { Operand } from '../evaluate/operand.js';

/** One parameter of a function. */
export interface Parameter {
  readonly name: string;
  /** The kinds that are taken, those that are coerced included. */
  readonly kinds: number;
  /** Takes `$` or a lambda. `condition`: its body is a condition. */
  readonly lambda?: 'condition' | 'value';
  /** May be left out, with those behind it. */
  readonly isOptional?: true;
}

/** A function of the language. */
export interface FunctionDefinition {
  readonly name: string;
  readonly module: ModuleName;
  readonly parameters: readonly Parameter[];
  /** The kinds of its results, from the kinds of its arguments where they matter. */
  readonly returns: number | ((kinds: readonly number[]) => number);
  /** What null does, as in docs/expressions.md. */
  readonly whenNull: string;
  /** May come to something else with the same arguments, so that it is never run at start. */
  readonly isImpure?: boolean;
  bind(args: readonly Operand[], site: Site): Evaluate;
}

/** Where a function comes from. What is not of `dw::Core` must be imported. */
export type ModuleName =
  'dw::Core' | 'dw::core::Strings' | 'dw::core::Arrays' | 'dw::core::Binaries' | 'dw::util::Coercions';

/** The argument at a place that the function must have. */
export function argument(args: readonly Operand[], index: number): Operand {
  return args[index] as Operand;
}
