import { parse } from 'node:querystring';
import type { RouteParameters } from '../../routes/index.js';
import { withBearer } from '../../tokens/index.js';
import type { HttpRequest } from '../../transports/index.js';
import type { RoutePattern } from '../../inspection/index.js';
import type { NormalizedExplainRequest } from './explain-request.js';

/** Every header of a request, the token in the header where it belongs. */
export function sentHeaders({
  headers,
  token,
}: NormalizedExplainRequest): ReadonlyMap<string, readonly string[]> {
  if (token === undefined || headers.has('authorization')) return headers;
  return new Map([...headers, ['authorization', [withBearer(token)]]]);
}

/** The path of a route that nobody has called. */
function ownPath({ pattern }: RoutePattern): string {
  return pattern.text;
}

/** The request as the adapter would hand it to the guard, made of what is known of it. */
export function describedRequest(
  request: NormalizedExplainRequest,
  at: RoutePattern,
  parameters: RouteParameters,
  isFastify: boolean,
): HttpRequest {
  const headers = sentHeaders(request);
  const { path: url = ownPath(at) } = request;
  const [, query = ''] = url.split('?', 2);
  const { text } = at.pattern;
  return {
    method: request.method,
    url,
    headers: Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')])),
    rawHeaders: [...headers].flatMap(([name, values]) => values.flatMap((value) => [name, value])),
    query: { ...parse(query) },
    params: parameters,
    ...(isFastify ? { routeOptions: { url: text } } : { route: { path: text } }),
  };
}
