import type { DescribedRule } from '../claims/index.js';
import { PatternError } from '../patterns/index.js';
import { compileWithin, type CompiledExpression, type CompileMeans } from './compile-expression.js';
import { ExpressionError } from './diagnostics/expression-error.js';
import { kindOf, kindsInWords } from './evaluate/kind.js';

/** An expression that was compiled, or what is wrong with it. */
export type CompileOutcome =
  | { readonly compiled: CompiledExpression; readonly problem?: never }
  | { readonly compiled?: never; readonly problem: ExpressionError };

/** What is written into code is compiled before a prover could be loaded, and needs none. */
function refuseLookAround(): never {
  throw new PatternError(
    'An expression of a route takes no look-around, (?=…) (?!…) (?<=…) (?<!…): write two conditions, such as (x matches /…/) and not (x matches /…/).',
  );
}

/** Compiles an expression without throwing. */
export function tryCompile(text: string, options: CompileMeans): CompileOutcome {
  try {
    return { compiled: compileWithin(text, { lookAround: refuseLookAround, ...options }) };
  } catch (error) {
    if (error instanceof ExpressionError) return { problem: error };
    throw error;
  }
}

/** A rule that has nothing to do with the token is a mistake. */
function tellConstant({ constant }: CompiledExpression): readonly string[] {
  if (constant === undefined) return [];
  return [
    constant === true
      ? 'It always passes, whatever the token says.'
      : 'It never passes, whatever the token says.',
  ];
}

/**
 * A claim rule in the expression language: passes where the expression comes to `true`. Never throws; what is wrong
 * with it is told at start. The expression may read other claims than the one that it is the rule of.
 * @example `@ClaimRule(expression('#[vars.claimSet.sub == attributes.uriParams.id]'))`
 */
export function expression(text: string): DescribedRule {
  const describe = `satisfies ${text}`;
  const { compiled, problem } = tryCompile(text, { expects: 'Boolean' });
  if (compiled === undefined) {
    const run = (): never => {
      throw problem;
    };
    return Object.freeze({ describe, problem: problem.message, run });
  }
  const { evaluate } = compiled;
  const notBoolean = (result: unknown): ExpressionError =>
    new ExpressionError(
      'RESULT_TYPE',
      text,
      { start: 0, end: text.length },
      `The expression came to ${kindsInWords(kindOf(result))}, not to a Boolean.`,
    );
  return Object.freeze({
    describe,
    warnings: Object.freeze([...compiled.warnings, ...tellConstant(compiled)]),
    run: (_value, context): boolean => {
      const result = evaluate(context);
      if (typeof result === 'boolean') return result;
      throw notBoolean(result);
    },
  } satisfies DescribedRule);
}
