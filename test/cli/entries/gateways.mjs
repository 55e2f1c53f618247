import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { JwtPolicyModule, Public, RequireScope } from 'nest-jwt-policy';
import { websockets } from 'nest-jwt-policy/websockets';
import { issuer } from './orders.module.mjs';

class OrdersGateway {
  handleConnection() {}
  watch() {}
  ping() {}
}
const apply = (method, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(OrdersGateway.prototype, method);
  for (const decorate of decorators) decorate(OrdersGateway.prototype, method, descriptor);
};
apply('watch', SubscribeMessage('orders.watch'), RequireScope('orders/read'));
apply('ping', SubscribeMessage('orders.ping'), Public());
WebSocketGateway({ path: '/orders' })(OrdersGateway);

class AppModule {}
Module({
  imports: [JwtPolicyModule.forRoot({ issuers: [issuer], transports: [websockets()] })],
  providers: [OrdersGateway],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
app.useWebSocketAdapter(new WsAdapter(app));
await app.listen(0, '127.0.0.1');
