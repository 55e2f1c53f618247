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
  /** The issuer as the last policy has it in its options; null where that accepts any. */
  readonly issuer: string | null;
}

/** A call that was granted to nobody: its token is optional, or no policy applies and that opens the route. */
export interface AnonymousEvent extends DecidedCall {
  readonly outcome: 'anonymous';
}

/**
 * What identifies a refused token. Nothing of it is verified: the sender may have written it. The texts are quoted, cut
 * and on one line, so that they can be logged; as labels of metrics they would have no bound.
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
  /** The policy that refused; absent where none applied or none was asked. */
  readonly policy?: string;
  /** The step that refused; absent where the call had no plan. */
  readonly step?: string;
  /** What was wrong. Holds no token, claim value or header value. */
  readonly detail: string;
  /** Absent where the call had no token, or none was looked for. */
  readonly token?: RefusedToken;
}

/** What was decided about one call. Plain data, frozen. */
export type DecisionEvent = GrantedEvent | AnonymousEvent | RefusedEvent;

/** Hears of every decision of the guard, and changes none. Calls of public handlers are not decided. */
export interface DecisionObserver {
  /** `true`: no event is made for granted calls, which keeps these as fast as without observers. @default false */
  readonly refusalsOnly?: boolean;
  /**
   * Called before the call is answered, so it must be quick. The first throw of an observer is logged, later ones are
   * not; none of them reaches the call. A promise is not waited for.
   */
  decided(event: DecisionEvent): void;
}

/** Tells an observer from a value of another kind. */
export function isObserver(value: unknown): value is DecisionObserver {
  return (
    typeof value === 'object' && value !== null && 'decided' in value && typeof value.decided === 'function'
  );
}
