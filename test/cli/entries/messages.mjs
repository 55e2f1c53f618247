import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { MessagesModule } from './messages.module.mjs';

const app = await NestFactory.createMicroservice(MessagesModule, {
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port: 1 },
});
await app.listen();
throw new Error('the command let the application listen');
