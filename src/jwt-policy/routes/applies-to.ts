import type { CallAttributes } from '../claims/index.js';
import { holds, pathFactsOf, type CallCondition, type PathFacts } from './call-condition.js';
import type { PatternSegment, PatternVariant } from './pattern-variant.js';
import type { RoutedCall } from './routed-call.js';
import { compileRowPath, type RowAnswer, type RowPath } from './row-path.js';

/** One row, defaults filled in. Undefined matches everything. */
export interface AppliesToRow {
  readonly paths: readonly string[] | undefined;
  readonly methods: readonly string[] | undefined;
  readonly when: CallCondition | undefined;
  /** Its position among all rows of its policy. @default 0 */
  readonly position?: number;
}

/**
 * Whether a row matches the calls of a route and method. `path`: it depends on the path, and on nothing else of a call.
 * `call`: it depends on something else, such as a header.
 */
export type RouteAnswer = 'always' | 'never' | 'path' | 'call';

/** Which calls of a route something applies to: all, none, or some, which only the call shows. */
export type Coverage = 'all' | 'none' | 'some';

/** One compiled row of where a policy applies. */
export interface RouteCondition {
  /** Its position among all rows of its policy. */
  readonly position: number;
  /** The condition of its own in words, where the row has one. */
  readonly describe: string | undefined;
  /** Whether a call matches, by its route, and by its attributes where the route alone does not decide. */
  matches(call: RoutedCall): boolean;
  /** What the route and the method of a call say, without a look at its path. */
  answerFor(call: RoutedCall): RouteAnswer;
  /** Whether a plain path that begins so could match. `false` is certain. */
  couldBegin(start: string): boolean;
  /** At start: which calls of a route match. */
  covers(route: PatternVariant, method: string): Coverage;
}

/** What the paths of a row say of a route. */
function compareAll(paths: readonly RowPath[], segments: readonly PatternSegment[]): RowAnswer {
  let depends = false;
  for (const path of paths) {
    const answer = path.compare(segments);
    if (answer === 'always') return answer;
    depends ||= answer === 'depends';
  }
  return depends ? 'depends' : 'never';
}

/** The path of a call is looked at only where no row is met by its route alone. */
function matchesPath(paths: readonly RowPath[], call: RoutedCall): boolean {
  const answer = compareAll(paths, call.route.segments);
  if (answer !== 'depends') return answer === 'always';
  return paths.some((path) => call.pathSegments.some((one) => path.matches(one)));
}

/** What a condition says where method and paths of its row match; `isByPath`: where that depends on the path. */
function answerOf(facts: PathFacts | undefined, method: string, isByPath: boolean): RouteAnswer {
  if (facts === undefined) return 'call';
  // Paths are looked at first, and a path that cannot be read refuses the call whatever its method is.
  return isByPath ? 'path' : facts.answerFor(method);
}

/** A call of which nothing is known but its route. */
function bareCall(method: string, requestPath: string): CallAttributes {
  const empty = Object.freeze({});
  const none = { headers: empty, queryParams: empty, uriParams: empty, remoteAddress: '', scheme: '' };
  return { method, requestPath, ...none };
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

/** A row covers what all of its parts cover. */
function coveredByAll(parts: readonly Coverage[]): Coverage {
  if (parts.includes('none')) return 'none';
  return parts.includes('some') ? 'some' : 'all';
}

/** Several rows, or several paths of one, cover what any of them covers. */
function coveredByAny(parts: readonly Coverage[]): Coverage {
  if (parts.includes('all')) return 'all';
  return parts.includes('some') ? 'some' : 'none';
}

const PATH_COVERAGE = { always: 'all', depends: 'some', never: 'none' } as const;

function methodCoverage(accepted: ReadonlySet<string> | undefined, method: string): Coverage {
  if (accepted === undefined || accepted.has(method)) return 'all';
  // Of a route that takes every method, any may be called.
  return method === 'ALL' ? 'some' : 'none';
}

/** Compiles one row. GET covers HEAD: Nest routes it to the same handler. */
export function compileRouteCondition({ paths, methods, when, position = 0 }: AppliesToRow): RouteCondition {
  const rowPaths = paths?.map(compileRowPath);
  const accepted = methods && new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
  const facts = when && pathFactsOf(when);
  return Object.freeze({
    position,
    describe: when?.describe,
    matches: (call: RoutedCall) =>
      (accepted === undefined || accepted.has(call.attributes.method)) &&
      (rowPaths === undefined || matchesPath(rowPaths, call)) &&
      (when === undefined || call.spellings.some((attributes) => holds(when.matches(attributes)))),
    answerFor: ({ route, attributes: { method } }: RoutedCall): RouteAnswer => {
      if (accepted?.has(method) === false) return 'never';
      const byPath = rowPaths === undefined ? 'always' : compareAll(rowPaths, route.segments);
      if (byPath === 'never') return byPath;
      if (when === undefined) return byPath === 'always' ? byPath : 'path';
      return answerOf(facts, method, byPath === 'depends');
    },
    couldBegin: (start: string) => facts?.couldBegin(start) ?? true,
    covers({ segments, text }: PatternVariant, method: string) {
      const byRoute = coveredByAll([
        methodCoverage(accepted, method),
        rowPaths === undefined
          ? 'all'
          : coveredByAny(rowPaths.map((path) => PATH_COVERAGE[path.compare(segments)])),
      ]);
      if (when === undefined || byRoute === 'none') return byRoute;
      return couldBe(when, method, text) ? 'some' : 'none';
    },
  });
}

/**
 * Whether a policy with these rows applies to a call: without rows to every one, else where any of them matches.
 * Throws what a condition throws, and `AmbiguousPathError` where a row depends on a path that is ambiguous.
 */
export function appliesTo(rows: readonly RouteCondition[] | undefined, call: RoutedCall): boolean {
  return rows === undefined || rows.some((row) => row.matches(call));
}

/** Which calls of a route a policy with these rows applies to. */
export function coverageOf(
  rows: readonly RouteCondition[] | undefined,
  route: PatternVariant,
  method: string,
): Coverage {
  return rows === undefined ? 'all' : coveredByAny(rows.map((row) => row.covers(route, method)));
}
