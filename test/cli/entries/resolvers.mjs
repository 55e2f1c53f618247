import 'reflect-metadata';
import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { JwtPolicyModule, Public, RequireScope } from 'nest-jwt-policy';
import { graphql } from 'nest-jwt-policy/graphql';
import { issuer } from './orders.module.mjs';

class OrdersResolver {
  list() {}
  price() {}
  placed() {}
  version() {}
}
const apply = (method, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(OrdersResolver.prototype, method);
  for (const decorate of decorators) decorate(OrdersResolver.prototype, method, descriptor);
};
apply('list', Query('orders'), RequireScope('orders/read'));
apply('price', ResolveField('price'), RequireScope('orders/prices'));
apply('placed', Subscription('placed'));
apply('version', Query('version'), Public());
Resolver('Order')(OrdersResolver);

const typeDefs = `
  type Order { price: String }
  type Query { orders: [Order!]  version: String }
  type Subscription { placed: Order }
`;

class AppModule {}
Module({
  imports: [
    JwtPolicyModule.forRoot({ issuers: [issuer], transports: [graphql()] }),
    GraphQLModule.forRoot({ driver: ApolloDriver, typeDefs, fieldResolverEnhancers: ['guards'] }),
  ],
  providers: [OrdersResolver],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
