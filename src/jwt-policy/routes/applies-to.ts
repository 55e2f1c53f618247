import { dropPromise, type CallAttributes } from '../claims/index.js';
import type { PatternVariant } from './pattern-variant.js';
import type { RoutedCall } from './routed-call.js';
import { compileRowPath, type RowPath } from './row-path.js';

/** A condition for the calls that a policy applies to. It cannot identify the caller, who wrote all that it reads. */
export interface CallCondition {
  /** In words, for logs and start warnings: `path matches /orders/.*`. */
  readonly describe: string;
  /**
   * Only `false` means that the policy does not apply; a throw refuses the call. If the path of the call ends with a
   * slash, this is called twice, with `attributes.requestPath` without the slash and with it, and the policy applies
   * unless both answers are `false`.
   */
  matches(attributes: CallAttributes): boolean;
  /**
   * Whether calls of a route could match, asked at start with its method and its canonical path, in which each
   * parameter stands for itself (`/orders/:id`). @default the answer of `matches` for a call without headers and query
   */
  couldMatch?(method: string, path: string): boolean;
}

/** One row, defaults filled in. Undefined matches everything. */
export interface AppliesToRow {
  readonly paths: readonly string[] | undefined;
  readonly methods: readonly string[] | undefined;
  readonly when: CallCondition | undefined;
}

/** Which calls of a route something applies to: all, none, or some, which only the call shows. */
export type Coverage = 'all' | 'none' | 'some';

/** One compiled row of where a policy applies. */
export interface RouteCondition {
  /** The condition of its own in words, where the row has one. */
  readonly describe: string | undefined;
  /** Whether a call matches, by its route, and by its attributes where the route alone does not decide. */
  matches(call: RoutedCall): boolean;
  /** At start: which calls of a route match. */
  covers(route: PatternVariant, method: string): Coverage;
}

/** The path of a call is looked at only where no row is met by its route alone. */
function matchesPath(paths: readonly RowPath[], call: RoutedCall): boolean {
  const { segments } = call.route;
  let depends = false;
  for (const path of paths) {
    const answer = path.compare(segments);
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

/** Only `false` means no. A promise counts as yes. */
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
export function compileRouteCondition({ paths, methods, when }: AppliesToRow): RouteCondition {
  const rowPaths = paths?.map(compileRowPath);
  const accepted = methods && new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
  return Object.freeze({
    describe: when?.describe,
    matches: (call: RoutedCall) =>
      (accepted === undefined || accepted.has(call.attributes.method)) &&
      (rowPaths === undefined || matchesPath(rowPaths, call)) &&
      (when === undefined || call.spellings.some((attributes) => holds(when.matches(attributes)))),
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
