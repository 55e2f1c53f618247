import { compileRouteCondition, rowPathProblem, type RouteCondition } from '../routes/index.js';
import { DeclaredAppliesToOptions, type AppliesToOptions } from './policy-options.js';
import type { Problems } from './problems.js';
import { validateOptions } from './validate-options.js';

/** One text or several as a list. */
function toTexts(given: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof given === 'string' ? [given] : given?.slice();
}

function compileRow(row: unknown, path: string, problems: Problems): RouteCondition {
  const options = validateOptions(DeclaredAppliesToOptions, row, path, problems) ?? {};
  const paths = toTexts(options.path);
  for (const one of paths ?? []) {
    const problem = rowPathProblem(one);
    if (problem !== undefined) problems.add(`${path}.path`, problem);
  }
  const methods = options.methods?.map((one) => one.toUpperCase());
  return compileRouteCondition({ paths, methods, when: options.when });
}

/** Validates and compiles the rows of where a policy applies; undefined: everywhere. */
export function normalizeAppliesTo(
  rows: readonly AppliesToOptions[] | undefined,
  path: string,
  problems: Problems,
): readonly RouteCondition[] | undefined {
  return rows && Object.freeze(rows.map((row, index) => compileRow(row, `${path}[${index}]`, problems)));
}
