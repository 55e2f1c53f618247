import { once } from 'node:events';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { WebSocket } from 'ws';

/** What is heard, in order, with a way to wait for it. */
class Heard {
  readonly lines: string[] = [];
  private readonly waiting = new Set<() => void>();

  add(line: string): void {
    this.lines.push(line);
    for (const look of this.waiting) look();
  }

  until(holds: () => boolean): Promise<readonly string[]> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.waiting.delete(look);
        resolve(this.lines);
      };
      this.waiting.add(look);
      look();
    });
  }
}

/** What became of a client of socket.io, in order: `connect`, `said "hello"`, `connect_error {…}`, `disconnect io server …`. */
export interface IoTestClient {
  readonly socket: Socket;
  readonly heard: readonly string[];
  /** Resolves with what was heard when so many lines begin with these words. */
  hears(start: string, count?: number): Promise<readonly string[]>;
  /** Resolves with what was heard when it is so many lines. */
  until(count: number): Promise<readonly string[]>;
  /** Connected, or refused: what of the two it was. */
  answered(): Promise<string>;
  /** What the acknowledgement of an event brings. */
  ask(event: string, ...data: readonly unknown[]): Promise<unknown>;
  /** Asks for another namespace over the same connection. */
  beside(namespace: string, auth: NonNullable<SocketOptions['auth']>): IoTestClient;
  /** Ends the connection below as a broken network would, so that the client comes back by itself. */
  lose(): void;
  close(): Promise<void>;
}

const JOINED = /^(connect|connect_error .*)$/;

/** The options of a client of socket.io-client. */
export type IoOptions = Partial<ManagerOptions & SocketOptions>;

/** What `connect_error` brought: its message, and the refusal as data. */
export function refusalOf(line: string): unknown {
  return line.startsWith('connect_error ') ? JSON.parse(line.slice('connect_error '.length)) : line;
}

function testClient(socket: Socket): IoTestClient {
  const heard = new Heard();
  const joined = (): string | undefined => heard.lines.find((line) => JOINED.test(line));
  socket.on('connect', () => heard.add('connect'));
  socket.on('connect_error', ({ message, data }: Error & { data?: unknown }) =>
    heard.add(`connect_error ${JSON.stringify({ message, data })}`),
  );
  socket.on('disconnect', (reason) => heard.add(`disconnect ${reason}`));
  socket.onAny((event: string, ...data: unknown[]) =>
    heard.add([event, ...data.map((one) => JSON.stringify(one))].join(' ')),
  );
  return {
    socket,
    heard: heard.lines,
    hears: (start, count = 1) =>
      heard.until(() => heard.lines.filter((line) => `${line} `.startsWith(`${start} `)).length >= count),
    until: (count) => heard.until(() => heard.lines.length >= count),
    answered: async () => {
      await heard.until(() => joined() !== undefined);
      return String(joined());
    },
    ask: (event, ...data) => socket.emitWithAck(event, ...data),
    beside: (namespace, auth) => testClient(socket.io.socket(namespace, { auth })),
    lose: () => socket.io.engine.close(),
    async close() {
      socket.disconnect();
      await heard.until(() => !socket.connected);
    },
  };
}

/** Connects a client of socket.io-client over a connection of its own. */
export function connectIo(url: string, options: IoOptions = {}): IoTestClient {
  const all = { forceNew: true, reconnection: false, transports: ['websocket'], ...options };
  return testClient(io(url, { reconnectionDelay: 1, reconnectionDelayMax: 1, ...all }));
}

/** A client that writes the frames of Engine.IO and socket.io itself, and so anything. */
export interface RawIoClient {
  /** The frames of socket.io so far, as they were sent: `0{…}`, `4{…}`. */
  readonly heard: readonly string[];
  /** Sends frames of socket.io: `0{"token":"…"}` asks for a namespace, `2["join"]` is an event. */
  send(...frames: readonly string[]): void;
  hears(start: string, count?: number): Promise<readonly string[]>;
  closed(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const MESSAGE = '4';
const PING = '2';

/** Opens a connection of Engine.IO, without asking for a namespace. */
export async function connectRawIo(port: number, search = ''): Promise<RawIoClient> {
  const heard = new Heard();
  const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket${search}`;
  const socket = new WebSocket(url);
  let isClosed = false;
  socket.on('error', () => {});
  socket.on('message', (data: Buffer) => {
    const frame = data.toString();
    if (frame === PING) socket.send('3');
    else if (frame.startsWith(MESSAGE)) heard.add(frame.slice(1));
  });
  socket.on('close', () => {
    isClosed = true;
    heard.add('close');
  });
  await once(socket, 'open');
  return {
    heard: heard.lines,
    send: (...frames) => {
      for (const frame of frames) socket.send(`${MESSAGE}${frame}`);
    },
    hears: (start, count = 1) =>
      heard.until(() => heard.lines.filter((line) => line.startsWith(start)).length >= count),
    closed: () => heard.until(() => isClosed),
    async close() {
      socket.terminate();
      await heard.until(() => isClosed);
    },
  };
}
