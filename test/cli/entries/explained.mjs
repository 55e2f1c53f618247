import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtPolicyModule, RequireScope } from 'nest-jwt-policy';

class OrdersReadController {
  list() {}
  one() {}
}
const apply = (method, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(OrdersReadController.prototype, method);
  for (const decorate of decorators) decorate(OrdersReadController.prototype, method, descriptor);
};
apply('list', Get(), RequireScope('mule-api/api_read'));
apply('one', Get(':id'), RequireScope('mule-api/api_read'));
Param('id')(OrdersReadController.prototype, 'one', 0);
Controller('orders')(OrdersReadController);

class AppModule {}
const secret = 'a secret of this test, which is long enough';
const issuer = {
  issuer: 'https://id.example.com',
  audience: 'orders',
  algorithms: ['HS256'],
  keys: { secret, kid: 'key-1' },
};
Module({
  imports: [JwtPolicyModule.forRoot({ issuers: [issuer], clock: { now: () => 1_767_225_600_000 } })],
  controllers: [OrdersReadController],
})(AppModule);

const app = await NestFactory.create(AppModule);
await app.listen(0, '127.0.0.1');
