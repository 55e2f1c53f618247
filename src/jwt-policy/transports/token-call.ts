import type { CallAttributes } from '../claims/index.js';
import { readPattern, RoutedPath, type CalledRoute } from '../routes/index.js';
import type { Call } from '../tokens/index.js';

/** What is known of a call that is not an HTTP request. What is left out is empty. */
export type CallDetails = Partial<CallAttributes> & {
  /** The route as policies know it: `/orders/:id`. Needed only where policies say `appliesTo`. */
  readonly routePattern?: string;
};

/** The path is in the details, and is not read from the parameters: a slash at its end is none of the sender's. */
function routeOf(pattern: string, { uriParams }: CallAttributes): CalledRoute | undefined {
  const read = readPattern.any(pattern);
  const path = read && RoutedPath.of(read, uriParams);
  return path && { segments: path.segments, hasTrailingSlash: false };
}

/** A call made of details alone, for decisions outside a request. The token comes beside it. */
export function tokenCall({ routePattern, method = 'GET', ...details }: CallDetails): Call {
  const attributes: CallAttributes = {
    requestPath: '/',
    headers: {},
    queryParams: {},
    uriParams: {},
    remoteAddress: '',
    scheme: '',
    ...details,
    method: method.toUpperCase(),
  };
  return {
    method: attributes.method,
    route: routePattern === undefined ? undefined : routeOf(routePattern, attributes),
    attributes,
    headerValues: () => [],
    hasParameter: () => false,
  };
}
