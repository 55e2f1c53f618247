import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { DynamicModule, INestApplication } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';

import type { ServiceSettings, TransportName } from './config/index.js';
import { JwtPolicyConfigurationError } from './jwt-policy/index.js';
import { connectMessageServers, type MessageServer } from './message-servers/index.js';
import { closeWithin, ExplainedError, explainListenProblem, reachableAddress } from './process/index.js';
import { ServiceLogger } from './service.logger.js';

/** Where a service answers, by transport: `http://127.0.0.1:3000`, also for WebSockets; else `127.0.0.1:3002`. */
export type ServiceAddresses = Readonly<Partial<Record<TransportName, string>>>;

/** A service that answers calls. */
export interface RunningService {
  /** With the ports that the system chose where the settings say 0. */
  readonly addresses: ServiceAddresses;
  /** Lets calls in flight finish for a moment, then closes every connection. */
  close(): Promise<void>;
}

/** A new adapter of the chosen framework; the other one is not even loaded. */
async function httpAdapter(framework: ServiceSettings['HTTP_ADAPTER']): Promise<AbstractHttpAdapter> {
  if (framework === 'fastify') {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return new FastifyAdapter();
  }
  const { ExpressAdapter } = await import('@nestjs/platform-express');
  return new ExpressAdapter();
}

/** Creates the application and listens where the settings say; a failure is explained in one sentence. */
export async function startService(
  module: DynamicModule | Promise<DynamicModule>,
  settings: ServiceSettings,
): Promise<RunningService> {
  const adapter = await httpAdapter(settings.HTTP_ADAPTER);
  const logger = new ServiceLogger();
  let app: INestApplication<Server> | undefined;
  try {
    app = await NestFactory.create<INestApplication<Server>>(module, adapter, {
      logger,
      abortOnError: false,
    });
    const messageServers = await connectMessageServers(app, settings);
    // A message that came before this would be refused.
    await app.init();
    const addresses = await listen(app, messageServers, settings);
    logger.started();
    const close = app.close.bind(app);
    const server = app.getHttpServer();
    return { addresses, close: () => closeWithin(server, close) };
  } catch (error) {
    await app?.close();
    throw error instanceof JwtPolicyConfigurationError
      ? new ExplainedError(error.message, { cause: error })
      : error;
  }
}

/** Listens for HTTP last, so that a service whose health can be asked serves everything. */
async function listen(
  app: INestApplication<Server>,
  messageServers: readonly MessageServer[],
  settings: ServiceSettings,
): Promise<ServiceAddresses> {
  const addresses: Partial<Record<TransportName, string>> = {};
  for (const server of messageServers) addresses[server.transport] = await server.listen();
  if (settings.TRANSPORTS.includes('http')) {
    addresses.http = await listenForHttp(app, settings);
    if (settings.TRANSPORTS.includes('ws')) addresses.ws = addresses.http;
  }
  return addresses;
}

async function listenForHttp(
  app: INestApplication<Server>,
  { HOST: host, PORT: port }: ServiceSettings,
): Promise<string> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw explainListenProblem(error, { host, port, hostVariable: 'HOST', portVariable: 'PORT' });
  }
  const { port: bound } = app.getHttpServer().address() as AddressInfo;
  return `http://${reachableAddress(host, bound)}`;
}
