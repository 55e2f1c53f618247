import { fork } from 'node:child_process';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { MessagesModule } from './messages.module.mjs';

const app = await NestFactory.createMicroservice(MessagesModule, {
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port: 0 },
});
if (process.argv[2] === 'child') {
  void app.listen().then(() => process.send('listening'));
  // Without a server nothing keeps the child alive.
  process.channel.unref();
} else {
  const child = fork(import.meta.filename, ['child']);
  const outcome = await Promise.race(
    ['message', 'exit'].map((name) => new Promise((resolve) => child.once(name, () => resolve(name)))),
  );
  child.kill();
  if (outcome === 'message') throw new Error('the command let a child listen');
  await app.listen();
}
