import { Query, Resolver } from '@nestjs/graphql';
import { expect, test } from '@jest/globals';
import { Public, RequireScope } from '../../src/jwt-policy/index.js';
import {
  callRoute,
  createTestIssuer,
  everyBadToken,
  policyMatrix,
} from '../../src/jwt-policy/testing/index.js';
import { GraphQLModule } from '@nestjs/graphql';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Test } from '@nestjs/testing';
import type { INestApplication } from '@nestjs/common';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
import { graphql } from '../../src/jwt-policy/graphql/index.js';
import { closeAfterEach } from '../support/closing.js';

const opened = closeAfterEach();

@Resolver()
class OrdersResolver {
  @RequireScope('orders/read')
  @Query('orders')
  orders(): string {
    return 'orders';
  }

  @RequireScope('orders/stock')
  @Query('stock')
  stock(): string {
    return 'stock';
  }

  @Public()
  @Query('version')
  version(): string {
    return '1';
  }
}

const issuer = createTestIssuer({ issuer: 'https://id.example.com', audience: 'orders' });

async function start(): Promise<INestApplication> {
  const imports = [
    JwtPolicyModule.forRoot({
      issuers: [{ issuer: 'https://id.example.com', audience: 'orders' }],
      transports: [graphql()],
    }),
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      typeDefs: 'type Query { orders: String  stock: String  version: String }',
      graphiql: false,
    }),
  ];
  const builder = Test.createTestingModule({ imports, providers: [OrdersResolver] });
  const app = opened((await issuer.install(builder).compile()).createNestApplication({ logger: false }));
  return app.init();
}

const query = (text: string): { body: object } => ({ body: { query: text } });

test('a matrix has rows with a query, and a request is granted if each of its fields is', async () => {
  const app = await start();
  await policyMatrix(app, issuer, [
    ['POST /graphql', { scope: 'orders/read' }, 'granted', query('{ orders }')],
    ['POST /graphql', { scope: 'orders/read' }, 'SCOPE_MISSING', query('{ stock }')],
    ['POST /graphql', { scope: 'orders/read' }, 'SCOPE_MISSING', query('{ orders stock version }')],
    ['POST /graphql', null, 'TOKEN_MISSING', query('{ version orders }')],
    ['POST /graphql', null, 'granted', query('{ version }')],
  ]);
});

test('a row that does not hold is explained', async () => {
  const app = await start();
  const rows = policyMatrix(app, issuer, [
    ['POST /graphql', { scope: 'orders/read' }, 'granted', query('{ stock }')],
  ]);
  await expect(rows).rejects.toThrow(/POST \/graphql[^]*SCOPE_MISSING[^]*orders\/stock/);
});

test('every bad token is refused at a query', async () => {
  const app = await start();
  const tried = await everyBadToken(app, 'POST /graphql', {
    ...query('{ orders }'),
    claims: { scope: 'orders/read' },
  });
  expect(tried.length).toBeGreaterThan(10);
});

test('a call tells which resolver decided', async () => {
  const app = await start();
  expect(await callRoute(app, 'POST /graphql', issuer.token({}), query('{ orders }'))).toMatchObject({
    status: 200,
    granted: false,
    code: 'SCOPE_MISSING',
    handler: 'OrdersResolver.orders',
  });
});
