import type { CallAttributes } from '../claims/index.js';
import { readPattern, RoutedPath, type RouteParameters } from '../routes/index.js';
import type { HttpRequest } from './http-request.js';

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * The attributes of a request, each read when it is asked for, and once: Express parses the query and reads the proxy's
 * headers anew at every look, which a sender could make as expensive as there are rules.
 */
export class HttpAttributes implements CallAttributes {
  private query: CallAttributes['queryParams'] | undefined;
  private sentHeaders: CallAttributes['headers'] | undefined;
  private parameters: RouteParameters | undefined;
  private path: RoutedPath | undefined;
  private address: string | undefined;
  private protocol: string | undefined;
  readonly method: string;

  constructor(private readonly request: HttpRequest) {
    this.method = request.method.toUpperCase();
  }

  /** Undefined where the router does not tell the route, or not which of its optional parts the call used. */
  get route(): RoutedPath | undefined {
    this.path ??= this.readRoute();
    return this.path;
  }

  get requestPath(): string {
    const { route } = this;
    if (route === undefined) throw new TypeError('the router does not tell the route');
    return route.canonical;
  }

  get headers(): CallAttributes['headers'] {
    this.sentHeaders ??= this.request.headers;
    return this.sentHeaders;
  }

  get queryParams(): CallAttributes['queryParams'] {
    this.query ??= asRecord(this.request.query);
    return this.query;
  }

  get uriParams(): RouteParameters {
    this.parameters ??= asRecord(this.request.params) as RouteParameters;
    return this.parameters;
  }

  get remoteAddress(): string {
    this.address ??= this.request.ip ?? '';
    return this.address;
  }

  get scheme(): string {
    this.protocol ??= this.request.protocol ?? '';
    return this.protocol;
  }

  private readRoute(): RoutedPath | undefined {
    // Not with Express's baseUrl: where the app is mounted below another, that is in the sender's spelling.
    const { routeOptions, route } = this.request;
    const registered = routeOptions?.url ?? route?.path;
    if (typeof registered !== 'string') return undefined;
    const read = routeOptions?.url === undefined ? readPattern.express : readPattern.fastify;
    const pattern = read(registered);
    return pattern && RoutedPath.of(pattern, this.uriParams);
  }
}
