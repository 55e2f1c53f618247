import type { AddressInfo, Server } from 'node:net';
import type { INestApplication, INestMicroservice, ModuleMetadata, Type } from '@nestjs/common';
import { ClientTCP, Transport, type MicroserviceOptions, type TcpOptions } from '@nestjs/microservices';
import { Test, type TestingModule } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import { microservices, type MicroservicesOptions } from '../../src/jwt-policy/microservices/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';

/** What an application of messages is made of. */
export interface MessageAppParts extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  readonly controllers: readonly Type[];
  readonly options?: Partial<JwtPolicyOptions>;
  readonly messages?: MicroservicesOptions;
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

interface Built {
  readonly module: TestingModule;
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  readonly server: {
    readonly transport: Transport.TCP;
    readonly options: NonNullable<TcpOptions['options']>;
  };
}

async function build({
  controllers,
  imports = [],
  providers = [],
  options = {},
  messages,
  server,
}: MessageAppParts): Promise<Built> {
  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock);
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        ...({ issuers: [issuerOptions], clock, ...options } as JwtPolicyOptions),
        transports: [microservices(messages)],
      }),
      ...imports,
    ],
    controllers: [...controllers],
    providers,
  }).compile();
  const tcp = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0, ...server } } as const;
  return { module, issuer, clock, server: tcp };
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
