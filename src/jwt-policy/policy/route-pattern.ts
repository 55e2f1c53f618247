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

/** Compiles rows, of which any may match. GET covers HEAD: Nest routes it to the same handler. */
export function compileRouteCondition(rows: readonly AppliesToRow[]): RouteCondition {
  const compiled = rows.map(({ paths, methods }) => ({
    paths: paths?.map(compilePath),
    methods: methods && new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods),
  }));
  return (routePattern, method) => {
    const segments = segmentsOf(routePattern);
    return compiled.some(
      ({ paths, methods }) =>
        (paths === undefined || paths.some((matches) => matches(segments))) &&
        (methods === undefined || methods.has(method)),
    );
  };
}
