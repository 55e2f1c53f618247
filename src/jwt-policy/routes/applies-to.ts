import { dropPromise, type CallAttributes } from '../claims/index.js';
import type { CallCondition } from './call-condition.js';
import type { PatternVariant } from './pattern-variant.js';
import type { RoutedCall } from './routed-call.js';
import { compileRowPath, type RowPath } from './row-path.js';

/** One row, defaults filled in. Undefined matches everything. */
export interface AppliesToRow {
  readonly paths: readonly string[] | undefined;
  readonly methods: readonly string[] | undefined;
  readonly when: CallCondition | undefined;
}

/** One compiled row of where a policy applies. */
export interface RouteCondition {
  /** The condition of its own in words, where the row has one. */
  readonly describe: string | undefined;
  /** Judges a call by the route it was routed to, and by its attributes where the route alone does not tell. */
  matches(call: RoutedCall): boolean;
  /** Judges a route at start: whether any call of it could match. */
  couldMatch(route: PatternVariant, method: string): boolean;
}

/** The path of a call is looked at only where no row is met by its route alone. */
function matchesPath(paths: readonly RowPath[], call: RoutedCall): boolean {
  const { segments } = call.route;
  let depends = false;
  for (const path of paths) {
    const answer = path.judge(segments);
    if (answer === 'always') return true;
    depends ||= answer === 'depends';
  }
  return depends && paths.some((path) => call.pathSegments.some((one) => path.matches(one)));
}

/** A call of which nothing is known but its route. */
function bareCall(method: string, requestPath: string): CallAttributes {
  const empty = Object.freeze({});
  const none = { headers: empty, queryParams: empty, uriParams: empty, remoteAddress: '', scheme: '' };
  return { method, requestPath, ...none };
}

/** Only `false` says no. A promise says nothing. */
function holds(answer: unknown): boolean {
  return dropPromise(answer) || answer !== false;
}

/**
 * A condition that cannot be evaluated at start is assumed to match; otherwise the start report could wrongly say that
 * no policy applies.
 */
function couldBe(when: CallCondition, method: string, path: string): boolean {
  try {
    return holds(when.couldMatch?.(method, path) ?? when.matches(bareCall(method, path)));
  } catch {
    return true;
  }
}

/** Compiles one row. GET covers HEAD: Nest routes it to the same handler. */
export function compileRouteCondition({ paths, methods, when }: AppliesToRow): RouteCondition {
  const rowPaths = paths?.map(compileRowPath);
  const accepted = methods && new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
  return Object.freeze({
    describe: when?.describe,
    matches: (call: RoutedCall) =>
      (accepted === undefined || accepted.has(call.attributes.method)) &&
      (rowPaths === undefined || matchesPath(rowPaths, call)) &&
      (when === undefined || call.spellings.some((attributes) => holds(when.matches(attributes)))),
    couldMatch: ({ segments, text }: PatternVariant, method: string) =>
      // Of a route that takes every method, any may be called.
      (accepted === undefined || method === 'ALL' || accepted.has(method)) &&
      (rowPaths === undefined || rowPaths.some((path) => path.judge(segments) !== 'never')) &&
      (when === undefined || couldBe(when, method, text)),
  });
}

/**
 * Whether a policy with these rows applies to a call: without rows to every one, else where any of them matches.
 * Throws what a condition throws, and `AmbiguousPathError` where a row depends on a path that is ambiguous.
 */
export function appliesTo(rows: readonly RouteCondition[] | undefined, call: RoutedCall): boolean {
  return rows === undefined || rows.some((row) => row.matches(call));
}

/** Whether a policy with these rows could apply to calls of a route. */
export function couldApplyTo(
  rows: readonly RouteCondition[] | undefined,
  route: PatternVariant,
  method: string,
): boolean {
  return rows === undefined || rows.some((row) => row.couldMatch(route, method));
}
