import { quote } from '../errors/index.js';
import type { Connection } from './connection.js';
import { refusedUndecided } from './decide-connection.js';
import type { BeginningConnection } from './connection-context.js';
import { Handshake } from './handshake.js';
import type { RefusedWsException } from './refused-ws.exception.js';
import type { ServerConnections } from './server-connections.js';
import {
  authToken,
  connectError,
  socketIoEnds,
  type SocketIoClient,
  type SocketIoServer,
} from './socket-io-client.js';

/** What was decided about a client, by its socket in one namespace. */
interface Granted {
  readonly beginning: BeginningConnection;
  readonly states: Connection['states'];
}

const GRANTED = new WeakMap<SocketIoClient, Granted>();

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
  GRANTED.set(socket, { beginning, states: admission.states });
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

const WATCHED = new WeakSet<SocketIoServer>();

/** Says which namespaces nobody decides about: those that an application makes itself, past its gateways. */
function reportOtherNamespaces(root: SocketIoServer, { environment }: ServerConnections): void {
  if (WATCHED.has(root)) return;
  WATCHED.add(root);
  root.on('new_namespace', ({ name }) => {
    if (!environment.hasNamespace(name))
      environment.report(
        'warn',
        `Nobody is asked about clients of the namespace ${quote(name)} of socket.io, because no gateway is in it.`,
      );
  });
}

/**
 * Decides about every client of a namespace before it is connected. A client that was disconnected for a moment is decided
 * again: by default socket.io lets it in with a new handshake that nobody has looked at.
 */
export function guardNamespace(namespace: SocketIoServer, server: ServerConnections): void {
  const root = namespace.server ?? namespace;
  reportOtherNamespaces(root, server);
  const recovery = root.opts?.connectionStateRecovery;
  if (recovery !== undefined) recovery.skipMiddlewares = false;
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
  const granted = GRANTED.get(socket);
  const ends = socketIoEnds(socket);
  if (granted === undefined) ends.end(refusedUndecided().getError());
  else server.enter(socket, granted.beginning, granted.states, ends, args);
}
