import type { CallAttributes } from '../../src/jwt-policy/claims/index.js';
import {
  literalPattern,
  readPattern,
  RoutedCall,
  RoutedPath,
  type PatternVariant,
  type RouteParameters,
  type RouterSyntax,
} from '../../src/jwt-policy/routes/index.js';

/** A route as the start knows it, with everything in it that is optional. */
export function variantOf(pattern: string): PatternVariant {
  return readPattern.any(pattern)?.distinctVariants()[0] ?? literalPattern(pattern);
}

/** The path of a call with these parameters. Throws where it cannot be told. */
export function pathOf(
  pattern: string,
  parameters: RouteParameters = {},
  syntax: RouterSyntax = 'any',
): RoutedPath {
  const read = readPattern[syntax](pattern);
  const path = read && RoutedPath.of(read, parameters);
  if (path === undefined) throw new TypeError(`the route of ${pattern} cannot be told`);
  return path;
}

/** CallAttributes of a call in which nothing but method and path is known. */
export function attributesOf(method: string, requestPath = '/'): CallAttributes {
  return { method, requestPath, headers: {}, queryParams: {}, uriParams: {}, remoteAddress: '', scheme: '' };
}

/** A call of a route, given by its pattern; the path is that of the attributes. */
export function routedCall(
  pattern: string,
  attributes: CallAttributes,
  hasTrailingSlash = false,
): RoutedCall {
  return new RoutedCall({ segments: variantOf(pattern).segments, hasTrailingSlash }, attributes);
}
