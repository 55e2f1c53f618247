import type { DescribedRule } from '../../claims/index.js';
import type { CompiledExpression } from '../../expressions/index.js';
import { below } from '../report/finding.js';
import type { ImportContext } from './import-context.js';
import { tryCompile } from './try-compile.js';

function tellOddities(compiled: CompiledExpression, where: string, context: ImportContext): void {
  const { findings } = context.parameters;
  for (const warning of compiled.warnings) findings.add('EXPRESSION_WARNING', where, warning);
  if (compiled.constant === true) findings.add('ALWAYS_PASSES', where, 'is true whatever the token says.');
  else if (compiled.constant !== undefined)
    findings.add('NEVER_PASSES', where, 'is never true: every token is refused.');
}

/**
 * The rule of a custom claim that is an expression; undefined, and an error told, where it cannot be read. One whose
 * value is never a Boolean is loaded by MuleSoft, and fails for every token: so it does here, and that is told.
 */
export function expressionRule(
  text: string,
  path: string,
  context: ImportContext,
): DescribedRule | undefined {
  const { findings } = context.parameters;
  const where = below(path, 'value');
  const describe = `satisfies ${context.parameters.shown(where, text)}`;
  const outcome = tryCompile(text, 'Boolean', where, context);
  if ('problem' in outcome) {
    if ('problem' in tryCompile(text, 'Any', where, context)) {
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
  tellOddities(compiled, where, context);
  return {
    describe,
    run: (_value, callContext) => compiled.evaluate(callContext) === true,
  };
}
