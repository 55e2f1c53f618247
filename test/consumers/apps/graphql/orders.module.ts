import { readFileSync } from 'node:fs';
import {
  ApolloDriver,
  ApolloFederationDriver,
  type ApolloDriverConfig,
  type ApolloFederationDriverConfig,
} from '@nestjs/apollo';
import { Controller, Get, Module, Param, Post, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import {
  MercuriusDriver,
  MercuriusFederationDriver,
  type MercuriusDriverConfig,
  type MercuriusFederationDriverConfig,
} from '@nestjs/mercurius';
import { JwtPolicyModule, Public } from 'nest-jwt-policy';
import { graphql } from 'nest-jwt-policy/graphql';
import { clock } from './clock.js';
import { CallerResolver, OrdersResolver } from './orders.resolver.js';

const { UNGUARDED_FIELDS, KEEP_STATUS } = process.env;

const SHARED = {
  graphiql: false,
  playground: false,
  introspection: true,
  ...(UNGUARDED_FIELDS === undefined && { fieldResolverEnhancers: ['guards' as const] }),
};

const APOLLO = {
  ...SHARED,
  allowBatchedHttpRequests: true,
  includeStacktraceInErrorResponses: true,
  ...(KEEP_STATUS !== undefined && { preserveHttpStatusForExecutionErrors: false as const }),
};

/** The drivers of Nest, by the name of the server. */
export function graphqlModule(server: string): DynamicModule {
  switch (server) {
    case 'apollo':
      return GraphQLModule.forRoot<ApolloDriverConfig>({
        ...APOLLO,
        driver: ApolloDriver,
        autoSchemaFile: true,
        subscriptions: { 'graphql-ws': true },
      });
    case 'apollo-subgraph':
      return GraphQLModule.forRoot<ApolloFederationDriverConfig>({
        ...APOLLO,
        driver: ApolloFederationDriver,
        autoSchemaFile: { federation: 2 },
      });
    case 'mercurius':
      return GraphQLModule.forRoot<MercuriusDriverConfig>({
        ...SHARED,
        driver: MercuriusDriver,
        autoSchemaFile: true,
        allowBatchedQueries: true,
        subscription: true,
      });
    default:
      return GraphQLModule.forRoot<MercuriusFederationDriverConfig>({
        ...SHARED,
        driver: MercuriusFederationDriver,
        autoSchemaFile: { federation: 2 },
      });
  }
}

/** The routes beside GraphQL; one of them sets the clock. */
@Controller()
class OrdersController {
  @Get('list')
  list(): string {
    return 'list';
  }

  @Public()
  @Post('clock/:seconds')
  advance(@Param('seconds') seconds: string): void {
    clock.advance(Number(seconds));
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({})
export class OrdersModule {
  static forServer(server: string): DynamicModule {
    return {
      module: OrdersModule,
      imports: [JwtPolicyModule.forRoot({ issuers, clock, transports: [graphql()] }), graphqlModule(server)],
      controllers: [OrdersController],
      providers: [OrdersResolver, CallerResolver],
    };
  }
}
