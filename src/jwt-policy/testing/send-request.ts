import { request, type IncomingMessage, type Server } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import type { INestApplication, INestApplicationContext } from '@nestjs/common';
import { TestKitError } from './test-kit-error.js';

/** A request of a test. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** What the adapter of Fastify has and that of Express has not: its routes exist from then on. */
async function makeReady(app: INestApplication): Promise<void> {
  const instance: unknown = app.getHttpAdapter().getInstance();
  if (typeof instance === 'function' || typeof instance !== 'object' || instance === null) return;
  if ('ready' in instance && typeof instance.ready === 'function')
    await (instance as { ready(): PromiseLike<unknown> }).ready();
}

/** A connection to a server of this process that needs no port, whether the server listens or not. */
function connect(server: Server): Duplex {
  const [client, accepted] = duplexPair();
  const address = { remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' };
  const isSecure = server instanceof TlsServer;
  // The pair does not tell one side that the other was destroyed, as a socket would.
  accepted.once('close', () => {
    if (!accepted.writableFinished) client.destroy(new Error('the application closed the connection'));
  });
  client.once('close', () => accepted.destroy());
  server.emit(isSecure ? 'secureConnection' : 'connection', Object.assign(accepted, address));
  return client;
}

function encode(body: unknown): { readonly text: string | undefined; readonly type: Record<string, string> } {
  if (body === undefined || typeof body === 'string') return { text: body, type: {} };
  return { text: JSON.stringify(body), type: { 'content-type': 'application/json' } };
}

/** A stream of events has no end. */
function readToEnd(answer: IncomingMessage, end: () => void): void {
  if (/^text\/event-stream\b/.test(answer.headers['content-type'] ?? '')) {
    answer.destroy();
    end();
    return;
  }
  answer.once('close', end).resume();
}

function isHttpApp(app: INestApplicationContext): app is INestApplication {
  return 'getHttpServer' in app;
}

/** Sends a request to an application of this process, and gives the status of the answer. */
export async function sendRequest(
  app: INestApplicationContext,
  { method, path, headers, body }: SentRequest,
): Promise<number> {
  if (!isHttpApp(app))
    throw new TestKitError(
      `${method} ${path} cannot be called: the application is a microservice, without an HTTP server.`,
    );
  await makeReady(app);
  const { text, type } = encode(body);
  const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  return new Promise((resolve, reject) => {
    const sent = request({
      method,
      path,
      headers: { host: 'localhost', ...type, ...length, ...headers },
      createConnection: () => connect(app.getHttpServer() as Server),
    });
    sent.once('error', reject);
    sent.once('response', (answer) => readToEnd(answer, () => resolve(answer.statusCode ?? 0)));
    sent.end(text);
  });
}
