import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A key set endpoint in this process that counts its calls and misbehaves on command. */
export class JwksServer {
  readonly hits: Record<string, number> = {};
  private handler: Handler;
  private port = 0;
  private readonly server: Server;

  private constructor(keys: readonly object[]) {
    this.handler = answer(200, JSON.stringify({ keys }));
    this.server = createServer((request, response) => {
      const path = request.url ?? '';
      this.hits[path] = (this.hits[path] ?? 0) + 1;
      this.handler(request, response);
    });
  }

  static async start(...keys: readonly { readonly jwk: object }[]): Promise<JwksServer> {
    const server = new JwksServer(keys.map(({ jwk }) => jwk));
    await server.open();
    return server;
  }

  /** Listens again after `close()`, where it did before. */
  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `${this.origin}/jwks`;
  }

  /** How often the key set was asked for. */
  get fetches(): number {
    return this.hits['/jwks'] ?? 0;
  }

  serve(...keys: readonly { readonly jwk: object }[]): void {
    this.handler = answer(200, JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  }

  /** From now on every call is answered like this. */
  answer(status: number, body: string, headers: Record<string, string> = {}): void {
    this.handler = answer(status, body, headers);
  }

  handle(handler: Handler): void {
    this.handler = handler;
  }

  /** Keeps every call waiting. Tells, for each, when the other side has given up. */
  hang(): readonly Promise<unknown>[] {
    const givenUp: Promise<unknown>[] = [];
    this.handler = (_request, response) => void givenUp.push(once(response, 'close'));
    return givenUp;
  }

  /** Ends at once, open connections included. May be called twice. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

function answer(status: number, body: string, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}
