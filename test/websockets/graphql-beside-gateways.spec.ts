import { Logger } from '@nestjs/common';
import { ApolloDriver } from '@nestjs/apollo';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import { Test } from '@nestjs/testing';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketGateway } from '@nestjs/websockets';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import { graphql } from '../../src/jwt-policy/graphql/index.js';
import { websockets } from '../../src/jwt-policy/websockets/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { freePort } from '../support/free-port.js';

const opened = closeAfterEach();
const warnings: string[] = [];
beforeEach(() => {
  warnings.splice(0);
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((line: unknown) => void warnings.push(String(line)));
});
afterEach(() => void jest.restoreAllMocks());

const typeDefs = 'type Query { now: Int } type Subscription { ticks: Int }';

@Resolver()
class TickResolver {
  @Query()
  now(): number {
    return 1;
  }

  @Subscription()
  async *ticks(): AsyncGenerator<object> {
    yield { ticks: 1 };
  }
}

@WebSocketGateway()
class SharedGateway {}

const apollo = { driver: ApolloDriver, typeDefs, graphiql: false };
const SERVED = { ...apollo, subscriptions: { 'graphql-ws': true } };
const CUT_OFF =
  /^SharedGateway(\.handleConnection)?: shares the port of the application with subscriptions of GraphQL/;

test.each([
  ['Apollo', WsAdapter, SERVED, 1],
  ['Apollo in its old way', WsAdapter, { ...apollo, installSubscriptionHandlers: true }, 1],
  ['Mercurius', WsAdapter, { driver: MercuriusDriver, typeDefs, graphiql: false, subscription: true }, 1],
  ['Apollo without subscriptions', WsAdapter, apollo, 0],
  ['Apollo, beside IoAdapter', IoAdapter, SERVED, 0],
] as const)(
  'subscriptions of %s on the port of %p are warned of where they are cut off',
  async (_name, adapter, options, count) => {
    const isFastify = options.driver === MercuriusDriver;
    const module = await Test.createTestingModule({
      imports: [
        JwtPolicyModule.forRoot({ issuers: [issuerOptions], transports: [graphql(), websockets()] }),
        GraphQLModule.forRoot(options as never),
      ],
      providers: [TickResolver, SharedGateway],
    }).compile();
    const app = opened(
      isFastify
        ? module.createNestApplication(new FastifyAdapter(), { logger: false })
        : module.createNestApplication({ logger: false }),
    );
    app.useWebSocketAdapter(new adapter(app));
    await app.init();
    expect(warnings.filter((line) => CUT_OFF.test(line))).toHaveLength(count);
  },
);

test('subscriptions beside a gateway with a port of its own are not warned of', async () => {
  const port = await freePort();
  @WebSocketGateway(port)
  class OwnGateway {}
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({ issuers: [issuerOptions], transports: [graphql(), websockets()] }),
      GraphQLModule.forRoot(SERVED as never),
    ],
    providers: [TickResolver, OwnGateway],
  }).compile();
  const app = opened(module.createNestApplication({ logger: false }));
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.init();
  expect(warnings.filter((line) => line.includes('shares the port'))).toEqual([]);
});
