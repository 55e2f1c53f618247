import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { JwtPolicyModule, RequireScope } from 'nest-jwt-policy';
import { microservices } from 'nest-jwt-policy/microservices';

/** What a TypeScript compiler makes of a decorated method. */
function decorate(owner, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(owner.prototype, name);
  for (const one of decorators.toReversed()) one(owner.prototype, name, descriptor);
}

class OrdersController {
  list() {}
  placed() {}
}
decorate(OrdersController, 'list', RequireScope('orders/read'), Get(), MessagePattern('orders.list'));
decorate(OrdersController, 'placed', RequireScope('orders/write'), EventPattern('orders.placed'));
Controller('orders')(OrdersController);

const issuer = {
  issuer: 'https://id.example.com',
  audience: 'orders',
  algorithms: ['HS256'],
  keys: { secret: 'a secret of this test, which is long enough', kid: 'key-1' },
};
const clock = { now: () => 1_767_225_600_000 };

export class MessagesModule {}
Module({
  imports: [JwtPolicyModule.forRoot({ issuers: [issuer], clock, transports: [microservices()] })],
  controllers: [OrdersController],
})(MessagesModule);
