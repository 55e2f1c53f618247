import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** What became of a client of `ws`, in order: `open`, messages as they were sent, `close 4401 TOKEN_EXPIRED`, `http 401 …`. */
export interface WsTestClient {
  readonly socket: WebSocket;
  readonly heard: readonly string[];
  send(event: string, data?: unknown): void;
  /** Resolves with what was heard when so much was. */
  hears(count: number): Promise<readonly string[]>;
  /** Resolves with what was heard when the connection is closed or was refused. */
  closed(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Connects a client of the package `ws`. */
export function connectWs(
  url: string,
  { protocols = [], ...options }: ClientOptions & { readonly protocols?: readonly string[] } = {},
): WsTestClient {
  const socket = new WebSocket(url, [...protocols], options);
  const heard: string[] = [];
  const waiting = new Set<() => void>();
  const hear = (line: string): void => {
    heard.push(line);
    for (const look of waiting) look();
  };
  const until = (holds: () => boolean): Promise<readonly string[]> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        waiting.delete(look);
        resolve(heard);
      };
      waiting.add(look);
      look();
    });
  socket.on('open', () => hear('open'));
  socket.on('message', (data: Buffer) => hear(data.toString()));
  socket.on('close', (code, reason) => hear(`close ${code} ${reason.toString()}`.trim()));
  socket.on('error', () => {});
  socket.on('unexpected-response', (_request, response) => {
    let body = '';
    response.on('data', (part: Buffer) => (body += part.toString()));
    response.on('end', () => hear(`http ${response.statusCode} ${body}`));
  });
  return {
    socket,
    heard,
    send: (event, data) => socket.send(JSON.stringify({ event, data })),
    hears: (count) => until(() => heard.length >= count),
    closed: () => until(() => heard.some((line) => /^(close|http)/.test(line))),
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const ended = once(socket, 'close');
      socket.terminate();
      await ended;
    },
  };
}
