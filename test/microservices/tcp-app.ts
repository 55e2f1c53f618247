import type { AddressInfo, Server } from 'node:net';
import type { INestApplication, INestMicroservice } from '@nestjs/common';
import { ClientTCP, Transport, type MicroserviceOptions, type TcpOptions } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import type { TestClock } from '../support/test-clock.js';
import type { TestIssuer } from '../support/test-issuer.js';
import { compileMessages, type MessageModule, type MessageModuleParts } from './message-module.js';

/** What an application of messages over TCP is made of. */
export interface MessageAppParts extends MessageModuleParts {
  /** Further options of the server. */
  readonly server?: NonNullable<TcpOptions['options']>;
}

/** A client that puts a token where it is expected. */
export interface MessageClient {
  /** What the handler answers. Rejects with what the client gets as an error. */
  send(pattern: unknown, data?: unknown, metadata?: unknown): Promise<unknown>;
  emit(pattern: unknown, data?: unknown, metadata?: unknown): Promise<unknown>;
  close(): void;
}

/** A pure microservice over TCP, on a port of its own. */
export interface TcpApp {
  readonly app: INestMicroservice;
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  readonly client: MessageClient;
  close(): Promise<void>;
}

/** Metadata with a token, as `setOnDispatchHook` of Nest 12 puts it beside the payload. */
export function carrying(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

function connect(port: number): MessageClient {
  const client = new ClientTCP({ host: '127.0.0.1', port });
  // Packets are dispatched in the order of the calls.
  const waiting: unknown[] = [];
  client.setOnDispatchHook((packet) => {
    const metadata = waiting.shift();
    if (metadata !== undefined) Object.assign(packet, { metadata });
  });
  return {
    send(pattern, data = {}, sent) {
      waiting.push(sent);
      return firstValueFrom(client.send<unknown>(pattern, data), { defaultValue: undefined });
    },
    emit(pattern, data = {}, sent) {
      waiting.push(sent);
      return firstValueFrom(client.emit<unknown>(pattern, data), { defaultValue: undefined });
    },
    close: () => client.close(),
  };
}

/** A hybrid application, whose TCP server may listen before the application is initialized. */
export interface HybridApp extends Omit<TcpApp, 'app'> {
  readonly app: INestApplication;
}

interface Built extends MessageModule {
  readonly server: {
    readonly transport: Transport.TCP;
    readonly options: NonNullable<TcpOptions['options']>;
  };
}

async function build({ server, ...parts }: MessageAppParts): Promise<Built> {
  const tcp = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0, ...server } } as const;
  return { ...(await compileMessages(parts)), server: tcp };
}

function clientOf(server: INestMicroservice): MessageClient {
  return connect((server.unwrap<Server>().address() as AddressInfo).port);
}

/** Starts it, with one issuer unless the options say otherwise. */
export async function startTcpApp(parts: MessageAppParts): Promise<TcpApp> {
  const { module, issuer, clock, server } = await build(parts);
  const app = module.createNestMicroservice<MicroserviceOptions>({ ...server, logger: false });
  await app.listen();
  const client = clientOf(app);
  const close = async (): Promise<void> => {
    client.close();
    await app.close();
  };
  return { app, issuer, clock, client, close };
}

/** Starts its TCP server. The caller initializes the application. */
export async function startHybridTcp(parts: MessageAppParts): Promise<HybridApp> {
  const { module, issuer, clock, server } = await build(parts);
  const app = module.createNestApplication({ logger: false });
  const connected = app.connectMicroservice<MicroserviceOptions>(server, { inheritAppConfig: true });
  await app.startAllMicroservices();
  const client = clientOf(connected);
  const close = async (): Promise<void> => {
    client.close();
    await app.close();
  };
  return { app, issuer, clock, client, close };
}
