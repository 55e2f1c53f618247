import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { DynamicModule, INestApplication } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';

import type { ServiceSettings } from './config/index.js';
import { JwtPolicyConfigurationError } from './jwt-policy/index.js';
import { closeWithin, ExplainedError, explainListenProblem } from './process/index.js';
import { ServiceLogger } from './service.logger.js';

/** A service that answers calls. */
export interface RunningService {
  /** Where it answers, with the port the system chose when PORT is 0. */
  readonly url: string;
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
  module: DynamicModule,
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
    await app.listen(settings.PORT, settings.HOST);
  } catch (error) {
    await app?.close();
    throw explain(error, settings);
  }
  logger.started();
  const server = app.getHttpServer();
  const close = app.close.bind(app);
  return { url: urlOf(server, settings.HOST), close: () => closeWithin(server, close) };
}

function explain(error: unknown, { HOST: host, PORT: port }: ServiceSettings): unknown {
  if (error instanceof JwtPolicyConfigurationError)
    return new ExplainedError(error.message, { cause: error });
  return explainListenProblem(error, { host, port, hostVariable: 'HOST', portVariable: 'PORT' });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  // A service that listens everywhere is reached from here by the loopback address.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
