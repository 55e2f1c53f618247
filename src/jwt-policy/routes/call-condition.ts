import type { CallAttributes } from '../claims/index.js';

/** Whether a call is one of those that a policy is for. Never judged on who calls: the sender wrote all of it. */
export interface CallCondition {
  /** In words, for logs and start warnings: `path matches /orders/.*`. */
  readonly describe: string;
  /**
   * Only `false` says that the policy does not apply; a throw refuses the call. Where the path of the call has a slash
   * at its end, it is asked twice, with `attributes.requestPath` without that slash and with it, and the policy applies
   * unless both answers are `false`.
   */
  matches(attributes: CallAttributes): boolean;
  /**
   * Whether calls of a route could match, asked at start with its method and its canonical path, in which each
   * parameter stands for itself (`/orders/:id`). @default what `matches` says of a call without headers and query
   */
  couldMatch?(method: string, path: string): boolean;
}
