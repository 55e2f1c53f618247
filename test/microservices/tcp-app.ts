import type { AddressInfo, Server } from 'node:net';
import type { INestMicroservice, ModuleMetadata, Type } from '@nestjs/common';
import { ClientTCP, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import { microservices, type MicroservicesOptions } from '../../src/jwt-policy/microservices/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';

/** What an application of messages is made of. */
export interface MessageAppParts extends Pick<ModuleMetadata, 'providers'> {
  readonly controllers: readonly Type[];
  readonly options?: Partial<JwtPolicyOptions>;
  readonly messages?: MicroservicesOptions;
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
  let metadata: unknown;
  client.setOnDispatchHook((packet) => {
    if (metadata !== undefined) Object.assign(packet, { metadata });
  });
  return {
    send(pattern, data = {}, sent) {
      metadata = sent;
      return firstValueFrom(client.send<unknown>(pattern, data), { defaultValue: undefined });
    },
    emit(pattern, data = {}, sent) {
      metadata = sent;
      return firstValueFrom(client.emit<unknown>(pattern, data), { defaultValue: undefined });
    },
    close: () => client.close(),
  };
}

/** Starts it, with one issuer unless the options say otherwise. */
export async function startTcpApp(parts: MessageAppParts): Promise<TcpApp> {
  const { controllers, providers = [], options = {}, messages } = parts;
  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock);
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        ...({ issuers: [issuerOptions], clock, ...options } as JwtPolicyOptions),
        transports: [microservices(messages)],
      }),
    ],
    controllers: [...controllers],
    providers,
  }).compile();
  const app = module.createNestMicroservice<MicroserviceOptions>({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: 0 },
    logger: false,
  });
  await app.listen();
  const { port } = app.unwrap<Server>().address() as AddressInfo;
  const client = connect(port);
  return {
    app,
    issuer,
    clock,
    client,
    close: async () => {
      client.close();
      await app.close();
    },
  };
}
