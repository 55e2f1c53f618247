import { uncallableOperation } from '../../transports/index.js';
import { ANY_NAMESPACE } from '../gateway-metadata.js';
import type { ServedGateway } from '../gateway-servers.js';
import { Handshake } from '../handshake.js';
import type { HandshakeRequest, InProcessClient } from './in-process-client.js';
import { InProcessSocket, type InProcessNamespace } from './in-process-socket.js';
import { InProcessWebSocket } from './in-process-web-socket.js';
import type { ServerConnections } from '../server-connections.js';
import { isConnectError, type SocketIoClient } from '../socket-io-client.js';
import { receiveSocketIoClient } from '../socket-io-connections.js';

/** A namespace that is an expression has many names, and a client is in one. */
function named(namespace: InProcessNamespace, name: string): InProcessNamespace {
  return namespace.name === name ? namespace : Object.create(namespace, { name: { value: name } });
}

/** Connects through the middleware of the namespace, which decides, as does whatever the application has added. */
async function connectSocket(
  { server, place, connection }: ServedGateway,
  request: HandshakeRequest,
  operation: string,
): Promise<InProcessClient> {
  const namespace = place as InProcessNamespace;
  const name = connection === ANY_NAMESPACE && operation.startsWith('/') ? operation : connection;
  const socket = new InProcessSocket(request, named(namespace, name), server.environment.clock.now());
  await new Promise<void>((resolve, reject) => {
    if (namespace.run === undefined)
      throw uncallableOperation('The test kit does not know this version of socket.io.');
    namespace.run(socket, (error) => {
      if (error === undefined) resolve();
      else if (isConnectError(error)) reject(error);
      else reject(uncallableOperation(`A middleware of the application refuses: ${error.message}`));
    });
  });
  receiveSocketIoClient(socket as unknown as SocketIoClient, server, [socket]);
  return socket;
}

async function connectWebSocket(
  server: ServerConnections,
  place: object,
  request: HandshakeRequest,
): Promise<InProcessClient> {
  const client = new InProcessWebSocket();
  const handshake = Handshake.of(request, server.environment.options) as Handshake;
  const beginning = { handshake, client, namespace: undefined };
  const admission = await server.decide(beginning);
  if (!admission.granted) throw admission.exception;
  const { clients } = place as { readonly clients?: Set<object> };
  clients?.add(client);
  client.once('close', () => clients?.delete(client));
  const ends = {
    end: () => client.terminate(),
    onceClosed: (run: () => void) => void client.once('close', run),
  };
  server.enter(client, beginning, admission.states, ends, [client, request]);
  return client;
}

/** Connects a client without a connection to the server of a gateway. Rejects with what refuses it. */
export function connectInProcess(
  gateway: ServedGateway,
  request: HandshakeRequest,
  operation: string,
): Promise<InProcessClient> {
  return gateway.isSocketIo
    ? connectSocket(gateway, request, operation)
    : connectWebSocket(gateway.server, gateway.place, request);
}
