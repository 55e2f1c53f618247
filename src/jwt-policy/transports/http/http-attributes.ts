import type { CallAttributes } from '../../claims/index.js';
import { readPattern, RoutedPath, type RouteParameters } from '../../routes/index.js';
import type { HttpRequest } from './http-request.js';

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * The attributes of a request. Each is read once, at its first use. Express parses the query and the headers of proxies
 * at every reading, so a sender could otherwise make each rule expensive.
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

  /**
   * Undefined if the router does not give the route, or if the parameters do not show which optional parts the call
   * used.
   */
  get route(): RoutedPath | undefined {
    this.path ??= this.readRoute();
    return this.path;
  }

  get requestPath(): string {
    const { route } = this;
    if (route === undefined) throw new TypeError('the router does not give the route');
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

  get rawRequestUri(): string | undefined {
    return this.request.originalUrl ?? this.request.url;
  }

  get localAddress(): string | undefined {
    return this.request.socket?.localAddress;
  }

  get version(): string | undefined {
    const version = this.request.httpVersion ?? this.request.raw?.httpVersion;
    return version === undefined ? undefined : `HTTP/${version}`;
  }

  private readRoute(): RoutedPath | undefined {
    // Express's baseUrl is not part of it: for an app that is mounted below another, baseUrl has the sender's spelling.
    const { routeOptions, route } = this.request;
    const registered = routeOptions?.url ?? route?.path;
    if (typeof registered !== 'string') return undefined;
    const read = routeOptions?.url === undefined ? readPattern.express : readPattern.fastify;
    const pattern = read(registered);
    return pattern && RoutedPath.of(pattern, this.uriParams);
  }
}
