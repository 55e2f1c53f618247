import { closestName } from '../../errors/index.js';
import {
  matchPath,
  NamePattern,
  unfilledParameters,
  type PathComparison,
  type PatternSegment,
  type CalledOperation,
  type RouteParameters,
  type ServedOperation,
} from '../../routes/index.js';
import {
  isOperation,
  placeOf,
  placesOf,
  type CallPlace,
  type DescribedHandler,
  type RoutePattern,
} from '../../inspection/index.js';
import type { NormalizedExplainRequest } from './explain-request.js';

/** A handler that a request reaches, by one of its patterns or operations. */
export interface MatchingRoute {
  readonly handler: DescribedHandler;
  /** Undefined for a handler that has neither. */
  readonly at: CallPlace | undefined;
  readonly parameters: RouteParameters;
}

const MAX_NEAR = 3;

function pathOf({ path }: NormalizedExplainRequest): string | undefined {
  return path?.replace(/\?.*$/s, '');
}

/** Express answers HEAD by routes of GET, where they have none of HEAD; both adapters by routes of every method. */
function takesMethod({ method }: RoutePattern, asked: string): boolean {
  return method === asked || method === 'ALL' || (asked === 'HEAD' && method === 'GET');
}

function unfilled(at: CallPlace | undefined): RouteParameters {
  return at === undefined || isOperation(at) ? {} : unfilledParameters(at.pattern);
}

/** The first pattern by which a request reaches a handler: of several, they are ways to write one route. */
function matchHandler(
  handler: DescribedHandler,
  request: NormalizedExplainRequest,
  comparison: PathComparison,
): MatchingRoute | undefined {
  const path = pathOf(request);
  const { operation } = request;
  if (operation !== undefined) {
    const at = handler.operations.find(
      ({ transport, pattern }) =>
        transport === operation.transport && new NamePattern(pattern).matches(operation.name),
    );
    return at && { handler, at, parameters: {} };
  }
  const [first] = placesOf(handler);
  if (path === undefined || first === undefined || isOperation(first))
    return { handler, at: first, parameters: unfilled(first) };
  for (const at of handler.patterns) {
    const parameters = takesMethod(at, request.method) ? matchPath(at.pattern, path, comparison) : undefined;
    if (parameters !== undefined) return { handler, at, parameters };
  }
  return undefined;
}

/** Every handler that a request may reach. More than one: the order of their registration decides, which is not guessed. */
export function findRoutes(
  handlers: readonly DescribedHandler[],
  request: NormalizedExplainRequest,
  comparison: PathComparison,
): readonly MatchingRoute[] {
  const named = handlers.filter((handler) =>
    request.handler === undefined ? placesOf(handler).length > 0 : placeOf(handler) === request.handler,
  );
  return named.flatMap((handler) => matchHandler(handler, request, comparison) ?? []);
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** What a literal segment counts that is misspelt: less than the one, more than a placeholder. */
const MISSPELT = 0.8;
/** What a placeholder counts beside a literal segment, and what each segment more or less takes away. */
const SMALL = 0.3;

function likeness({ kind, text }: PatternSegment, segment: string | undefined): number {
  if (segment === undefined) return 0;
  if (kind !== 'literal') return SMALL;
  if (text.toLowerCase() === segment.toLowerCase()) return 1;
  return closestName(segment, [text]) === undefined ? 0 : MISSPELT;
}

/** How many segments a pattern and a path have in common, counted from the start or from the end, whichever is more. */
function closeness({ pattern: { segments } }: RoutePattern, path: readonly string[]): number {
  const more = segments.length - path.length;
  const common = (offset: number): number =>
    segments.reduce((sum, segment, index) => sum + likeness(segment, path[index - offset]), 0);
  return Math.max(common(0), common(more)) - SMALL * Math.abs(more);
}

function hasWildcard({ pattern: { segments } }: RoutePattern): boolean {
  return segments.some(({ kind }) => kind === 'wildcard');
}

/** Routes that come close to a path that none matches: the same path with another method, or else paths that are like it, the likest first. */
export function nearRoutes(
  handlers: readonly DescribedHandler[],
  request: NormalizedExplainRequest,
  comparison: PathComparison,
): readonly Pick<MatchingRoute, 'handler' | 'at'>[] {
  if (request.handler !== undefined) return nearHandlers(handlers, request.handler);
  if (request.operation !== undefined) return nearOperations(handlers, request.operation);
  const path = pathOf(request) ?? '';
  const segments = segmentsOf(path);
  const all = handlers.flatMap((handler) =>
    handler.patterns.map((at) => {
      const isSamePath = matchPath(at.pattern, path, comparison) !== undefined;
      return { handler, at, isSamePath, score: isSamePath ? Infinity : closeness(at, segments) };
    }),
  );
  // Where only the method is wrong, other paths are no help. A wildcard takes every path, so it says nothing of this one.
  const samePath = all.filter(({ at, isSamePath }) => isSamePath && !hasWildcard(at));
  return (samePath.length > 0 ? samePath : all)
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => (one.score === other.score ? 0 : other.score - one.score))
    .slice(0, MAX_NEAR);
}

/** The operations with names like this one; where none is like it, the first of its transport. */
function nearOperations(
  handlers: readonly DescribedHandler[],
  { transport, name }: CalledOperation,
): readonly Pick<MatchingRoute, 'handler' | 'at'>[] {
  const all = handlers.flatMap((handler) =>
    handler.operations.filter((at) => at.transport === transport).map((at) => ({ handler, at })),
  );
  const isLike = ({ at }: { readonly at: ServedOperation }): boolean =>
    closestName(name, [at.pattern]) !== undefined;
  return [...all.filter(isLike), ...all.filter((one) => !isLike(one))].slice(0, MAX_NEAR);
}

/** Handlers of the same class, or of the same name, and the handler itself where the path is not one of its own. */
function nearHandlers(
  handlers: readonly DescribedHandler[],
  name: string,
): readonly Pick<MatchingRoute, 'handler' | 'at'>[] {
  const [className = '', method = ''] = name.toLowerCase().split('.');
  const isNear = (other: string): boolean => {
    const [otherClass = '', otherMethod = ''] = other.toLowerCase().split('.');
    return otherClass === className || otherMethod === method;
  };
  return handlers
    .filter((handler) => isNear(placeOf(handler)))
    .toSorted((one, other) => Number(placeOf(other) === name) - Number(placeOf(one) === name))
    .slice(0, MAX_NEAR)
    .map((handler) => ({ handler, at: placesOf(handler)[0] }));
}
