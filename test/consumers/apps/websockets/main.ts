import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { listenOnThisMachineOnly } from './loopback.js';
import { OrdersModule } from './orders.module.js';
import { RecoveringAdapter } from './recovering-adapter.js';

const { ADAPTER = 'ws', HTTP = 'express' } = process.env;
const OPTIONS = { logger: ['error' as const, 'warn' as const] };

async function start(): Promise<void> {
  listenOnThisMachineOnly();
  const app =
    HTTP === 'fastify'
      ? await NestFactory.create<NestFastifyApplication>(OrdersModule, new FastifyAdapter(), OPTIONS)
      : await NestFactory.create(OrdersModule, OPTIONS);
  if (ADAPTER === 'ws') app.useWebSocketAdapter(new WsAdapter(app));
  // Nest makes this one itself where an application sets none.
  if (ADAPTER === 'socket.io') app.useWebSocketAdapter(new RecoveringAdapter(app));
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
