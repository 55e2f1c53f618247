import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { OrdersModule } from './orders.module.mjs';

process.send?.('ready');
const app = await NestFactory.create(OrdersModule);
app.setGlobalPrefix('api');
app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port: 1 } });
await app.startAllMicroservices();
await app.listen(0, '127.0.0.1');
