import { REFUSALS, type Refusal, type RefusalCode, type RefusalFamily } from '../errors/index.js';

/** The part of a refusal that a caller may see. Every member depends on the code and the route alone. */
export interface PublicRefusal {
  readonly code: RefusalCode;
  readonly family: RefusalFamily;
  /** One sentence, a constant of the code. */
  readonly message: string;
  /** The scopes that the route names, whether it demands all or one of them. Only with `SCOPE_MISSING`. */
  readonly scopes?: readonly string[];
  /** Whole seconds after which another try makes sense. Only where the call could not be decided (`cannot_decide`). */
  readonly retryAfterSeconds?: number;
}

/** A refusal as an HTTP answer. */
export interface RefusalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | string;
}

/**
 * How the refusals of a policy are answered. It gets only what a caller may read, so it cannot show the detail of a
 * refusal. If it throws, the call is still refused, with 500.
 */
export interface ResponseStyle {
  /** The answer to a refusal; `undefined` leaves it to RFC 6750. The headers are set before exception filters run. */
  respond(refusal: PublicRefusal): RefusalResponse | undefined;
}

/** Used if a call could not be decided and the refusal names no time. */
const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** Leaves out the detail, which is for the log. */
export function publicRefusal({ code, scopes, retryAfterSeconds }: Refusal): PublicRefusal {
  const { family, message } = REFUSALS[code];
  return {
    code,
    family,
    message,
    ...(scopes && { scopes }),
    ...(family === 'cannot_decide' && {
      retryAfterSeconds: retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS,
    }),
  };
}

/** Whether a value is a response style. */
export function isResponseStyle(value: unknown): value is ResponseStyle {
  return (
    typeof value === 'object' && value !== null && 'respond' in value && typeof value.respond === 'function'
  );
}

/** When another try makes sense (RFC 9110 §10.2.3). */
export function retryAfter({ retryAfterSeconds }: PublicRefusal): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
}
