import type { RouteAccess, RouteEntry } from '../route-table.js';
import { takesAnyToken } from './cells.js';

/** `12 handler(s): 9 required (2 with any valid token), 3 public.` A handler with several paths counts once. */
export function countText(routes: readonly RouteEntry[]): string {
  const handlers = new Map(
    routes.map((route) => [`${route.controller}.${route.handler} ${route.kind}`, route]),
  );
  const counts = new Map<RouteAccess, number>();
  let withAnyToken = 0;
  for (const route of handlers.values()) {
    counts.set(route.access, (counts.get(route.access) ?? 0) + 1);
    if (takesAnyToken(route)) withAnyToken += 1;
  }
  const words = [...counts].map(([access, count]) => {
    const isDivided = access === 'required' && withAnyToken > 0;
    return `${count} ${access}${isDivided ? ` (${withAnyToken} with any valid token)` : ''}`;
  });
  return `${handlers.size} handler(s)${words.length === 0 ? '' : `: ${words.join(', ')}`}.`;
}
