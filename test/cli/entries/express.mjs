import { NestFactory } from '@nestjs/core';
import { OrdersModule } from './orders.module.mjs';

const app = await NestFactory.create(OrdersModule);
app.setGlobalPrefix('api');
await app.listen(0, '127.0.0.1');
throw new Error('the command let the application listen');
