import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { MessagesModule } from './messages.module.mjs';

const app = await NestFactory.create(MessagesModule);
const server = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 1 } };
app.connectMicroservice(server, { inheritAppConfig: true });
await app.startAllMicroservices();
await app.listen(0, '127.0.0.1');
