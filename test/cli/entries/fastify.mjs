import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { OrdersModule } from './orders.module.mjs';

const app = await NestFactory.create(OrdersModule, new FastifyAdapter());
app.setGlobalPrefix('api');
void app.listen({ port: 0, host: '127.0.0.1' }, () => {
  throw new Error('the command let the application listen');
});
