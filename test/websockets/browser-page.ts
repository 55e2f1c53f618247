import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { Browser } from '../support/browser.js';

/** A connection that the page makes when it is opened. */
export interface PageConnection {
  readonly token?: string;
  /** What it sends when it is connected: events with their data. */
  readonly messages?: readonly (readonly [string, unknown])[];
}

interface Answer {
  readonly type: string;
  readonly body: Buffer | string;
}

/** What the connections of a page have told so far, by their names. */
type Told = Readonly<Record<string, readonly string[]>>;

const HTML = readFileSync(join(import.meta.dirname, 'browser-page.html'));
const SOCKET_IO = readFileSync(
  join(import.meta.dirname, '../../node_modules/socket.io-client/dist/socket.io.js'),
);

/** A page in a browser, and the server that it comes from. */
export class BrowserPage {
  private readonly lines = new Map<string, string[]>();
  private readonly looks = new Set<() => void>();
  private browser: Browser | undefined;

  private constructor(
    private readonly server: Server,
    private readonly connections: object,
  ) {
    server.on('request', (request: IncomingMessage, response) => {
      void this.answer(request).then(({ type, body }) => response.setHeader('content-type', type).end(body));
    });
  }

  /** Opens a page that makes these connections to a server of gateways. */
  static async open(
    adapter: 'ws' | 'socket.io',
    port: number,
    connections: Readonly<Record<string, PageConnection>>,
  ): Promise<BrowserPage> {
    const url = `${adapter === 'ws' ? 'ws' : 'http'}://127.0.0.1:${port}`;
    const all = Object.entries(connections).map(([name, one]) => [name, { url, messages: [], ...one }]);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const page = new BrowserPage(server, { adapter, connections: Object.fromEntries(all) });
    page.browser = new Browser(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  }

  /** Resolves with what each connection has told when all have told so much. */
  async tells(counts: Readonly<Record<string, number>>): Promise<Told> {
    const hasTold = (): boolean =>
      Object.entries(counts).every(([name, count]) => (this.lines.get(name)?.length ?? 0) >= count);
    const told = new Promise<Told>((resolve) => {
      const look = (): void => {
        if (!hasTold()) return;
        this.looks.delete(look);
        resolve(Object.fromEntries([...this.lines].map(([name, lines]) => [name, [...lines]])));
      };
      this.looks.add(look);
      look();
    });
    return this.browser === undefined ? told : Promise.race([told, this.browser.endsTooEarly()]);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { url = '' } = request;
    if (url === '/told') this.hear((await json(request)) as { name: string; line: string });
    const files: Readonly<Record<string, Answer>> = {
      '/': { type: 'text/html', body: HTML },
      '/socket.io.js': { type: 'text/javascript', body: SOCKET_IO },
      '/connections': { type: 'application/json', body: JSON.stringify(this.connections) },
    };
    return files[url] ?? { type: 'text/plain', body: '' };
  }

  private hear({ name, line }: { readonly name: string; readonly line: string }): void {
    this.lines.set(name, [...(this.lines.get(name) ?? []), line]);
    for (const look of this.looks) look();
  }
}
