import cluster from 'node:cluster';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { MessagesModule } from './messages.module.mjs';

const app = await NestFactory.createMicroservice(MessagesModule, {
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port: 0 },
});
if (cluster.isPrimary) {
  const worker = cluster.fork();
  const outcome = await Promise.race(
    ['listening', 'exit'].map((name) => new Promise((resolve) => worker.once(name, () => resolve(name)))),
  );
  worker.process.kill();
  if (outcome === 'listening') throw new Error('the command let a worker listen');
  await app.listen();
} else {
  void app.listen();
  // Without a server nothing keeps the worker alive.
  process.channel.unref();
}
