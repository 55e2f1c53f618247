import { RouteDescriber } from './describe-routes.js';
import type { DescribedHandler, RoutePattern } from './described-handler.js';
import type { RouteFinding } from './route-finding.js';
import type { RouteEntry } from './route-table.js';

/** Paths with other names for their parameters are the same to a router. */
function shapeOf(path: string): string {
  return path
    .split('/')
    .map((segment) => segment.replace(/^:\w+$/, ':').replace(/^\*\w*$/, '*'))
    .join('/');
}

function meet(some: readonly string[] = [], others: readonly string[] = [], any = ''): boolean {
  if (some.length === 0 || others.length === 0) return true;
  return some.includes(any) || others.includes(any) || some.some((one) => others.includes(one));
}

/** Whether a call could be meant for either. */
function overlap(one: RouteEntry, other: RouteEntry): boolean {
  const isSameMethod = one.method === other.method || one.method === 'ALL' || other.method === 'ALL';
  return isSameMethod && meet(one.versions, other.versions, 'neutral') && meet(one.hosts, other.hosts);
}

/** Everything that a call has to satisfy. */
function protectionOf({ access, onInvalid, policies, demands }: RouteEntry): string {
  const words = demands.map((demand) => demand.words).toSorted();
  return JSON.stringify([access, onInvalid, policies, words]);
}

function placeOf({ controller, handler }: RouteEntry): string {
  return `${controller}.${handler}`;
}

/** A handler at one of its patterns. */
interface PlacedHandler {
  readonly handler: DescribedHandler;
  readonly at: RoutePattern;
}

function groupsByShape(handlers: readonly DescribedHandler[]): readonly (readonly PlacedHandler[])[] {
  const byShape = new Map<string, PlacedHandler[]>();
  for (const handler of handlers) {
    for (const at of handler.patterns) {
      const shape = shapeOf(at.pattern.text);
      const same = byShape.get(shape);
      if (same === undefined) byShape.set(shape, [{ handler, at }]);
      else same.push({ handler, at });
    }
  }
  return [...byShape.values()].filter((group) => group.length > 1);
}

function findingsIn(entries: readonly RouteEntry[]): readonly RouteFinding[] {
  return entries.slice(1).flatMap((later, index): readonly RouteFinding[] => {
    const first = entries
      .slice(0, index + 1)
      .find((one) => overlap(one, later) && placeOf(one) !== placeOf(later));
    if (first === undefined || protectionOf(first) === protectionOf(later)) return [];
    const place = placeOf(later);
    const message = `${later.method} ${later.path} leads to ${placeOf(first)} and to ${place}, and their demands differ. The router takes the first; give one of them another path.`;
    return [{ code: 'SAME_ROUTE_OTHER_DEMANDS', severity: 'warn', message, place }];
  });
}

/**
 * Two handlers for the same calls, of which the router takes one: the demands of the other hold for nobody. Entries are
 * made only of handlers that share a path, because an application with many routes starts with this.
 */
export function sharedRouteFindings(handlers: readonly DescribedHandler[]): readonly RouteFinding[] {
  const describer = new RouteDescriber();
  return groupsByShape(handlers).flatMap((group) =>
    findingsIn(group.map(({ handler, at }) => describer.entry(handler, at))),
  );
}
