import type { INestApplication, ModuleMetadata, Provider } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { AddressInfo } from 'node:net';
import { JwtPolicyModule, type DecisionEvent } from '../../src/jwt-policy/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { websockets, type WebsocketsOptions } from '../../src/jwt-policy/websockets/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { TestIssuer } from '../support/test-issuer.js';
import { TimedTestClock } from '../support/timed-test-clock.js';

/** The adapters of HTTP below gateways; a suite that does not depend on them takes the first. */
export const HTTP_ADAPTERS = ['express', 'fastify'] as const;

/** What an application of gateways is made of. */
export interface GatewayAppParts extends Pick<ModuleMetadata, 'imports'> {
  readonly adapter: 'ws' | 'socket.io';
  readonly http?: (typeof HTTP_ADAPTERS)[number];
  readonly providers: readonly Provider[];
  readonly options?: Partial<JwtPolicyOptions>;
  readonly transport?: WebsocketsOptions;
  /** Called before the module is compiled, to replace providers. */
  readonly override?: (builder: TestingModuleBuilder) => void;
  /** Called before the gateways are bound. */
  readonly configure?: (app: INestApplication) => void | Promise<void>;
}

/** A running application of gateways. */
export interface GatewayApp {
  readonly app: INestApplication;
  readonly port: number;
  readonly issuer: TestIssuer;
  readonly clock: TimedTestClock;
  /** The decisions so far, first to last. */
  readonly decisions: readonly DecisionEvent[];
  close(): Promise<void>;
}

/** Starts it on a port of its own, with one issuer unless the options say otherwise. */
export async function startGateways(parts: GatewayAppParts): Promise<GatewayApp> {
  const { adapter, http = 'express', imports = [], providers, options = {}, transport } = parts;
  const clock = new TimedTestClock();
  const issuer = new TestIssuer('https://id.test', clock);
  const decisions: DecisionEvent[] = [];
  const observers = [{ decided: (event: DecisionEvent) => void decisions.push(event) }];
  const issuers = options.policies === undefined ? { issuers: [issuerOptions] } : {};
  const builder = Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        ...({ ...issuers, clock, observers, ...options } as JwtPolicyOptions),
        transports: [websockets(transport)],
      }),
      ...imports,
    ],
    providers: [...providers],
  });
  parts.override?.(builder);
  const module = await builder.compile();
  const app =
    http === 'express'
      ? module.createNestApplication({ logger: false })
      : module.createNestApplication(new FastifyAdapter(), { logger: false });
  app.useWebSocketAdapter(adapter === 'ws' ? new WsAdapter(app) : new IoAdapter(app));
  await parts.configure?.(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, port, issuer, clock, decisions, close: () => app.close() };
}
