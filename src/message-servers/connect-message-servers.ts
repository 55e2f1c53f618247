import type { INestApplication } from '@nestjs/common';
import type { CustomTransportStrategy, MicroserviceOptions } from '@nestjs/microservices';

import type { ServiceSettings, TransportName } from '../config/index.js';
import { explainListenProblem, reachableAddress } from '../process/index.js';

/** The transports that have a server of their own, beside that of HTTP. */
type MessageTransport = Exclude<TransportName, 'http' | 'ws'>;

/** A server of messages that is connected to an application, which closes it. */
export interface MessageServer {
  readonly transport: MessageTransport;
  /** Listens, once the application is initialised. Resolves with the address. A failure is explained in one sentence. */
  listen(): Promise<string>;
}

/** A server as Nest takes it, which tells its port once it listens. */
type BoundServer = CustomTransportStrategy & { readonly boundPort: number };

/** The servers are loaded only where they are needed. */
const SERVERS: Readonly<
  Record<
    MessageTransport,
    {
      readonly portVariable: 'TCP_PORT' | 'GRPC_PORT';
      readonly create: (host: string, port: number) => Promise<BoundServer>;
    }
  >
> = {
  tcp: {
    portVariable: 'TCP_PORT',
    create: async (host, port) => new (await import('./tcp-server.js')).TcpServer(host, port),
  },
  grpc: {
    portVariable: 'GRPC_PORT',
    create: async (host, port) => new (await import('./grpc-server.js')).GrpcServer(host, port),
  },
};

async function connect(
  app: INestApplication,
  transport: MessageTransport,
  settings: ServiceSettings,
): Promise<MessageServer> {
  const { portVariable, create } = SERVERS[transport];
  const { HOST: host, [portVariable]: port } = settings;
  const server = await create(host, port);
  // Without inheritAppConfig Nest would not ask the guard, nor validate what is sent.
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { strategy: server },
    { inheritAppConfig: true },
  );
  return {
    transport,
    listen: async () => {
      try {
        await microservice.listen();
      } catch (error) {
        throw explainListenProblem(error, { host, port, hostVariable: 'HOST', portVariable });
      }
      return reachableAddress(host, server.boundPort);
    },
  };
}

/** Connects a server to the application for each transport of the settings that has one of its own. */
export async function connectMessageServers(
  app: INestApplication,
  settings: ServiceSettings,
): Promise<readonly MessageServer[]> {
  const transports = settings.TRANSPORTS.filter((transport) => transport === 'tcp' || transport === 'grpc');
  return Promise.all(transports.map((transport) => connect(app, transport, settings)));
}
