import { samplePaths } from '../../routes/index.js';
import type { RowPattern } from './row-pattern.js';

/** The characters at the start of a pattern that stand for themselves, but for one that is repeated or optional. */
const LITERAL_START = /^\^?((?:[\w/~%-](?![*?+{]))*)/;

/** Whether the pattern could match a text that begins so: unless one of them begins in another way. */
function couldBeBelow({ source }: RowPattern, start: string): boolean {
  const [, literal = ''] = source.includes('|') ? [] : (LITERAL_START.exec(source) ?? []);
  return literal.startsWith(start) || start.startsWith(literal);
}

/**
 * Whether calls of a route could have a path that the pattern matches, as far as samples show. Below a wildcard anything
 * may follow, so there the pattern need only begin as the route does.
 */
export function couldBePath(pattern: RowPattern, base: string, route: string): boolean {
  const { paths, openBelow } = samplePaths(route);
  return (
    paths.some((path) => pattern.matches(base + path)) ||
    (openBelow !== undefined && couldBeBelow(pattern, base + openBelow))
  );
}
