import { EventEmitter } from 'node:events';
import { isObservable } from 'rxjs';
import { quote, quoteList } from '../../errors/index.js';
import {
  isUncallableOperation,
  uncallableOperation,
  type InProcessApp,
  type InProcessCall,
} from '../../transports/index.js';
import { ANY_NAMESPACE, isInNamespace, placeOfGateway } from '../gateway-metadata.js';
import { GatewayServers, type ServedGateway } from '../gateway-servers.js';
import { firstOf, type HandshakeRequest, type InProcessClient } from './in-process-client.js';
import { connectInProcess } from './in-process-connection.js';

interface Found {
  readonly gateway: ServedGateway;
  /** The event of a message; undefined for a connection. */
  readonly event: string | undefined;
}

/** One gateway of each server: a client comes to all gateways of its server. */
function onePerServer(gateways: readonly ServedGateway[]): readonly ServedGateway[] {
  return gateways.filter(({ server }, index) => gateways.findIndex((one) => one.server === server) === index);
}

/** Where a client would have to connect. Events come before connections: an event may be called what it likes. */
function find(gateways: readonly ServedGateway[], name: string): readonly Found[] {
  const ofEvent = gateways.filter(({ events }) => events.includes(name));
  if (ofEvent.length > 0) return onePerServer(ofEvent).map((gateway) => ({ gateway, event: name }));
  const ofConnection = gateways.filter(({ gateway, connection }) =>
    connection === ANY_NAMESPACE ? isInNamespace(gateway, name) : connection === name,
  );
  if (ofConnection.length > 0)
    return onePerServer(ofConnection).map((gateway) => ({ gateway, event: undefined }));
  const known = gateways.flatMap(({ events, connection }) => [connection, ...events]);
  throw uncallableOperation(
    known.length === 0
      ? 'The application has bound no gateway to a server.'
      : `No gateway of the application has it. They have ${quoteList([...new Set(known)])}.`,
  );
}

/** The request of a handshake that nobody has made: the token is always its `Authorization` header. */
function requestOf(
  call: InProcessCall,
  { gateway, isSocketIo, connection }: ServedGateway,
): HandshakeRequest {
  const { authorization } = call;
  const sent = { host: 'localhost', ...call.headers, ...(authorization !== undefined && { authorization }) };
  const path = placeOfGateway(gateway).path ?? '/socket.io';
  const url = isSocketIo ? `${path.replace(/\/?$/, '/')}?EIO=4&transport=websocket` : connection;
  return Object.assign(new EventEmitter(), {
    method: 'GET',
    url,
    httpVersion: '1.1',
    headers: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: Object.entries(sent).flat(),
    socket: { remoteAddress: '127.0.0.1' },
  });
}

/** Sends a message as the adapter would hand it over, and waits for the first thing that a handler answers. */
async function sendMessage(client: InProcessClient, event: string, given: unknown): Promise<unknown> {
  const data = client.arriving(given);
  const handlers = client.handlers.filter(({ message }) => message === event);
  if (handlers.length === 0)
    throw uncallableOperation(`No client can send ${quote(event)}: it is the text of another value.`);
  if (!(await client.passes(event, data)))
    throw uncallableOperation('A middleware of the client has stopped the message.');
  const answers: unknown[] = [];
  const beside = client.beside(event, (answer) => void answers.push(answer));
  for (const handler of handlers) {
    const answer = await handler.callback(data, beside);
    answers.push(isObservable(answer) ? await firstOf(answer) : answer);
  }
  return answers.find((answer) => answer !== undefined && answer !== null);
}

function assertReached(client: InProcessClient): void {
  if (client.hasEnded)
    throw uncallableOperation('The gateway has ended the connection before the message was sent.');
}

function assertNoException({ exception }: InProcessClient): void {
  if (exception === undefined) return;
  const message = `The client gets an exception: ${JSON.stringify(exception)}`;
  throw new Error(message, { cause: exception });
}

/** Waits for `handleConnection`; a message that could not be sent because of it was not decided. */
async function settle(client: InProcessClient, { event }: Found): Promise<void> {
  try {
    await client.hooksDone();
  } catch (error) {
    if (event === undefined) throw error;
    throw uncallableOperation((error as Error).message, error);
  }
}

async function callAt(call: InProcessCall, found: Found): Promise<unknown> {
  const { gateway, event } = found;
  const client = await connectInProcess(gateway, requestOf(call, gateway), call.name);
  let answer: unknown;
  try {
    await settle(client, found);
    if (event !== undefined) {
      assertReached(client);
      answer = await sendMessage(client, event, call.data);
    }
    assertNoException(client);
  } finally {
    client.finish();
  }
  await client.hooksDone();
  return answer;
}

/**
 * Connects a client without a connection and sends a message, or connects only: with middleware, guards, pipes, interceptors and
 * the hooks of the gateway. Where several servers have the operation, each is called, and all must let the call through.
 */
export async function callInProcess(app: InProcessApp, call: InProcessCall): Promise<unknown> {
  const servers = app.get(GatewayServers, { strict: false });
  const failures: unknown[] = [];
  const answers: unknown[] = [];
  for (const found of find(servers.served(), call.name)) {
    try {
      answers.push(await callAt(call, found));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.find(isUncallableOperation) ?? failures[0];
  return answers[0];
}
