import {
  compileOperationRow,
  compileRouteCondition,
  rowPathProblem,
  type OperationCondition,
  type RouteCondition,
} from '../routes/index.js';
import { DeclaredAppliesToOptions, type AppliesToOptions } from './policy-options.js';
import type { Problems } from './problems.js';
import { validateOptions } from './validate-options.js';

/** The rows of a policy, by what they are compared with. Both undefined: it has none, and applies to every call. */
export interface NormalizedAppliesTo {
  readonly appliesTo: readonly RouteCondition[] | undefined;
  readonly operations: readonly OperationCondition[] | undefined;
}

const HTTP = 'http';
const FOR_HTTP = 'is for HTTP requests; a row of another transport names operations by pattern.';
const FOR_OTHERS =
  'is for other transports than HTTP: say which one by transport, or use path for an HTTP request.';

/** One text or several as a list. */
function toTexts(given: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof given === 'string' ? [given] : given?.slice();
}

function compileHttpRow(
  { path: given, pattern, methods, when }: AppliesToOptions,
  position: number,
  path: string,
  problems: Problems,
): RouteCondition {
  const paths = toTexts(given);
  for (const one of paths ?? []) {
    const problem = rowPathProblem(one);
    if (problem !== undefined) problems.add(`${path}.path`, problem);
  }
  if (pattern !== undefined) problems.add(`${path}.pattern`, FOR_OTHERS);
  return compileRouteCondition({
    paths,
    methods: methods?.map((one) => one.toUpperCase()),
    when,
    position,
  });
}

function compileOtherRow(
  { path: routed, methods, pattern, when }: AppliesToOptions,
  transport: string,
  position: number,
  path: string,
  problems: Problems,
): OperationCondition {
  if (routed !== undefined) problems.add(`${path}.path`, FOR_HTTP);
  if (methods !== undefined) problems.add(`${path}.methods`, FOR_HTTP);
  return compileOperationRow({ transport, patterns: toTexts(pattern), when, position });
}

/** Validates and compiles the rows of where a policy applies. */
export function normalizeAppliesTo(
  rows: readonly AppliesToOptions[] | undefined,
  path: string,
  problems: Problems,
): NormalizedAppliesTo {
  if (rows === undefined) return { appliesTo: undefined, operations: undefined };
  const routes: RouteCondition[] = [];
  const operations: OperationCondition[] = [];
  for (const [position, row] of rows.entries()) {
    const at = `${path}[${position}]`;
    const options = validateOptions(DeclaredAppliesToOptions, row, at, problems) ?? {};
    const { transport = HTTP } = options;
    if (transport === HTTP) routes.push(compileHttpRow(options, position, at, problems));
    else operations.push(compileOtherRow(options, transport, position, at, problems));
  }
  return { appliesTo: Object.freeze(routes), operations: Object.freeze(operations) };
}
