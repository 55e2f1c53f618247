import { isPlainObject } from '../claims/index.js';
import {
  compileRouteCondition,
  rowPathProblem,
  type AppliesToRow,
  type CallCondition,
  type RouteCondition,
} from '../routes/index.js';
import { judgeShape } from './judge-shape.js';
import { AppliesToShape } from './option-shapes.js';
import type { Problems } from './problems.js';

/** One text or several; undefined where nothing is said. What is no text was told by the shape. */
function textsOf(input: unknown): readonly string[] | undefined {
  if (input === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(input) ? input : [input];
  return list.filter((one) => typeof one === 'string').filter((one) => one !== '');
}

function isCondition(value: unknown): value is CallCondition {
  if (!isPlainObject(value) || typeof value['describe'] !== 'string') return false;
  const { matches, couldMatch } = value;
  return typeof matches === 'function' && (couldMatch === undefined || typeof couldMatch === 'function');
}

/** What is no condition must not be left out: the policy would apply elsewhere than was meant. */
function normalizeWhen(row: AppliesToShape, path: string, problems: Problems): CallCondition | undefined {
  if (!Object.hasOwn(row, 'when')) return undefined;
  if (isCondition(row.when)) return row.when;
  problems.add(path, 'must be a condition { describe, matches(attributes) }; leave it out for every call.');
  return undefined;
}

/** Judges and compiles the rows of where a policy applies; undefined: everywhere. */
export function normalizeAppliesTo(
  input: unknown,
  path: string,
  problems: Problems,
): readonly RouteCondition[] | undefined {
  if (!Array.isArray(input)) return undefined;
  const rows = input.map((row: unknown, index): AppliesToRow => {
    const shape = judgeShape(AppliesToShape, row, `${path}[${index}]`, problems);
    const known = shape ?? new AppliesToShape();
    const { path: paths, methods } = known;
    const pathList = textsOf(paths);
    for (const one of pathList ?? []) {
      const problem = rowPathProblem(one);
      if (problem !== undefined) problems.add(`${path}[${index}].path`, problem);
    }
    return {
      paths: pathList,
      methods: textsOf(methods)?.map((one) => one.toUpperCase()),
      when: normalizeWhen(known, `${path}[${index}].when`, problems),
    };
  });
  return Object.freeze(rows.map(compileRouteCondition));
}
