import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPlainObject } from '../claims/index.js';
import { unknownOptionProblem } from '../errors/index.js';
import type { IssuerState } from './issuer-state.js';
import { discoveryAnswer, keySetAnswer, type PublishedAnswer } from './published-documents.js';
import { TestKitError } from './test-kit-error.js';
import { answerTokenRequest } from './token-endpoint.js';

/** Where a test issuer listens. */
export interface ListenOptions {
  /** A port of 127.0.0.1. @default 0, a free one */
  readonly port?: number;
}

/** A test issuer that listens on this machine. */
export interface ListeningIssuer {
  /** `http://127.0.0.1:49152`. Its discovery document is below it. */
  readonly url: string;
  readonly jwksUri: string;
  /** The client credentials grant, for any client and any scope. */
  readonly tokenEndpoint: string;
  /** Ends it, open connections included. May be called twice. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MAX_PORT = 65_535;
const DISCOVERY_PATH = '/.well-known/openid-configuration';
const JWKS_PATH = '/.well-known/jwks.json';
const TOKEN_PATH = '/token';

/** Documents without secrets: pages of any origin may read them. Tokens are for this machine's own programs. */
const DOCUMENT_HEADERS = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };

function publish(response: ServerResponse, answer: PublishedAnswer): void {
  if (answer.kind === 'none') return;
  if (answer.kind === 'whole') {
    response.writeHead(answer.status, DOCUMENT_HEADERS).end(answer.body);
    return;
  }
  const length = { 'content-length': answer.body.length * 2 };
  response.writeHead(200, { ...DOCUMENT_HEADERS, ...length }).write(answer.body, () => response.destroy());
}

/** A page whose name was made to lead to this machine must not get tokens, so other host names are refused. */
function isOwnHost({ headers }: IncomingMessage, port: number): boolean {
  return [`${HOST}:${port}`, `localhost:${port}`].includes(headers.host ?? '');
}

/** The port of the options. A misspelt option would listen on another port than the one that is configured elsewhere. */
export function portOf(options: unknown): number {
  if (!isPlainObject(options))
    throw new TestKitError('listen() takes an object, such as { port: 4000 }, or nothing.');
  const unknown = unknownOptionProblem(options, ['port']);
  if (unknown !== undefined) throw new TestKitError(`listen(): ${unknown}`);
  const { port = 0 } = options as ListenOptions;
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw new TestKitError(`listen(): port must be a whole number from 0 to ${MAX_PORT}.`);
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/**
 * Serves the discovery document, the key set and tokens of an issuer on 127.0.0.1. An issuer without a name is called by
 * its URL from then on.
 * @param port 0 for a free one
 */
export async function listen(state: IssuerState, port: number): Promise<ListeningIssuer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const chosen = (server.address() as AddressInfo).port;
  const url = `http://${HOST}:${chosen}`;
  const [jwksUri, tokenEndpoint] = [`${url}${JWKS_PATH}`, `${url}${TOKEN_PATH}`];
  state.takeName(url);
  const documents: Readonly<Record<string, () => PublishedAnswer>> = {
    [DISCOVERY_PATH]: () => discoveryAnswer(state, jwksUri, { token_endpoint: tokenEndpoint }),
    [JWKS_PATH]: () => keySetAnswer([state]),
  };
  server.on('request', (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const document = Object.hasOwn(documents, path) ? documents[path] : undefined;
    if (!isOwnHost(request, chosen)) response.writeHead(403).end();
    else if (document !== undefined) publish(response, document());
    else if (path === TOKEN_PATH)
      answerTokenRequest(state, request, response).catch(() => response.destroy());
    else response.writeHead(404).end();
  });
  // It must not keep the process of a test alive that forgot to close it.
  server.unref();
  return { url, jwksUri, tokenEndpoint, close: () => close(server) };
}
