import { ModulesContainer } from '@nestjs/core';
import { Transport, type Server } from '@nestjs/microservices';
import { firstValueFrom, isObservable } from 'rxjs';
import type { InProcessApp, InProcessCall } from '../transports/index.js';
import { inProcessContext, inProcessGrpcCall } from './in-process-contexts.js';
import type { MessageTransport, TokenPlaces } from './microservices-options.js';

type Handler = (...args: unknown[]) => unknown;

/** A handler, and the transport of the server that has it. */
interface FoundHandler {
  readonly transport: MessageTransport;
  readonly handler: Handler;
}

const TRANSPORTS = new Map<unknown, MessageTransport>([
  [Transport.TCP, 'tcp'],
  [Transport.REDIS, 'redis'],
  [Transport.NATS, 'nats'],
  [Transport.MQTT, 'mqtt'],
  [Transport.RMQ, 'rmq'],
  [Transport.KAFKA, 'kafka'],
  [Transport.GRPC, 'grpc'],
]);

const NO_SERVER =
  'No message server of the application has it. Connect the server before app.init(): app.connectMicroservice(options, { inheritAppConfig: true }). It need not listen.';
const STREAMED = 'Its client sends a stream, which the test kit does not do: use a client of @grpc/grpc-js.';

function serversOf(app: InProcessApp): readonly Server[] {
  const servers: Server[] = [];
  const modules = app.get(ModulesContainer, { strict: false });
  // The registry remembers the servers that were connected before.
  modules
    .getRpcTargetRegistry<Server>()
    .subscribe((server) => void servers.push(server))
    .unsubscribe();
  return servers;
}

/** The handler of `/pkg.Orders/List`: its pattern has the service with the package or without. */
function grpcHandler(server: Server, path: string): Handler | undefined {
  const [, called = '', rpc = ''] = path.split('/');
  const services = [called, called.split('.').at(-1)];
  for (const [key, handler] of server.getHandlers()) {
    const pattern = JSON.parse(key) as {
      readonly service: string;
      readonly rpc: string;
      readonly streaming: string;
    };
    if (pattern.rpc !== rpc || !services.includes(pattern.service)) continue;
    if (pattern.streaming !== 'no_stream') throw new Error(STREAMED);
    return handler as Handler;
  }
  return undefined;
}

function findHandler(app: InProcessApp, name: string): FoundHandler | undefined {
  for (const server of serversOf(app)) {
    const transport = TRANSPORTS.get(server.transportId);
    if (transport === undefined) continue;
    const handler = transport === 'grpc' ? grpcHandler(server, name) : server.getHandlerByPattern(name);
    if (handler !== null && handler !== undefined) return { transport, handler };
  }
  return undefined;
}

/** The arguments with which a server would call the handler. The token stands where the options say. */
function argumentsOf(
  transport: MessageTransport,
  { name, authorization, headers, data }: InProcessCall,
  places: TokenPlaces,
): readonly unknown[] {
  const { header, payload } = places[transport];
  const isInPayload = authorization !== undefined && payload !== undefined;
  const isInHeader = authorization !== undefined && payload === undefined;
  const message = {
    name,
    headers: isInHeader ? { ...headers, [header]: authorization } : headers,
    data: isInPayload ? { ...(data as object | undefined), [payload]: authorization } : data,
  };
  if (transport === 'grpc') return inProcessGrpcCall(message);
  return [message.data, inProcessContext(transport, message)];
}

/** Calls the handler of a message as its server would, without a connection: with guards, pipes and interceptors. */
export async function callInProcess(
  app: InProcessApp,
  call: InProcessCall,
  places: TokenPlaces,
): Promise<unknown> {
  const found = findHandler(app, call.name);
  if (found === undefined) throw new Error(NO_SERVER);
  const answer = await found.handler(...argumentsOf(found.transport, call, places));
  return isObservable(answer) ? firstValueFrom(answer, { defaultValue: undefined }) : answer;
}
