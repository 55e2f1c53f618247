import type { ExecutionContext, INestApplicationContext, Provider } from '@nestjs/common';
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
   * The key under which the verdict is stored. It must be one of the arguments that Nest passes to the handler, because
   * `@Claims()` looks for it there. Two calls of one handler that run at the same time must not share it.
   */
  readonly key: object;
  /**
   * What several calls share that are decided alike: the request of a GraphQL operation. Each handler is then decided once for
   * it and for the name of the operation, however often it is called, and observers hear of it once. @default each call is
   * decided by itself
   */
  readonly memo?: object | undefined;
}

/** A handler that is no HTTP route, found at start. */
export interface DiscoveredHandler {
  readonly kind: HandlerKind;
  /** Its name, as the place of a problem: `ChatGateway.join`. */
  readonly at: string;
  /**
   * The function with the metadata of its decorators. All connections have one function, which stands for them: a gateway
   * without `handleConnection` has none of its own.
   */
  readonly handler: object;
  /** The class that Nest names for its calls. */
  readonly owner: object | undefined;
  /** Whether a decorator of this module demands something of its callers, on it or on its class. */
  readonly isDeclared: boolean;
  /** What it is registered for, as its decorator has it; empty for kinds without patterns. */
  readonly patterns: readonly unknown[];
  /** The guards that `@GuardedElsewhere()` names. */
  readonly guardedElsewhere: readonly string[];
}

/** The application at the time when its plans are compiled. */
export interface DiscoveredApp {
  readonly handlers: readonly DiscoveredHandler[];
  /** The instances of the providers with this injection token, of all modules. */
  instancesOf(token: unknown): readonly unknown[];
}

/** A problem that was found at start. The message follows its place: `ChatGateway.join: needs …`. */
export interface TransportProblem {
  readonly at: string;
  readonly message: string;
  /** An `error` stops the start, a `warning` is logged. @default 'error' */
  readonly severity?: 'error' | 'warning';
}

/** An application of this process, as the test kit calls it. */
export type InProcessApp = Pick<INestApplicationContext, 'get'>;

/** A call that a test makes of an application of its own process. */
export interface InProcessCall {
  /** The name of the operation: `orders.list`. */
  readonly name: string;
  /** What stands for an `Authorization` header; undefined for a call without a token. */
  readonly authorization: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/**
 * One kind of call beside HTTP: how it is read, and how a refusal is answered. HTTP is built in. Nest must ask the global
 * guard about the handlers that a transport decides. If that depends on the application, `audit` must check it.
 */
export interface JwtPolicyTransport {
  /** The value of `ExecutionContext.getType()` for its calls: `graphql`, `ws`, `rpc`. */
  readonly type: string;
  /** Which calls `view` can read, in words, for the log of a call that it cannot. @default not said */
  readonly knows?: string;
  /** Where clients put the token, in words, for explanations of calls without a good one. @default not said */
  readonly tokenPlaces?: string;
  /** The kinds of handlers whose calls it decides. They get plans, and decorators of this module hold for them. */
  readonly decides: readonly HandlerKind[];
  /**
   * Reads a call. Returns `undefined` for a shape that it does not know; the call is then refused with
   * `CONTEXT_UNSUPPORTED`.
   */
  view(context: ExecutionContext): TransportCall | undefined;
  /**
   * The error that the guard throws. It gets only what a caller may read.
   * @param style the response style of the policy that refused; undefined if no policy did
   */
  refusal(refusal: PublicRefusal, style: ResponseStyle | undefined, context: ExecutionContext): Error;
  /**
   * The names of the operations that a handler serves, for tables, findings and `explain`. `*` in a name stands for any
   * characters. The `operation` of a call is one of them. @default none
   */
  operations?(handler: DiscoveredHandler): readonly string[];
  /**
   * The HTTP request behind a call, if there is one: of Express or Fastify, or a Node.js request. Handlers may read its
   * headers, so those under names of `claimsToHeaders` are removed from it, whoever sent them. @default no call of this transport has one
   */
  request?(context: ExecutionContext): object | undefined;
  /** Called when a call is let through, before its handler runs: granted, anonymous, or of a public handler. */
  letThrough?(context: ExecutionContext): void;
  /**
   * Makes a call without a connection, for the test kit: the application treats it like any other. Resolves with what the
   * handler answers; rejects with what a client would get, and where no handler has the operation.
   * @default the test kit cannot call operations
   */
  callInProcess?(app: InProcessApp, call: InProcessCall): Promise<unknown>;
  /** Providers that it needs in the module, such as an exception filter. @default [] */
  readonly providers?: readonly Provider[];
  /** Every problem that operators should know of. Called once, when all handlers are known. @default none */
  audit?(app: DiscoveredApp): Iterable<TransportProblem>;
}
