import { isUnsafeNumber, type DescribedRule } from '../../claims/index.js';
import type { CompiledExpression } from '../../expressions/index.js';
import { below } from '../report/finding.js';
import type { ImportContext } from './import-context.js';
import { compileParameter } from './compile-parameter.js';

function reportOddities(compiled: CompiledExpression, where: string, context: ImportContext): void {
  const { findings } = context.parameters;
  if (compiled.reads.has('authentication') && context.earlier.length === 0)
    findings.add(
      'NEVER_PASSES',
      where,
      'reads authentication, which earlier policies establish, and no policy runs before this one: it is null, and so what is compared with a value never passes.',
    );
  for (const warning of compiled.warnings) findings.add('EXPRESSION_WARNING', where, warning);
  if (compiled.constant === true) findings.add('ALWAYS_PASSES', where, 'is true whatever the token holds.');
  else if (compiled.constant !== undefined)
    findings.add('NEVER_PASSES', where, 'is never true: every token is refused.');
}

/**
 * The rule of a custom claim that is an expression; undefined, with an error reported, where it cannot be read. One whose
 * value is never a Boolean is loaded by MuleSoft, and fails for every token. Here it does the same, with a warning.
 */
export function expressionRule(
  text: string,
  path: string,
  context: ImportContext,
): DescribedRule | undefined {
  const { findings } = context.parameters;
  const where = below(path, 'value');
  const describe = `satisfies ${context.parameters.shown(where, text)}`;
  const outcome = compileParameter(text, 'Boolean', where, context);
  if ('problem' in outcome) {
    if ('problem' in compileParameter(text, 'Any', where, context)) {
      findings.add('EXPRESSION_INVALID', where, outcome.problem);
      return undefined;
    }
    findings.add(
      'NEVER_PASSES',
      where,
      `refuses every token: its value is never a Boolean, and MuleSoft fails such a claim too.\n${outcome.problem}`,
    );
    return { describe, run: () => false };
  }
  const { compiled } = outcome;
  reportOddities(compiled, where, context);
  return {
    describe,
    run: (_value, callContext) => compiled.evaluate(callContext) === true,
  };
}

function isScalar(value: unknown): value is string | number | boolean {
  if (typeof value === 'number') return !isUnsafeNumber(value);
  return typeof value === 'string' || typeof value === 'boolean';
}

/**
 * A custom claim that is given as a literal: a text, a number or a Boolean passes when its text is this one. A list or
 * an object never does: an expression can ask whether it holds the literal. Nor does a number beyond ±(2^53 - 1):
 * its text could be that of a neighbour.
 * @param shown what is printed in its place
 */
export function literalRule(literal: string, shown = literal): DescribedRule {
  return {
    describe: `is ${JSON.stringify(shown)}`,
    literals: [literal],
    run: (value) => isScalar(value) && String(value) === literal,
  };
}
