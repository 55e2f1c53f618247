import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import type { ServiceSettings } from './config/index.js';
import { httpAdapter } from './http-adapter.js';
import { closeWithin, explainListenProblem } from './process/index.js';
import { ServiceLogger } from './service.logger.js';

/** A service that answers calls. */
export interface RunningService {
  /** Where it answers, with the port the system chose when PORT is 0. */
  readonly url: string;
  /** Lets calls in flight finish for a moment, then closes every connection. */
  close(): Promise<void>;
}

/** Creates the application and listens where the settings say; a port it cannot have is explained in a sentence. */
export async function startService(
  module: DynamicModule,
  settings: ServiceSettings,
): Promise<RunningService> {
  const { HOST: host, PORT: port } = settings;
  const logger = new ServiceLogger();
  const app = await NestFactory.create(module, await httpAdapter(settings.HTTP_ADAPTER), {
    logger,
    abortOnError: false,
  });
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw explainListenProblem(error, { host, port, hostVariable: 'HOST', portVariable: 'PORT' });
  }
  logger.started();
  const server: Server = app.getHttpServer();
  return { url: urlOf(app, host), close: () => closeWithin(server, () => app.close()) };
}

function urlOf(app: INestApplication<Server>, host: string): string {
  const { port } = app.getHttpServer().address() as AddressInfo;
  // A service that listens everywhere is reached from here by the loopback address.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
