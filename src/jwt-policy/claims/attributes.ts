/** What rules and expressions see of a call. Never the source of an identity: the sender wrote all of it. */
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
  /** As the HTTP framework tells it (its `trust proxy` setting counts). */
  readonly remoteAddress: string;
  /** `http` or `https`, as the HTTP framework tells it; empty where there is none. */
  readonly scheme: string;
}
