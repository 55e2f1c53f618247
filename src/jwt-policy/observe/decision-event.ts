import type { RefusalCode, RefusalFamily } from '../errors/index.js';

/** The call that was decided. */
interface DecidedCall {
  /** `http`, or the type of the transport. */
  readonly transport: string;
  /** `OrdersController.list`. */
  readonly handler: string;
}

/** A call that was granted with a token. */
export interface GrantedEvent extends DecidedCall {
  readonly outcome: 'granted';
  /** The policies that passed. */
  readonly policies: readonly string[];
  /** The issuer as configured in the last policy; null if that policy does not check it. */
  readonly issuer: string | null;
}

/** A call that was granted anonymously: its token is optional, or no policy applies and `unmatchedRoutes` allows that. */
export interface AnonymousEvent extends DecidedCall {
  readonly outcome: 'anonymous';
}

/**
 * What identifies a refused token. Nothing of it is verified: the sender may have written it. The texts are quoted,
 * shortened and on one line, so they can be logged. Do not use them as labels of metrics: their number has no bound.
 */
export interface RefusedToken {
  /** The first 8 hex digits of its SHA-256. */
  readonly digest: string;
  /** Its `iss`. */
  readonly issuer?: string;
  /** The `kid` of its header. */
  readonly kid?: string;
}

/** A call that was refused. */
export interface RefusedEvent extends DecidedCall {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  readonly family: RefusalFamily;
  /** The policy that refused; absent if none applied or none was run. */
  readonly policy?: string;
  /** The step that refused; absent if the call had no plan. */
  readonly step?: string;
  /** The detail of the refusal. Holds no token, claim value or header value. */
  readonly detail: string;
  /** Absent if the call had no token, or if none was read. */
  readonly token?: RefusedToken;
}

/** The decision on one call. Plain data, frozen. */
export type DecisionEvent = GrantedEvent | AnonymousEvent | RefusedEvent;

/** Is called after every decision of the guard, and changes none. Calls of public handlers are not decided. */
export interface DecisionObserver {
  /** `true`: no event is made for granted calls, so they stay as fast as without observers. @default false */
  readonly refusalsOnly?: boolean;
  /**
   * Called before the call is answered, so it must be quick. The first throw of an observer is logged, later ones are
   * not; none of them reaches the call. A promise is not waited for.
   */
  decided(event: DecisionEvent): void;
}

/** Whether a value is an observer. */
export function isObserver(value: unknown): value is DecisionObserver {
  return (
    typeof value === 'object' && value !== null && 'decided' in value && typeof value.decided === 'function'
  );
}
