import { EventEmitter } from 'node:events';
import { utcTime } from '../../clock.js';
import { InProcessClient, type HandshakeRequest } from './in-process-client.js';

/** A namespace of socket.io, as far as clients without a connection use it. */
export interface InProcessNamespace {
  readonly name: string;
  readonly server?: unknown;
  /** What is sent to all others. */
  except(room: string): Broadcast;
  /** Asks the middleware of the namespace. It is no public function of socket.io. */
  run?(client: InProcessSocket, next: (error?: Error) => void): void;
}

interface Broadcast {
  to(rooms: unknown): Broadcast;
  except(rooms: unknown): Broadcast;
}

type Middleware = (packet: unknown[], next: (error?: Error) => void) => void;

function isBinary(value: unknown): boolean {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(isBinary);
}

/** The connection below all namespaces of a client. */
function connectionOf(id: string, request: HandshakeRequest, close: () => void): EventEmitter {
  return Object.assign(new EventEmitter(), {
    id,
    request,
    protocol: 4,
    readyState: 'open',
    remoteAddress: '127.0.0.1',
    transport: { name: 'websocket' },
    writeBuffer: [],
    close,
  });
}

let clients = 0;

/** Stands for a client of socket.io. What it broadcasts goes to the clients that the server has. */
export class InProcessSocket extends InProcessClient {
  readonly id = `in-process-${(clients += 1)}`;
  data: Record<string, unknown> = {};
  readonly rooms = new Set<string>([this.id]);
  readonly recovered = false;
  readonly client: object;
  readonly conn: EventEmitter;
  readonly server: unknown;
  readonly handshake: object;
  private readonly middleware: Middleware[] = [];
  private isTimed = false;

  constructor(
    readonly request: HandshakeRequest,
    readonly nsp: InProcessNamespace,
    nowMs: number,
  ) {
    super();
    const { headers, url } = request;
    const query = Object.fromEntries(new URLSearchParams(url.replace(/^[^?]*\??/, '')));
    const time = utcTime(Math.floor(nowMs / 1000));
    const addressed = { address: '127.0.0.1', xdomain: false, secure: false };
    this.handshake = { headers, url, query, auth: {}, time, issued: nowMs, ...addressed };
    this.server = nsp.server;
    this.conn = connectionOf(this.id, request, () => void this.disconnect());
    const { id, conn, server } = this;
    this.client = { id, conn, request, server, sockets: new Map([[id, this]]) };
  }

  get connected(): boolean {
    return !this.hasEnded;
  }

  get disconnected(): boolean {
    return this.hasEnded;
  }

  /** Sends to the client, which never acknowledges. */
  override emit(event: string, ...args: unknown[]): boolean {
    const acknowledge = args.at(-1);
    if (this.isTimed && typeof acknowledge === 'function')
      queueMicrotask(() => void acknowledge(new Error('operation has timed out')));
    this.isTimed = false;
    this.receive(event, args[0]);
    return true;
  }

  emitWithAck(event: string): Promise<never> {
    const why = `The client of a test acknowledges nothing, so ${event} has no answer.`;
    return Promise.reject(new Error(why));
  }

  send(...args: unknown[]): this {
    this.emit('message', ...args);
    return this;
  }

  write(...args: unknown[]): this {
    return this.send(...args);
  }

  join(rooms: string | readonly string[]): void {
    for (const room of [rooms].flat()) this.rooms.add(room);
  }

  leave(room: string): void {
    this.rooms.delete(room);
  }

  disconnect(): this {
    this.leaveWith('server namespace disconnect');
    return this;
  }

  finish(): void {
    this.leaveWith('client namespace disconnect');
  }

  get broadcast(): Broadcast {
    return this.nsp.except(this.id);
  }

  to(rooms: unknown): Broadcast {
    return this.broadcast.to(rooms);
  }

  in(rooms: unknown): Broadcast {
    return this.to(rooms);
  }

  except(rooms: unknown): Broadcast {
    return this.broadcast.except(rooms);
  }

  get volatile(): this {
    return this;
  }

  compress(): this {
    return this;
  }

  timeout(): this {
    this.isTimed = true;
    return this;
  }

  use(middleware: Middleware): this {
    this.middleware.push(middleware);
    return this;
  }

  beside(_event: string, acknowledge: (answer: unknown) => void): unknown {
    return acknowledge;
  }

  /** Binary data stays what it is, also within an object; anything else is JSON. */
  arriving(data: unknown): unknown {
    if (isBinary(data)) return structuredClone(data);
    return (JSON.parse(JSON.stringify({ data })) as { readonly data?: unknown }).data;
  }

  async passes(event: string, data: unknown): Promise<boolean> {
    for (const middleware of this.middleware) {
      const error = await new Promise<Error | undefined>((next) => middleware([event, data], next));
      if (error !== undefined) return false;
    }
    return true;
  }

  /** Listeners of all events hear nothing: what arrives goes to handlers alone. */
  onAny(): this {
    return this;
  }

  prependAny(): this {
    return this;
  }

  offAny(): this {
    return this;
  }

  onAnyOutgoing(): this {
    return this;
  }

  prependAnyOutgoing(): this {
    return this;
  }

  offAnyOutgoing(): this {
    return this;
  }

  private leaveWith(reason: string): void {
    if (this.hasEnded) return;
    super.emit('disconnecting', reason);
    this.rooms.clear();
    this.endWith('disconnect', reason);
  }
}
