import {
  matchPath,
  NamePattern,
  unfilledParameters,
  type CalledOperation,
  type PathComparison,
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
import { pathOf, type NormalizedExplainRequest } from './explain-request.js';

/** A handler that a request reaches, by one of its patterns or operations. */
export interface MatchingRoute {
  readonly handler: DescribedHandler;
  /** Undefined for a handler that has neither. */
  readonly at: CallPlace | undefined;
  readonly parameters: RouteParameters;
}

/** Express answers HEAD by routes of GET, where they have none of HEAD; both adapters by routes of every method. */
function takesMethod({ method }: RoutePattern, asked: string): boolean {
  return method === asked || method === 'ALL' || (asked === 'HEAD' && method === 'GET');
}

function serves({ transport, pattern }: ServedOperation, called: CalledOperation): boolean {
  return transport === called.transport && new NamePattern(pattern).matches(called.name);
}

/** A handler alone is explained at its first place, with the names of parameters for their values. */
function matchFirst(handler: DescribedHandler): MatchingRoute {
  const [at] = placesOf(handler);
  const parameters = at === undefined || isOperation(at) ? {} : unfilledParameters(at.pattern);
  return { handler, at, parameters };
}

/** The first place by which a request reaches a handler: several patterns are ways to write one route. */
function matchHandler(
  handler: DescribedHandler,
  request: NormalizedExplainRequest,
  comparison: PathComparison,
): MatchingRoute | undefined {
  const { operation, method } = request;
  const path = pathOf(request);
  if (operation !== undefined) {
    const at = handler.operations.find((served) => serves(served, operation));
    return at && { handler, at, parameters: {} };
  }
  if (path === undefined) return matchFirst(handler);
  for (const at of handler.patterns) {
    const parameters = takesMethod(at, method) ? matchPath(at.pattern, path, comparison) : undefined;
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
  const named = handlers.filter(
    (handler) => request.handler === undefined || placeOf(handler) === request.handler,
  );
  return named.flatMap((handler) => matchHandler(handler, request, comparison) ?? []);
}
