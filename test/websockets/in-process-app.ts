import type { INestApplication, ModuleMetadata, Provider } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { JwtPolicyModule, type JwtPolicyOptions } from '../../src/jwt-policy/index.js';
import { createTestIssuer } from '../../src/jwt-policy/testing/index.js';
import { websockets, type WebsocketsOptions } from '../../src/jwt-policy/websockets/index.js';

/** The adapters of gateways. */
export const ADAPTERS = ['ws', 'socket.io'] as const;

/** The issuer of these applications, as the options have it. */
export const configured = { issuer: 'https://id.example.com', audience: 'orders' };

/** Signs the tokens of their matrices. */
export const issuer = createTestIssuer(configured);

/** What is different about an application. */
export interface InProcessParts extends Pick<ModuleMetadata, 'imports'> {
  readonly adapter: (typeof ADAPTERS)[number];
  readonly providers: readonly Provider[];
  readonly options?: JwtPolicyOptions;
  readonly transport?: WebsocketsOptions;
  readonly configure?: (app: INestApplication) => void;
}

/** Makes an application of gateways that never listens. The caller initializes it. */
export async function createGateways(parts: InProcessParts): Promise<INestApplication> {
  const {
    adapter,
    providers,
    imports = [],
    options = { issuers: [configured] },
    transport,
    configure,
  } = parts;
  const policy = JwtPolicyModule.forRoot({ ...options, transports: [websockets(transport)] });
  const builder = Test.createTestingModule({ imports: [policy, ...imports], providers: [...providers] });
  const module = await issuer.install(builder).compile();
  const app: INestApplication = module.createNestApplication({ logger: false });
  app.useWebSocketAdapter(adapter === 'ws' ? new WsAdapter(app) : new IoAdapter(app));
  configure?.(app);
  return app;
}

/** The same, initialized. */
export async function initGateways(parts: InProcessParts): Promise<INestApplication> {
  return (await createGateways(parts)).init();
}
