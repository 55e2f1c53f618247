/** The call as rules and expressions see it. It proves no identity, because the sender wrote all of it. */
export interface CallAttributes {
  /** Upper case. */
  readonly method: string;
  /**
   * The canonical path: the routed pattern, global prefix included, with its parameters filled in and each
   * segment encoded again. Case and encoding tricks of the sender are gone.
   */
  readonly requestPath: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly queryParams: Readonly<Record<string, unknown>>;
  /** The parameters of the route, decoded: `{ id: '7' }` for `/orders/:id`. */
  readonly uriParams: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As the HTTP framework gives it; its `trust proxy` setting counts. */
  readonly remoteAddress: string;
  /** `http` or `https`, as the HTTP framework gives it; empty if there is none. */
  readonly scheme: string;
  /**
   * The path and query as they were sent: percent-encoding, letter case and slashes are the sender's, so that several
   * spellings reach one handler. Compare `requestPath` instead. Left out for a call that has none.
   */
  readonly rawRequestUri?: string | undefined;
  /** The address of this service that the call came to. Left out where it is not known. */
  readonly localAddress?: string | undefined;
  /** The version of the protocol: `HTTP/1.1`. Left out for a call that is not HTTP. */
  readonly version?: string | undefined;
}
