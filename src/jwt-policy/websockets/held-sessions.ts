import type { SocketIoClient, SocketIoNamespace, SocketIoSession } from './socket-io-client.js';

/** By the `data` of a socket: no other member of a session reaches its socket as the same object. */
const HELD = new WeakMap<object, (socket: SocketIoClient) => void>();

/** A copy with its prototype, because an adapter may give out the same object each time. */
function copyOf(data: unknown): object {
  if (typeof data !== 'object' || data === null) return {};
  return Object.assign(Object.create(Object.getPrototypeOf(data) as object) as object, data);
}

/** The session without what only a granted client may have. */
function held(session: SocketIoSession): SocketIoSession {
  const data = copyOf(session.data);
  const missedPackets: unknown[] = [];
  let send: ((packet: unknown) => void) | undefined;
  // socket.io hands over here what sends a packet to the client.
  Object.defineProperty(missedPackets, 'forEach', {
    value: (each: (packet: unknown) => void) => (send = each),
  });
  HELD.set(data, (socket) => {
    for (const room of session.rooms) void socket.join(room);
    for (const packet of session.missedPackets) send?.(packet);
  });
  return { ...session, data, rooms: [], missedPackets };
}

type SessionAdapter = SocketIoNamespace['adapter'];

/**
 * Holds back what socket.io gives to a client that comes back with its session: it puts it into its rooms and sends the packets
 * that it missed, before any middleware has seen the new handshake. The session of a client that is still connected is not given
 * out: two clients with one id would end each other. The adapter of a namespace may be changed at any time.
 */
export function holdSessions(namespace: SocketIoNamespace): void {
  const hold = (adapter: SessionAdapter): SessionAdapter => {
    const restore = adapter.restoreSession.bind(adapter);
    adapter.restoreSession = async (pid, offset) => {
      const session = await restore(pid, offset);
      return session && !namespace.sockets.has(session.sid) ? held(session) : null;
    };
    return adapter;
  };
  let current = hold(namespace.adapter);
  Object.defineProperty(namespace, 'adapter', {
    configurable: true,
    enumerable: true,
    get: () => current,
    set(adapter: SessionAdapter) {
      current = hold(adapter);
    },
  });
}

/** Gives a connected client that came back its rooms, and what it missed. */
export function releaseSession(socket: SocketIoClient): void {
  const data = socket.data as object;
  HELD.get(data)?.(socket);
  HELD.delete(data);
}
