import { quote } from '../errors/index.js';
import type { Connection } from './connection.js';
import { refusedUndecided } from './decide-connection.js';
import type { BeginningConnection } from './connection-context.js';
import { Handshake } from './handshake.js';
import { holdSessions, releaseSession } from './held-sessions.js';
import type { RefusedWsException } from './refused-ws.exception.js';
import type { ServerConnections } from './server-connections.js';
import {
  authToken,
  connectError,
  rootNamespace,
  socketIoEnds,
  type SocketIoClient,
  type SocketIoNamespace,
  type SocketIoServer,
} from './socket-io-client.js';

/** What was decided about a client, by its socket in one namespace. */
interface Granted {
  readonly beginning: BeginningConnection;
  readonly states: Connection['states'];
}

/** A namespace that exists, and an expression that it matches, are two servers of one socket. */
const GRANTED = new WeakMap<SocketIoClient, Map<ServerConnections, Granted>>();

function keepGranted(socket: SocketIoClient, server: ServerConnections, granted: Granted): void {
  const byServer = GRANTED.get(socket) ?? new Map<ServerConnections, Granted>();
  GRANTED.set(socket, byServer.set(server, granted));
}

/** Undefined if the client is granted. */
async function decide(
  socket: SocketIoClient,
  server: ServerConnections,
): Promise<RefusedWsException | undefined> {
  const handshake = Handshake.of(socket.request, server.environment.options, authToken(socket));
  if (handshake === undefined) return refusedUndecided();
  const beginning = { handshake, client: socket, namespace: socket.nsp.name };
  const admission = await server.decide(beginning);
  if (!admission.granted) return admission.exception;
  keepGranted(socket, server, { beginning, states: admission.states });
  return undefined;
}

async function answer(
  socket: SocketIoClient,
  server: ServerConnections,
  next: (error?: Error) => void,
): Promise<void> {
  const exception = await decide(socket, server).catch(refusedUndecided);
  next(exception && connectError(exception.getError()));
}

/** The namespaces of each server whose clients are decided. */
const GUARDED = new WeakMap<SocketIoServer, Set<SocketIoServer>>();

/** Looks at every namespace of a server, also at those that an application makes itself, past its gateways. */
function watchNamespaces(root: SocketIoServer, { environment }: ServerConnections): Set<SocketIoServer> {
  const guarded = new Set<SocketIoServer>();
  const look = (namespace: SocketIoNamespace): void => {
    holdSessions(namespace);
    const isChild = [...guarded].some(({ children }) => children?.has(namespace));
    if (isChild || environment.hasNamespace(namespace.name)) return;
    environment.report(
      'warn',
      `Nobody is asked about clients of the namespace ${quote(namespace.name)} of socket.io, because no gateway is in it. Give it a gateway, or decide them in a middleware.`,
    );
  };
  // An adapter may have made some before it handed out its server.
  const { _nsps: namespaces } = root;
  const made = [...(namespaces?.values() ?? [])].filter((namespace) => namespace !== rootNamespace(root));
  for (const namespace of made) look(namespace);
  root.on('new_namespace', look);
  GUARDED.set(root, guarded);
  return guarded;
}

/**
 * Decides about every client of a namespace before it is connected. A client that was disconnected for a moment is decided
 * again: by default socket.io lets it in with a new handshake that nobody has looked at.
 */
export function guardNamespace(namespace: SocketIoServer, server: ServerConnections): void {
  const root = namespace.server ?? namespace;
  const guarded = GUARDED.get(root) ?? watchNamespaces(root, server);
  guarded.add(namespace);
  holdSessions(rootNamespace(root));
  holdSessions(rootNamespace(namespace));
  const recovery = root.opts?.connectionStateRecovery;
  if (recovery) recovery.skipMiddlewares = false;
  namespace.use((socket, next) => {
    // socket.io has a namespace "/" also where no gateway is in it, and answers like this for one that it does not have.
    if (server.gateways.size === 0) return next(new Error('Invalid namespace'));
    void answer(socket, server, next);
  });
}

/** Receives a client of socket.io that is connected. */
export function receiveSocketIoClient(
  socket: SocketIoClient,
  server: ServerConnections,
  args: readonly unknown[],
): void {
  const granted = GRANTED.get(socket)?.get(server);
  const ends = socketIoEnds(socket);
  if (granted === undefined) return ends.end(refusedUndecided().getError());
  if (!server.hasEnded(granted.states)) releaseSession(socket);
  return server.enter(socket, granted.beginning, granted.states, ends, args);
}
