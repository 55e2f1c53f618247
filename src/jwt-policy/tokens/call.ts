import type { CallAttributes } from '../claims/index.js';
import type { CalledRoute } from '../routes/index.js';

/** The parts of a call that a decision needs. `transports/` makes one for each kind of call. */
export interface Call {
  /** Every occurrence of a request header, as sent, so that two headers are not read as one. `name` is in lower case. */
  headerValues(name: string): readonly string[];
  /** Whether the query string or a form body has a parameter of this name. */
  hasParameter(name: string): boolean;
  readonly method: string;
  /** The route that the router matched, global prefix included. Undefined where it cannot be known. */
  readonly route: CalledRoute | undefined;
  /** The same object at each reading. */
  readonly attributes: CallAttributes;
}
