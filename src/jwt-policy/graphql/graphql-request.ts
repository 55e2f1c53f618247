import { upgradeRequest, type HttpRequest } from '../transports/index.js';

/** What a GraphQL operation came by: a request, or a connection of the protocol graphql-ws. */
export interface GraphqlRequest {
  /** The request, or the upgrade request of the connection. */
  readonly http: HttpRequest;
  /** The same as the driver has it, where resolvers find it too. */
  readonly given: object;
  readonly carrier: 'http' | 'ws';
  /** The parameters with which a client began its connection. */
  readonly connectionParams: Readonly<Record<string, unknown>>;
  /**
   * What all operations of one request share, a batch included. Undefined where each operation is decided by itself: a
   * connection can live longer than its token.
   */
  readonly memo: object | undefined;
  /** Closes the connection, where the driver hands over its socket. */
  readonly close: ((code: number, reason: string) => void) | undefined;
  /** Whether the driver is Mercurius, which shows callers what Apollo takes out of an error. */
  readonly isMercurius: boolean;
}

type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

function isRequest(value: unknown): value is HttpRequest {
  return isObject(value) && isObject(value['headers']) && typeof value['method'] === 'string';
}

/** The socket of a connection of the package graphql-ws. */
interface Closable {
  close(code: number, reason: string): void;
}

function isClosable(socket: unknown): socket is Closable {
  return isObject(socket) && typeof socket['close'] === 'function';
}

function connection(
  context: Members,
  upgrade: unknown,
  params: unknown,
  socket: unknown,
): GraphqlRequest | undefined {
  const http = upgradeRequest(upgrade);
  const close = isClosable(socket) ? socket.close.bind(socket) : undefined;
  const isMercurius = isObject(context['reply']);
  const given = membersOf(upgrade);
  const connectionParams = membersOf(params);
  return http && { http, given, carrier: 'ws', connectionParams, memo: undefined, close, isMercurius };
}

/**
 * What a batch has once, though a context for each operation. A `context` function can put at `req` what lives longer than a
 * token: the upgrade request of a connection, or an object of its own, which has no raw headers.
 */
function sharedBy(http: HttpRequest): object | undefined {
  const message = isObject(http.raw) ? http.raw : http;
  const isUpgrade = http.headers['upgrade'] !== undefined;
  return isUpgrade || !Array.isArray(message.rawHeaders) ? undefined : message;
}

/**
 * The request behind the context of an operation, by the shapes that the drivers of @nestjs/apollo and @nestjs/mercurius give
 * it. Undefined for every other shape, such as a `context` function that puts an object of its own at `req`.
 */
export function requestOf(context: unknown): GraphqlRequest | undefined {
  if (!isObject(context)) return undefined;
  const { req } = context;
  const reply = membersOf(context['reply']);
  if ('_connectionInit' in context)
    return connection(context, reply['request'] ?? context['request'], context['_connectionInit'], undefined);
  if (isObject(req) && isObject(req['extra'])) {
    const { request, socket } = req['extra'];
    return connection(context, request, req['connectionParams'], socket);
  }
  const isMercurius = isObject(context['reply']);
  // Mercurius leaves out `req` in batches.
  const http = isMercurius ? reply['request'] : req;
  if (!isRequest(http)) return undefined;
  const memo = sharedBy(http);
  return { http, given: http, carrier: 'http', connectionParams: {}, memo, close: undefined, isMercurius };
}
