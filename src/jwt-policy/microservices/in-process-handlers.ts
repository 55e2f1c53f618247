import { ModulesContainer } from '@nestjs/core';
import { Transport, type Server } from '@nestjs/microservices';
import { quoteList } from '../errors/index.js';
import { NamePattern } from '../routes/index.js';
import type { InProcessApp } from '../transports/index.js';
import { isGrpcPattern, servedOperations, type GrpcPattern } from './handler-patterns.js';
import type { MessageTransport } from './microservices-options.js';

/** What a server calls for a message. */
export type ServedHandler = (...args: unknown[]) => unknown;

/** A handler, and the transport of the server that has it. */
export interface FoundHandler {
  readonly transport: MessageTransport;
  readonly handler: ServedHandler;
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

const NOT_FOUND = 'No message server of the application has it.';
const NO_SERVER =
  'Connect the server before app.init(): app.connectMicroservice(options, { inheritAppConfig: true }). It need not listen.';
const STREAMED = 'Its client sends a stream, which the test kit does not do: use a client of @grpc/grpc-js.';

/** A server of an application, with the transport that it stands for. */
interface KnownServer {
  readonly server: Server;
  readonly transport: MessageTransport;
}

/** The servers of an application. A custom strategy that stands for no transport is left out. */
function serversOf(app: InProcessApp): readonly KnownServer[] {
  const servers: Server[] = [];
  const modules = app.get(ModulesContainer, { strict: false });
  // The registry remembers the servers that were connected before.
  modules
    .getRpcTargetRegistry<Server>()
    .subscribe((server) => void servers.push(server))
    .unsubscribe();
  return servers.flatMap((server) => {
    const transport = TRANSPORTS.get(server.transportId);
    return transport === undefined ? [] : [{ server, transport }];
  });
}

/** The pattern of a gRPC method as a server keeps it; undefined for messages, which a server of gRPC keeps too. */
function grpcPattern(key: string): GrpcPattern | undefined {
  if (!key.startsWith('{')) return undefined;
  try {
    const pattern: unknown = JSON.parse(key);
    return isGrpcPattern(pattern) ? pattern : undefined;
  } catch {
    return undefined;
  }
}

/** The handler of `/pkg.Orders/List`: its pattern has the service with the package or without. */
function grpcHandler(server: Server, path: string): ServedHandler | undefined {
  const [, called = '', rpc = ''] = path.split('/');
  const services = [called, called.split('.').at(-1)];
  for (const [key, handler] of server.getHandlers()) {
    const pattern = grpcPattern(key);
    if (pattern?.rpc !== rpc || !services.includes(pattern.service)) continue;
    if (pattern.streaming !== 'no_stream') throw new Error(STREAMED);
    return handler as ServedHandler;
  }
  return undefined;
}

/** The handler that has the name itself as its pattern, or else the first whose pattern has wildcards that take it. */
function messageHandler(server: Server, name: string): ServedHandler | undefined {
  const exact = server.getHandlerByPattern(name);
  if (exact !== null) return exact;
  const byWildcard = [...server.getHandlers()].find(([key]) =>
    servedOperations([key]).some((pattern) => new NamePattern(pattern).matches(name)),
  );
  return byWildcard?.[1] as ServedHandler | undefined;
}

function whyNotFound(servers: readonly KnownServer[]): string {
  if (servers.length === 0) return `${NOT_FOUND} ${NO_SERVER}`;
  const keys = servers.flatMap(({ server }) => [...server.getHandlers().keys()]);
  const names = new Set(keys.flatMap((key) => servedOperations([grpcPattern(key) ?? key])));
  return `${NOT_FOUND} They have ${names.size === 0 ? 'no handlers yet' : quoteList([...names])}.`;
}

/** The handler that a message of this name reaches. Throws an error that says why there is none. */
export function findServedHandler(app: InProcessApp, name: string): FoundHandler {
  const servers = serversOf(app);
  for (const { server, transport } of servers) {
    const handler = transport === 'grpc' ? grpcHandler(server, name) : messageHandler(server, name);
    if (handler !== undefined) return { transport, handler };
  }
  throw new Error(whyNotFound(servers));
}
