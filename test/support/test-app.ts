import type { INestApplication, ModuleMetadata, Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { JwtPolicyModule, type JwtPolicyTransport } from '../../src/jwt-policy/index.js';
import { type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';

/** The HTTP frameworks that every e2e suite runs over. */
export const ADAPTERS = ['express', 'fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number];

/** What an app under test is made of. */
export interface TestAppParts extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  readonly controllers: Type[];
  readonly options: JwtPolicyOptions;
  /** Imported before JwtPolicyModule. */
  readonly importedFirst?: ModuleMetadata['imports'];
  readonly adapter?: Adapter;
  readonly transports?: readonly JwtPolicyTransport[];
  /** Called before the app listens: prefixes, versioning, CORS. */
  readonly configure?: (app: INestApplication) => void;
}

/** A running Nest app on a port of its own. */
export interface TestApp {
  readonly app: INestApplication;
  readonly url: string;
  /** Sends a request with a token, if one is given. */
  call(path: string, token?: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Starts an app with JwtPolicyModule and these controllers. */
export async function startApp(parts: TestAppParts): Promise<TestApp> {
  const { controllers, options, adapter = 'express', configure, imports = [], providers = [] } = parts;
  const { importedFirst = [], transports = [] } = parts;
  const builder = Test.createTestingModule({
    imports: [...importedFirst, JwtPolicyModule.forRoot({ ...options, transports }), ...imports],
    controllers,
    providers,
  });
  const module = await builder.compile();
  const app: INestApplication =
    adapter === 'fastify'
      ? module.createNestApplication(new FastifyAdapter(), { logger: false })
      : module.createNestApplication({ logger: false });
  configure?.(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    call: (path, token, init = {}) =>
      fetch(url + path, {
        ...init,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(init.headers as Record<string, string>),
        },
      }),
    close: () => app.close(),
  };
}
