import { firstValueFrom, isObservable } from 'rxjs';
import { quote, quoteList } from '../errors/index.js';
import { NamePattern } from '../routes/index.js';
import type { InProcessApp, InProcessCall } from '../transports/index.js';
import { GatewayServers, type ServedGateway } from './gateway-servers.js';
import { Handshake } from './handshake.js';
import { InProcessSocket, InProcessWebSocket, type InProcessClient } from './in-process-clients.js';

interface Found {
  readonly gateway: ServedGateway;
  /** The event of a message; undefined for a connection. */
  readonly event: string | undefined;
}

/** Events come before connections: an event may be called what it likes. */
function find(gateways: readonly ServedGateway[], name: string): Found {
  const ofEvent = gateways.find(({ events }) => events.includes(name));
  if (ofEvent !== undefined) return { gateway: ofEvent, event: name };
  const ofConnection = gateways.find(({ connection }) => new NamePattern(connection).matches(name));
  if (ofConnection !== undefined) return { gateway: ofConnection, event: undefined };
  const known = gateways.flatMap(({ events, connection }) => [connection, ...events]);
  throw new Error(
    known.length === 0
      ? 'The application has no gateways, or has not bound them: call app.init() first.'
      : `No gateway of the application has it. They have ${quoteList([...new Set(known)])}.`,
  );
}

/** The request of a handshake that nobody has made. */
function requestOf({ authorization, headers: sent }: InProcessCall): {
  readonly headers: object;
  readonly url: string;
} {
  const headers = { ...sent, ...(authorization !== undefined && { authorization }) };
  const rawHeaders = Object.entries(headers).flat();
  return { method: 'GET', url: '/', headers, rawHeaders, socket: { remoteAddress: '127.0.0.1' } } as never;
}

/** Sends a message as the adapter would hand it over, and waits for the first thing that the handler answers. */
async function sendMessage(client: InProcessClient, event: string, data: unknown): Promise<unknown> {
  const handler = client.handlers.find(({ message }) => message === event);
  if (handler === undefined)
    throw new Error(`The gateway has not subscribed to ${quote(event)} for this client.`);
  const beside = client instanceof InProcessSocket ? () => {} : event;
  const answer = await handler.callback(structuredClone(data), beside);
  const first: unknown = isObservable(answer)
    ? await firstValueFrom(answer, { defaultValue: undefined })
    : answer;
  if (client.exception !== undefined)
    throw new Error(`The client gets an exception: ${JSON.stringify(client.exception)}`);
  return first;
}

/**
 * Connects a client without a connection and sends a message, or connects only: with guards, pipes, interceptors and
 * `handleConnection`.
 */
export async function callInProcess(app: InProcessApp, call: InProcessCall): Promise<unknown> {
  const servers = app.get(GatewayServers, { strict: false });
  const { gateway, event } = find(servers.served(), call.name);
  const { server, isSocketIo } = gateway;
  const request = requestOf(call);
  const namespace = event === undefined ? call.name : gateway.connection;
  const client = isSocketIo ? new InProcessSocket(request, namespace) : new InProcessWebSocket();
  const handshake = Handshake.of(request, server.environment.options);
  if (handshake === undefined) throw new Error('The handshake cannot be read.');
  const beginning = { handshake, client, namespace };
  const admission = await server.decide(beginning);
  if (!admission.granted) throw admission.exception;
  const ends = {
    end: () => client.finish(),
    onceClosed: (run: () => void) => void client.once(client.closingEvent, run),
  };
  server.enter(client, beginning, admission.states, ends, [client, request]);
  try {
    return event === undefined ? undefined : await sendMessage(client, event, call.data);
  } finally {
    client.finish();
  }
}
