/** The members of a request that are read. Express passes the incoming message itself, Fastify wraps it. */
export interface HttpRequest {
  readonly method: string;
  readonly url?: string;
  /** The path and query as sent, also if Express mounts the app below another. */
  readonly originalUrl?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawHeaders?: readonly string[];
  readonly httpVersion?: string;
  readonly raw?: { readonly rawHeaders?: readonly string[]; readonly httpVersion?: string };
  readonly socket?: { readonly localAddress?: string | undefined } | null;
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
