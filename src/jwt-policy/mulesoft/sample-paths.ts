import type { RowPattern } from './row-pattern.js';

/** A parameter of a route pattern: `:id`, `:id(\\d+)`, `*`, `*path`, `{*path}`. */
const PARAMETER = /\{?[:*][A-Za-z_]\w*(\([^)]*\))?\}?|\*/g;
const SAMPLES = [
  '1',
  '42',
  '1234',
  '123456',
  'a',
  'abc',
  'A1',
  'a-1',
  '2024-01-31',
  '00000000-0000-4000-8000-000000000000',
];

/**
 * Whether calls of a route could have a path that the pattern matches, as far as samples tell: the pattern of the route
 * itself, and what it becomes with values that parameters often have.
 */
export function couldBePath(pattern: RowPattern, base: string, route: string): boolean {
  if (pattern.matches(base + route)) return true;
  if (route.search(PARAMETER) < 0) return false;
  return SAMPLES.some((sample) => pattern.matches(base + route.replaceAll(PARAMETER, sample)));
}
