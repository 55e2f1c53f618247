import { JwtPolicyError } from '../../errors/index.js';
import {
  compileExpression,
  ExpressionError,
  type CompiledExpression,
  type CompileOptions,
} from '../../expressions/index.js';
import type { ImportContext } from './import-context.js';

/** An expression, or what is wrong with it, in words. */
export type Outcome = { readonly compiled: CompiledExpression } | { readonly problem: string };

/** The message that stands for one that would show a part of an expression. */
export function withheldProblem(shown: string): string {
  return `what ${shown} stands for is no expression that can be used here. The reason is withheld, because it would show what the environment gave. Write the expression into the file, and lint gives the reason.`;
}

/** Thrown by an evaluation whose own message would show a part of the expression. */
class WithheldExpressionError extends JwtPolicyError {
  override readonly name = 'WithheldExpressionError';
  readonly code = 'EXPRESSION_WITHHELD';
}

/** The same expression, which shows nothing of its text. */
function withheld(compiled: CompiledExpression, shown: string): CompiledExpression {
  const { warnings, evaluate } = compiled;
  return {
    ...compiled,
    source: shown,
    warnings:
      warnings.length === 0
        ? []
        : [`The expression that ${shown} stands for is odd in ${warnings.length} point(s).`],
    evaluate(inputs) {
      try {
        return evaluate(inputs);
      } catch (error) {
        const code = error instanceof ExpressionError ? error.code : 'an error';
        throw new WithheldExpressionError(`the expression that ${shown} stands for failed with ${code}`);
      }
    },
  };
}

/**
 * Compiles the expression at a path of a policy; what is wrong with it is given, not thrown. Nothing that comes out
 * shows an expression that the environment gave: no message, no warning, no source, and no error of an evaluation.
 */
export function compileParameter(
  text: string,
  expects: NonNullable<CompileOptions['expects']>,
  where: string,
  { prover, parameters }: Pick<ImportContext, 'prover' | 'parameters'>,
): Outcome {
  const shown = parameters.shown(where, text);
  const isWithheld = parameters.isWithheld(where);
  try {
    const compiled = compileExpression(text, { expects, ...(prover && { lookAround: prover }) });
    return { compiled: isWithheld ? withheld(compiled, shown) : compiled };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { problem: isWithheld ? withheldProblem(shown) : error.message };
  }
}
