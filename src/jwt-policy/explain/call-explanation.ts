import type { LikelyCause } from '../errors/index.js';
import type { ExplainedStep } from '../policy/index.js';
import type { RefusalResponse } from '../responses/index.js';

/** A route, as an explanation names it. */
export interface ExplainedRoute {
  /** `OrdersController.list`. */
  readonly handler: string;
  /** The operation of a handler that is no HTTP route, where its transport names them: `rpc orders.list`. */
  readonly operation?: string;
  /** Absent for handlers that are no HTTP routes. */
  readonly method?: string;
  /** The pattern of the router, prefix and version included: `/orders/:id`. */
  readonly pattern?: string;
  /** The versions that a header or the media type asks for. */
  readonly versions?: readonly string[];
}

/**
 * How a call would end. `undecided`: that hangs on a step that was not run, which `undecided` names. `route-unknown`,
 * `route-ambiguous`: no route matches, or several do, and none is chosen.
 */
export type CallOutcome =
  | 'granted'
  | 'anonymous'
  | 'refused'
  | 'undecided'
  | 'public'
  | 'not-guarded'
  | 'route-unknown'
  | 'route-ambiguous';

/**
 * What would become of a call, and why. Holds values of claims and of request headers, so it is for whoever may read the
 * token; never the token itself.
 */
export interface CallExplanation {
  readonly outcome: CallOutcome;
  /** The answer in one sentence. */
  readonly sentence: string;
  /** What was asked. */
  readonly call: {
    readonly method?: string;
    readonly path?: string;
    /** `rpc orders.list` */
    readonly operation?: string;
    readonly handler?: string;
  };
  /** The route that was found. */
  readonly route?: ExplainedRoute;
  /** The routes that match, where they are several; or those that come close, where none matches. */
  readonly candidates: readonly ExplainedRoute[];
  /** Exactly what the caller would get over HTTP, where the call is refused. Exception filters can change the body. */
  readonly answer?: RefusalResponse;
  readonly cause?: LikelyCause;
  /** The step that was not run and that the decision hangs on. */
  readonly undecided?: string;
  readonly steps: readonly ExplainedStep[];
  /** What else the reader should know, as sentences. */
  readonly notes: readonly string[];
  /** The time of the service, in seconds since the epoch. */
  readonly nowSeconds: number;
}
