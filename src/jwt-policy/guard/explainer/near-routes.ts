import { closestName } from '../../errors/index.js';
import {
  matchPath,
  type CalledOperation,
  type PathComparison,
  type PatternSegment,
} from '../../routes/index.js';
import { placeOf, placesOf, type DescribedHandler, type RoutePattern } from '../../inspection/index.js';
import { pathOf, type NormalizedExplainRequest } from './explain-request.js';
import type { MatchingRoute } from './find-routes.js';

/** A handler that comes close to what was asked, at one of its places. */
export type NearRoute = Pick<MatchingRoute, 'handler' | 'at'>;

const MAX_NEAR = 3;

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

/** A near route and how near it is; what has no score is not near. */
type Scored = NearRoute & { readonly score: number };

function nearest(scored: readonly Scored[]): readonly NearRoute[] {
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => (one.score === other.score ? 0 : other.score - one.score))
    .slice(0, MAX_NEAR);
}

/** The same path with another method, or else paths that are like it. */
function nearPaths(
  handlers: readonly DescribedHandler[],
  path: string,
  comparison: PathComparison,
): readonly NearRoute[] {
  const segments = segmentsOf(path);
  const all = handlers.flatMap((handler) =>
    handler.patterns.map((at) => {
      const isSamePath = matchPath(at.pattern, path, comparison) !== undefined;
      return { handler, at, isSamePath, score: isSamePath ? Infinity : closeness(at, segments) };
    }),
  );
  // Where only the method is wrong, other paths are no help. A wildcard takes every path, so it says nothing of this one.
  const samePath = all.filter(({ at, isSamePath }) => isSamePath && !hasWildcard(at));
  return nearest(samePath.length > 0 ? samePath : all);
}

/** What is longer is no name of an operation, and is compared by its beginning, so that it costs no time. */
const MAX_COMPARED_CHARACTERS = 256;

/** The words of a name: `orders` and `list` of `orders.list`, `/Orders/List` and `{"orders":"list"}`. */
function wordsOf(name: string): readonly string[] {
  const words = name.toLowerCase().split(/[^\p{L}\p{N}_-]+/u);
  return [...new Set(words)].filter((word) => word !== '');
}

/** How much of a name is like a word: the word itself, or one that is spelt almost like it. */
function wordLikeness(word: string, others: readonly string[]): number {
  if (others.includes(word)) return 1;
  return closestName(word, others) === undefined ? 0 : MISSPELT;
}

function nameLikeness(asked: string, pattern: string): number {
  if (asked.toLowerCase() === pattern.toLowerCase()) return Infinity;
  const others = wordsOf(pattern);
  const alike = wordsOf(asked).reduce((sum, word) => sum + wordLikeness(word, others), 0);
  return alike + (closestName(asked, [pattern]) === undefined ? 0 : MISSPELT);
}

/** Operations with names like this one. Those of another transport come after: the transport may be what is wrong. */
function nearOperations(
  handlers: readonly DescribedHandler[],
  { transport, name }: CalledOperation,
): readonly NearRoute[] {
  const asked = name.slice(0, MAX_COMPARED_CHARACTERS);
  return nearest(
    handlers.flatMap((handler) =>
      handler.operations.map((at) => {
        const score = nameLikeness(asked, at.pattern);
        return { handler, at, score: at.transport === transport ? score : score - SMALL };
      }),
    ),
  );
}

/** Handlers of the same class, or of the same name, and the handler itself if what is called is not one of its own. */
function nearHandlers(handlers: readonly DescribedHandler[], name: string): readonly NearRoute[] {
  const [className, method] = name.toLowerCase().split('.');
  const isNear = (other: string): boolean => {
    const [otherClass, otherMethod] = other.toLowerCase().split('.');
    return otherClass === className || otherMethod === method;
  };
  return handlers
    .filter((handler) => isNear(placeOf(handler)))
    .toSorted((one, other) => Number(placeOf(other) === name) - Number(placeOf(one) === name))
    .slice(0, MAX_NEAR)
    .map((handler) => ({ handler, at: placesOf(handler)[0] }));
}

/** What comes close to a call that no handler takes, the nearest first. */
export function nearRoutes(
  handlers: readonly DescribedHandler[],
  request: NormalizedExplainRequest,
  comparison: PathComparison,
): readonly NearRoute[] {
  const { handler, operation } = request;
  const path = pathOf(request);
  if (handler === undefined && operation !== undefined) return nearOperations(handlers, operation);
  if (handler === undefined && path !== undefined) return nearPaths(handlers, path, comparison);
  return nearHandlers(handlers, String(handler));
}
