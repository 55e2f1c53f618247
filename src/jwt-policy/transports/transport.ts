import type { ExecutionContext, Provider } from '@nestjs/common';
import type { PublicRefusal, ResponseStyle } from '../responses/index.js';
import type { Call } from '../tokens/index.js';

/** The kinds of handlers, beside HTTP routes, whose calls come from outside. */
export type HandlerKind =
  | 'query'
  | 'mutation'
  | 'subscription'
  | 'reference-resolver'
  | 'field-resolver'
  | 'gateway-message'
  | 'gateway-connection'
  | 'message-handler';

/** One call of a transport. `transportCall()` makes one of plain values. */
export interface TransportCall extends Call {
  /**
   * Under which the verdict is kept. It must be one of the arguments that Nest hands to the handler, because `@Claims()`
   * looks for it there, and no two calls of one handler that run at the same time may share it.
   */
  readonly key: object;
}

/** A handler that is no HTTP route, as it was found at start. */
export interface DiscoveredHandler {
  readonly kind: HandlerKind;
  /** `ChatGateway.join`: the place of a problem. */
  readonly at: string;
  /** The function with the metadata of its decorators. Undefined where only an instance could tell. */
  readonly handler: object | undefined;
  /** The guards that `@GuardedElsewhere()` names. */
  readonly guardedElsewhere: readonly string[];
}

/** The application as it stands when its plans are compiled. */
export interface DiscoveredApp {
  readonly handlers: readonly DiscoveredHandler[];
}

/** Something that stops the start. The message is read after its place: `ChatGateway.join: needs …`. */
export interface TransportProblem {
  readonly at: string;
  readonly message: string;
}

/**
 * One kind of call beside HTTP: how it is read, and how a refusal is said. HTTP is built in. Nest must ask the global
 * guard about the handlers that a transport decides: where that depends on the application, `audit` has to check it.
 */
export interface JwtPolicyTransport {
  /** What `ExecutionContext.getType()` says of its calls: `graphql`, `ws`, `rpc`. */
  readonly type: string;
  /** The kinds of handlers whose calls it decides. They get plans, and decorators of this module hold for them. */
  readonly decides: readonly HandlerKind[];
  /** Reads a call. `undefined` for a shape that it does not know: the call is refused with `CONTEXT_UNSUPPORTED`. */
  view(context: ExecutionContext): TransportCall | undefined;
  /**
   * The error that the guard throws. It gets nothing that a caller may not read.
   * @param style how the policy that refused answers over HTTP; undefined where no policy did
   */
  refusal(refusal: PublicRefusal, style: ResponseStyle | undefined, context: ExecutionContext): Error;
  /** Providers that it needs in the module: instrumentation of an adapter, an exception filter. @default [] */
  readonly providers?: readonly Provider[];
  /** Every problem that stops the start. Called once, when all handlers are known. @default none */
  audit?(app: DiscoveredApp): Iterable<TransportProblem>;
}
