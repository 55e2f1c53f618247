import { isUnsafeNumber, type DescribedRule } from '../../claims/index.js';

function isScalar(value: unknown): value is string | number | boolean {
  if (typeof value === 'number') return !isUnsafeNumber(value);
  return typeof value === 'string' || typeof value === 'boolean';
}

/**
 * A custom claim that is given as a literal: a text, a number or a Boolean passes when its text is this one. A list or
 * an object never does: whether it holds the literal is what an expression says. Nor does a number beyond ±(2^53 - 1):
 * its text could be that of a neighbour.
 * @param shown what is printed in its place
 */
export function literalRule(literal: string, shown = literal): DescribedRule {
  return {
    describe: `is ${JSON.stringify(shown)}`,
    run: (value) => isScalar(value) && String(value) === literal,
  };
}
