import type { Attributes } from '../claims/index.js';
import type { Call } from '../tokens/index.js';
import { canonicalPath, routedPattern, type RouteParameters } from './canonical-path.js';

/** What is read of a request: Express hands over the incoming message itself, Fastify wraps it. */
export interface HttpRequest {
  readonly method: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawHeaders?: readonly string[];
  readonly raw?: { readonly rawHeaders?: readonly string[] };
  readonly query?: unknown;
  readonly params?: unknown;
  readonly body?: unknown;
  readonly ip?: string;
  readonly protocol?: string;
  /** Express: the matched route. */
  readonly route?: { readonly path?: unknown };
  /** Fastify. */
  readonly routeOptions?: { readonly url?: string };
}

/** A media type is read without regard to letter case (RFC 9110 §8.3.1). */
const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The attributes of a request, each read when it is asked for. */
class HttpAttributes implements Attributes {
  constructor(
    private readonly request: HttpRequest,
    private readonly call: HttpCall,
  ) {}

  get method(): string {
    return this.request.method.toUpperCase();
  }

  get requestPath(): string {
    const { routePattern } = this.call;
    if (routePattern === undefined) throw new TypeError('the router does not tell the route');
    return canonicalPath(routePattern, this.uriParams);
  }

  get headers(): Attributes['headers'] {
    return this.request.headers;
  }

  get queryParams(): Attributes['queryParams'] {
    return asRecord(this.request.query);
  }

  get uriParams(): RouteParameters {
    return asRecord(this.request.params) as RouteParameters;
  }

  get remoteAddress(): string {
    return this.request.ip ?? '';
  }

  get scheme(): string {
    return this.request.protocol ?? '';
  }
}

/** An Express or Fastify request as a call. Reads nothing until it is asked. */
export class HttpCall implements Call {
  constructor(private readonly request: HttpRequest) {}

  get method(): string {
    return this.request.method.toUpperCase();
  }

  get routePattern(): string | undefined {
    // Not with Express's baseUrl: where the app is mounted below another, that is in the sender's spelling.
    const { routeOptions, route } = this.request;
    const pattern = routeOptions?.url ?? route?.path;
    return typeof pattern === 'string' ? routedPattern(pattern, this.parameters) : undefined;
  }

  private get parameters(): RouteParameters {
    return asRecord(this.request.params) as RouteParameters;
  }

  get attributes(): Attributes {
    return new HttpAttributes(this.request, this);
  }

  /**
   * From the raw headers: Node joins or drops repeated headers in `headers`, which would hide a second Authorization.
   * Where a platform fills only `headers` (some serverless adapters), those count.
   */
  headerValues(name: string): readonly string[] {
    const raw = this.request.rawHeaders ?? this.request.raw?.rawHeaders ?? [];
    const values: string[] = [];
    for (let index = 0; index < raw.length; index += 2) {
      const sent = raw[index];
      const value = raw[index + 1];
      if (value !== undefined && sent?.length === name.length && sent.toLowerCase() === name)
        values.push(value);
    }
    if (values.length > 0) return values;
    const folded = this.request.headers[name];
    return folded === undefined ? [] : [folded].flat();
  }

  hasParameter(name: string): boolean {
    if (this.hasQuery && Object.hasOwn(asRecord(this.request.query), name)) return true;
    if (!Object.hasOwn(asRecord(this.request.body), name)) return false;
    // The last to be looked at: Node makes the headers object only when somebody asks, and it costs as much as a hit.
    const type = this.request.headers['content-type'];
    return typeof type === 'string' && FORM.test(type);
  }

  /** Express parses the query at every look at it, so only where the URL has one; `;` starts one in Fastify, if told. */
  private get hasQuery(): boolean {
    const { url } = this.request;
    return url === undefined || url.includes('?') || url.includes(';');
  }
}
