import { NestFactory } from '@nestjs/core';
import { OrdersModule } from './orders.module.mjs';

const apps = [await NestFactory.create(OrdersModule), await NestFactory.create(OrdersModule)];
for (const app of apps) {
  app.setGlobalPrefix('api');
  await app.listen(0, '127.0.0.1');
}
