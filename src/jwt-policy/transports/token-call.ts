import type { CallAttributes } from '../claims/index.js';
import { readPattern, RoutedPath, type CalledOperation, type CalledRoute } from '../routes/index.js';
import type { Call } from '../tokens/index.js';
import type { TransportCall } from './transport.js';

/** The parts of a call that is not an HTTP request. A part that is left out is empty. */
export type CallDetails = Partial<CallAttributes> & {
  /** The route as policies know it: `/orders/:id`. Needed only where policies say `appliesTo`. */
  readonly routePattern?: string;
  /** Instead of a route, what the call asks for on another transport: `{ transport: 'rpc', name: 'orders.list' }`. */
  readonly operation?: CalledOperation;
};

/** The path comes from the details, not from the parameters, so a slash at its end was not written by the sender. */
function routeOf(pattern: string, { uriParams }: CallAttributes): CalledRoute | undefined {
  const read = readPattern.any(pattern);
  const path = read && RoutedPath.of(read, uriParams);
  return path && { segments: path.segments, hasTrailingSlash: false };
}

/** The attributes of a call that is no HTTP request: it has no method, no query and no parameters of a route. */
export function operationAttributes(
  { name }: CalledOperation,
  { headers, remoteAddress, scheme }: Pick<CallAttributes, 'headers' | 'remoteAddress' | 'scheme'>,
): CallAttributes {
  return { method: '', requestPath: name, headers, queryParams: {}, uriParams: {}, remoteAddress, scheme };
}

/** A call made of details alone, for decisions outside a request. The token is passed separately. */
export function tokenCall({ routePattern, operation, method = 'GET', ...details }: CallDetails): Call {
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
    operation,
    attributes,
    headerValues: () => [],
    hasParameter: () => false,
  };
}

/** The parts of a call of a transport, with its token. */
export type TransportCallDetails = CallDetails & {
  /**
   * Every value that the call has instead of an `Authorization` header, as sent: `Bearer …`. Put `Bearer ` in front of a
   * bare token. Several values are refused with `TOKEN_AMBIGUOUS`. @default [], a call without a token
   */
  readonly authorization?: readonly string[];
};

/** A call of plain values, for the `view` of a transport. */
export function transportCall(key: object, details: TransportCallDetails): TransportCall {
  const { authorization = [], ...known } = details;
  return {
    ...tokenCall(known),
    key,
    headerValues: (name) => (name === 'authorization' ? authorization : []),
  };
}
