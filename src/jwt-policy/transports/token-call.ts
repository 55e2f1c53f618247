import type { Attributes } from '../claims/index.js';
import type { Call } from '../tokens/index.js';

/** What is known of a call that is not an HTTP request. What is left out is empty. */
export type CallDetails = Partial<Attributes> & {
  /** The route as policies know it: `/orders/:id`. Needed only where policies say `appliesTo`. */
  readonly routePattern?: string;
};

/** A call made of details alone, for decisions outside a request. The token comes beside it. */
export function tokenCall({ routePattern, method = 'GET', ...details }: CallDetails): Call {
  const attributes: Attributes = {
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
    routePattern,
    attributes,
    headerValues: () => [],
    hasParameter: () => false,
  };
}
