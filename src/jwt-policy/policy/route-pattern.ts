/** Judges the route a call was routed to: its pattern and the HTTP method. */
export type RouteCondition = (routePattern: string, method: string) => boolean;

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

/** Compiles one row. GET covers HEAD: Nest routes it to the same handler. */
export function compileRouteCondition({ paths, methods }: AppliesToRow): RouteCondition {
  const matchers = paths?.map(compilePath);
  const accepted = methods && new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
  return (routePattern, method) => {
    if (accepted !== undefined && !accepted.has(method)) return false;
    if (matchers === undefined) return true;
    const segments = segmentsOf(routePattern);
    return matchers.some((matches) => matches(segments));
  };
}

/** Whether a policy with these rows applies: without rows everywhere, else where any of them matches. */
export function appliesTo(
  rows: readonly RouteCondition[] | undefined,
  routePattern: string,
  method: string,
): boolean {
  return rows === undefined || rows.some((row) => row(routePattern, method));
}
