import type { INestApplication, Provider } from '@nestjs/common';
import { ApolloDriver, ApolloFederationDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import { graphql } from '../../src/jwt-policy/graphql/index.js';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';

/** The drivers and adapters that every suite runs over. */
export const SERVERS = ['apollo on express', 'apollo on fastify', 'mercurius on fastify'] as const;
export type ServerName = (typeof SERVERS)[number];

/** What an application is made of. */
export interface GraphqlAppParts {
  readonly server?: ServerName | 'subgraph on express';
  readonly typeDefs: string;
  readonly providers: readonly Provider[];
  readonly options?: Partial<JwtPolicyOptions>;
  /** Further options of GraphQLModule. */
  readonly module?: Readonly<Record<string, unknown>>;
}

/** One error of an answer. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An answer to a GraphQL request. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
  readonly errors: readonly AnsweredError[];
  readonly text: string;
}

/** A running application. */
export interface GraphqlApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  /** Sends a query, with a token if one is given. */
  ask(query: string, token?: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

const GRAPHQL = { graphiql: false, fieldResolverEnhancers: ['guards'], sortSchema: true };

function graphqlModule({
  server,
  typeDefs,
  module,
}: GraphqlAppParts): ReturnType<typeof GraphQLModule.forRoot> {
  if (server === 'mercurius on fastify') {
    const driver = { driver: MercuriusDriver, typeDefs, ...GRAPHQL, ...module };
    return GraphQLModule.forRoot<MercuriusDriverConfig>(driver as MercuriusDriverConfig);
  }
  const driver = server === 'subgraph on express' ? ApolloFederationDriver : ApolloDriver;
  const apollo = { driver, typeDefs, ...GRAPHQL, ...module };
  return GraphQLModule.forRoot<ApolloDriverConfig>(apollo as ApolloDriverConfig);
}

/** Starts it, on a port of its own. */
export async function startGraphql(parts: GraphqlAppParts): Promise<GraphqlApp> {
  const { server = 'apollo on express', providers, options = {} } = parts;
  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock);
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        ...({ issuers: [issuerOptions], clock, ...options } as JwtPolicyOptions),
        transports: [graphql()],
      }),
      graphqlModule({ ...parts, server }),
    ],
    providers: [...providers],
  }).compile();
  const app = server.endsWith('express')
    ? module.createNestApplication({ logger: false })
    : module.createNestApplication(new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/graphql`;
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return {
    app,
    url,
    issuer,
    clock,
    post,
    async ask(query, token, headers = {}) {
      const carried = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await post({ query }, { ...carried, ...headers });
      const text = await response.text();
      const { data, errors = [] } = JSON.parse(text) as { data: unknown; errors?: AnsweredError[] };
      return { status: response.status, headers: response.headers, data, errors, text };
    },
    close: () => app.close(),
  };
}
