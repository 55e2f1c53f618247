import 'reflect-metadata';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { JwtPolicyModule, Public, RequireScope } from 'nest-jwt-policy';

/** What a TypeScript compiler makes of a decorated method. */
function decorate(owner, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(owner.prototype, name);
  for (const one of decorators.toReversed()) one(owner.prototype, name, descriptor);
}

class OrdersController {
  list() {}
  create() {}
}
decorate(OrdersController, 'list', RequireScope('orders/read'), Get());
decorate(OrdersController, 'create', RequireScope('orders/write'), Post());
Controller('orders')(OrdersController);

class StatusController {
  live() {}
}
decorate(StatusController, 'live', Public(), Get());
Controller('live')(StatusController);

export const controllers = [OrdersController, StatusController];

export const issuer = {
  issuer: 'https://id.example.com',
  audience: 'orders',
  algorithms: ['HS256'],
  keys: { secret: 'a secret of more than thirty-two bytes', kid: 'key-1' },
};

export class OrdersModule {}
Module({ imports: [JwtPolicyModule.forRoot({ issuers: [issuer] })], controllers })(OrdersModule);
