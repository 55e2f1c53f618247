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

/** Two handlers for the same calls, of which the router takes one: the demands of the other hold for nobody. */
export function sharedRouteFindings(routes: readonly RouteEntry[]): readonly RouteFinding[] {
  const byShape = new Map<string, RouteEntry[]>();
  for (const route of routes) {
    if (route.path === undefined) continue;
    const shape = shapeOf(route.path);
    const same = byShape.get(shape);
    if (same === undefined) byShape.set(shape, [route]);
    else same.push(route);
  }
  return [...byShape.values()].flatMap((group) =>
    group.slice(1).flatMap((later, index): readonly RouteFinding[] => {
      const first = group
        .slice(0, index + 1)
        .find((one) => overlap(one, later) && placeOf(one) !== placeOf(later));
      if (first === undefined || protectionOf(first) === protectionOf(later)) return [];
      const place = placeOf(later);
      const message = `${later.method} ${later.path} leads to ${placeOf(first)} and to ${place}, and their demands differ. The router takes the first; give one of them another path.`;
      return [{ code: 'SAME_ROUTE_OTHER_DEMANDS', severity: 'warn', message, place }];
    }),
  );
}
