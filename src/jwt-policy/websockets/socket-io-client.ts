import type { RefusedMessage } from '../responses/index.js';
import type { ClientEnds } from './connection.js';

/** A client of socket.io in one namespace, as far as it is used. */
export interface SocketIoClient {
  readonly handshake: { readonly auth?: unknown };
  /** The request that began the connection of all namespaces of the client. */
  readonly request: unknown;
  readonly nsp: { readonly name: string };
  /** What the application keeps beside the client. */
  readonly data?: unknown;
  /** The connection of all namespaces of the client. */
  readonly client: { readonly sockets?: ReadonlyMap<unknown, unknown> };
  readonly conn: {
    /** Packets that wait until the client reads. */
    readonly writeBuffer?: readonly unknown[];
    close(discard?: boolean): void;
  };
  emit(event: string, ...args: unknown[]): boolean;
  once(event: string, listener: () => void): unknown;
  join(room: unknown): unknown;
  /** With `true` it ends all namespaces of the client. */
  disconnect(close?: boolean): unknown;
}

/** What socket.io keeps of a client that was disconnected for a moment. */
export interface SocketIoSession {
  readonly sid: string;
  readonly rooms: readonly unknown[];
  readonly data: unknown;
  readonly missedPackets: readonly unknown[];
}

/** A namespace of socket.io, as far as it is used. */
export interface SocketIoNamespace {
  readonly name: string;
  /** The connected clients, by their ids. */
  readonly sockets: ReadonlyMap<string, unknown>;
  /** The clients whose middleware runs. Versions before 4.6 have none. */
  readonly _preConnectSockets?: ReadonlyMap<string, unknown>;
  /** Another one after `server.adapter(…)`. */
  adapter: { restoreSession(pid: string, offset: string): Promise<SocketIoSession | null> };
}

/** A server or a namespace of socket.io, as far as it is used. */
export interface SocketIoServer {
  use(middleware: (socket: SocketIoClient, next: (error?: Error) => void) => void): unknown;
  on(event: 'new_namespace', listener: (namespace: SocketIoNamespace) => void): unknown;
  /** Of a namespace: its server. */
  readonly server?: SocketIoServer;
  /** Of a server: its namespaces by name. It is not public, so nothing that is decided may depend on it. */
  readonly _nsps?: ReadonlyMap<string, SocketIoNamespace>;
  /** Of a namespace that stands for many: those that clients have asked for. */
  readonly children?: ReadonlySet<SocketIoNamespace>;
  readonly opts?: { connectionStateRecovery?: { skipMiddlewares?: boolean } };
}

/** Told by its functions. */
export function isSocketIoClient(client: unknown): client is SocketIoClient {
  if (typeof client !== 'object' || client === null) return false;
  const { handshake, nsp, disconnect } = client as Partial<SocketIoClient>;
  return typeof handshake === 'object' && typeof nsp === 'object' && typeof disconnect === 'function';
}

/** Told by its functions: a server of `ws` takes no middleware. */
export function isSocketIoServer(server: object): server is SocketIoServer {
  const { use, on } = server as Partial<SocketIoServer>;
  return typeof use === 'function' && typeof on === 'function';
}

/** The namespace that a server of socket.io stands for, which is `/`; any other server as it is. */
export function namespaceOf(server: object): object {
  const { sockets } = server as { readonly sockets?: unknown };
  return typeof sockets === 'object' && sockets !== null && isSocketIoServer(sockets) ? sockets : server;
}

/** The namespace `/` of a server, which every server has. */
export function rootNamespace(root: SocketIoServer): SocketIoNamespace {
  return namespaceOf(root) as unknown as SocketIoNamespace;
}

/** `auth.token` of a client, which may send anything. */
export function authToken({ handshake: { auth } }: SocketIoClient): unknown {
  return typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : undefined;
}

const CONNECT_ERRORS = new WeakSet<Error>();

/** What `connect_error` brings to the client: the message, and the refusal as `data`. */
export function connectError(refusal: RefusedMessage): Error {
  const error = Object.assign(new Error(refusal.message), { data: refusal });
  CONNECT_ERRORS.add(error);
  return error;
}

/** Whether an error of the middleware is a refusal, and no error of the application. */
export function isConnectError(error: Error): boolean {
  return CONNECT_ERRORS.has(error);
}

/** The end of a connection to a namespace. The socket below is closed as well if no other namespace uses it. */
export function socketIoEnds(socket: SocketIoClient): ClientEnds {
  return {
    end(refusal) {
      socket.emit('exception', refusal);
      // socket.io would go on to send what the application emits to it, over the connection of other namespaces.
      socket.emit = () => false;
      socket.disconnect();
      if (!socket.client.sockets?.size) socket.conn.close();
    },
    onceClosed: (run) => void socket.once('disconnect', run),
  };
}
