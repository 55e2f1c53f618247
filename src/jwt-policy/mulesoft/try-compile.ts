import {
  compileExpression,
  ExpressionError,
  type CompiledExpression,
  type CompileOptions,
} from '../expressions/index.js';
import type { ImportContext } from './import-context.js';

/** An expression, or why it is none. */
export type Outcome = { readonly compiled: CompiledExpression } | { readonly error: ExpressionError };

/** Compiles an expression of a policy; what is wrong with it is given, not thrown. */
export function tryCompile(
  text: string,
  expects: NonNullable<CompileOptions['expects']>,
  { prover }: Pick<ImportContext, 'prover'>,
): Outcome {
  try {
    return { compiled: compileExpression(text, { expects, ...(prover && { lookAround: prover }) }) };
  } catch (error) {
    if (error instanceof ExpressionError) return { error };
    throw error;
  }
}
