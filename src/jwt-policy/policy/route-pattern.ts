import { dropPromise, type Attributes } from '../claims/index.js';
import type { CallCondition } from './options.js';

/** One compiled row of where a policy applies. */
export interface RouteCondition {
  /** The condition of its own in words, where the row has one. */
  readonly describe: string | undefined;
  /** Judges a call by the route it was routed to, and by its attributes where the row has a condition of its own. */
  matches(routePattern: string, attributes: Attributes): boolean;
  /** Judges a route at start: whether any call of it could match. */
  couldMatch(routePattern: string, method: string): boolean;
}

/** The methods that Nest routes. A method that is not among them could never match. */
export const ROUTED_METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'SEARCH',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
  'QUERY',
] as const;

/** Whether Nest routes a method, in any letter case. */
export function isRoutedMethod(value: unknown): boolean {
  return typeof value === 'string' && (ROUTED_METHODS as readonly string[]).includes(value.toUpperCase());
}

/** One row, defaults filled in. Undefined matches everything. */
export interface AppliesToRow {
  readonly paths: readonly string[] | undefined;
  readonly methods: readonly string[] | undefined;
  readonly when: CallCondition | undefined;
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function segmentMatches(wanted: string, segment: string | undefined): boolean {
  if (wanted === '*') return true;
  return wanted.startsWith(':') ? segment?.startsWith(':') === true : wanted === segment;
}

function compilePath(path: string): (segments: readonly string[]) => boolean {
  const wanted = segmentsOf(path);
  const open = wanted.at(-1) === '**';
  const fixed = open ? wanted.slice(0, -1) : wanted;
  return (segments) =>
    (open ? segments.length >= fixed.length : segments.length === fixed.length) &&
    fixed.every((segment, index) => segmentMatches(segment, segments[index]));
}

/** What is wrong with a path of `appliesTo`, in words, or undefined. */
export function routePathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'must start with "/".';
  const wanted = segmentsOf(path);
  if (wanted.slice(0, -1).includes('**')) return '"**" is understood at the end only.';
  if (wanted.some((segment) => segment.includes('*') && segment !== '*' && segment !== '**')) {
    return '"*" stands for a whole segment only.';
  }
  return undefined;
}

function routeMatcher({ paths, methods }: AppliesToRow): (routePattern: string, method: string) => boolean {
  const matchers = paths?.map(compilePath);
  const accepted = methods && new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
  return (routePattern, method) => {
    if (accepted !== undefined && !accepted.has(method)) return false;
    if (matchers === undefined) return true;
    const segments = segmentsOf(routePattern);
    return matchers.some((matches) => matches(segments));
  };
}

/** A call of which nothing is known but its route. */
function bareCall(method: string, requestPath: string): Attributes {
  const empty = Object.freeze({});
  const none = { headers: empty, queryParams: empty, uriParams: empty, remoteAddress: '', scheme: '' };
  return { method, requestPath, ...none };
}

/** Only `false` says no. A promise says nothing. */
function holds(answer: unknown): boolean {
  return dropPromise(answer) || answer !== false;
}

/** What cannot be told of a route could be: the report at start must not say that nothing applies where something may. */
function couldBe(when: CallCondition, method: string, path: string): boolean {
  try {
    return holds(when.couldMatch?.(method, path) ?? when.matches(bareCall(method, path)));
  } catch {
    return true;
  }
}

/** Compiles one row. GET covers HEAD: Nest routes it to the same handler. */
export function compileRouteCondition(row: AppliesToRow): RouteCondition {
  const { when } = row;
  const isRoute = routeMatcher(row);
  return Object.freeze({
    describe: when?.describe,
    matches: (routePattern: string, attributes: Attributes) =>
      isRoute(routePattern, attributes.method) && (when === undefined || holds(when.matches(attributes))),
    couldMatch: (routePattern: string, method: string) =>
      isRoute(routePattern, method) && (when === undefined || couldBe(when, method, routePattern)),
  });
}

/**
 * Whether a policy with these rows applies to a call: without rows to every one, else where any of them matches.
 * Throws what a condition throws.
 */
export function appliesTo(
  rows: readonly RouteCondition[] | undefined,
  routePattern: string,
  attributes: Attributes,
): boolean {
  return rows === undefined || rows.some((row) => row.matches(routePattern, attributes));
}

/** Whether a policy with these rows could apply to calls of a route. */
export function couldApplyTo(
  rows: readonly RouteCondition[] | undefined,
  routePattern: string,
  method: string,
): boolean {
  return rows === undefined || rows.some((row) => row.couldMatch(routePattern, method));
}
