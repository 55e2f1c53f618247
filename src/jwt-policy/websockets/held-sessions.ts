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

const WATCHED = new WeakSet<SocketIoNamespace>();

/**
 * Whether a client with this id is connected, or is being decided: two clients with one id end each other. Sessions that were
 * given out in this turn have no client yet.
 */
function isTaken(
  { sockets, _preConnectSockets: deciding }: SocketIoNamespace,
  sid: string,
  given: Set<string>,
): boolean {
  return sockets.has(sid) || deciding?.has(sid) === true || given.has(sid);
}

/**
 * Holds back what socket.io gives to a client that comes back with its session: it puts it into its rooms and sends the packets
 * that it missed, before any middleware has seen the new handshake. The session of a client that is still connected, or is being
 * decided, is not given out. The adapter of a namespace may be changed at any time.
 */
export function holdSessions(namespace: SocketIoNamespace): void {
  if (WATCHED.has(namespace)) return;
  WATCHED.add(namespace);
  const given = new Set<string>();
  const hold = (adapter: SessionAdapter): SessionAdapter => {
    const restore = adapter.restoreSession.bind(adapter);
    adapter.restoreSession = async (pid, offset) => {
      const session = await restore(pid, offset);
      if (!session || isTaken(namespace, session.sid, given)) return null;
      given.add(session.sid);
      setImmediate(() => given.delete(session.sid));
      return held(session);
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
