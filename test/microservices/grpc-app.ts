import type { Server } from '@grpc/grpc-js';
import { ServerCredentials } from '@grpc/grpc-js';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import { Transport, type GrpcOptions } from '@nestjs/microservices';
import type { TestClock } from '../support/test-clock.js';
import type { TestIssuer } from '../support/test-issuer.js';
import { GrpcClient, PROTO } from './grpc-client.js';
import { compileMessages, type MessageModuleParts } from './message-module.js';

/** What an application of gRPC methods is made of. */
export interface GrpcAppParts extends MessageModuleParts {
  readonly logger?: LoggerService;
  /** Called before the server listens. */
  readonly prepare?: (app: INestMicroservice) => void;
}

/** A pure gRPC application, on a port of its own. */
export interface GrpcApp {
  readonly app: INestMicroservice;
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  readonly port: number;
  readonly client: GrpcClient;
  close(): Promise<void>;
}

/** Starts it, with one issuer unless the options say otherwise. */
export async function startGrpcApp(parts: GrpcAppParts): Promise<GrpcApp> {
  const { logger, prepare, ...ofModule } = parts;
  const { module, issuer, clock } = await compileMessages(ofModule);
  let bound: Promise<number> | undefined;
  const app = module.createNestMicroservice<GrpcOptions>({
    transport: Transport.GRPC,
    options: {
      package: 'shop',
      protoPath: PROTO,
      url: '127.0.0.1:0',
      // Nest does not tell which port it was given, so the server gets a second one.
      onLoadPackageDefinition: (_package, server) => void (bound = bindTo(server as Server)),
    },
    logger: logger ?? false,
  });
  prepare?.(app);
  await app.listen();
  const port = (await bound) ?? 0;
  const client = new GrpcClient(port);
  return {
    app,
    issuer,
    clock,
    port,
    client,
    close: async () => {
      client.close();
      await app.close();
    },
  };
}

function bindTo(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}
