import { samplePaths } from '../../routes/index.js';
import type { RowPattern } from './row-pattern.js';

/**
 * Whether calls of a route could have a path that the pattern matches, as far as samples show. Below a wildcard anything
 * may follow, so there the pattern need only begin as the route does.
 */
export function couldBePath(pattern: RowPattern, base: string, route: string): boolean {
  const samples = samplePaths(route);
  const { starts, openBelow } = samples;
  // The samples are made only for rows that begin as the route does: most rows of a file do not.
  if (!starts.some((start) => pattern.couldBegin(base + start))) return false;
  return (
    (openBelow !== undefined && pattern.couldBegin(base + openBelow)) ||
    samples.paths.some((path) => pattern.matches(base + path))
  );
}
