import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { GatewayModule } from './gateway.module.js';
import { OrdersModule } from './orders.module.js';

const { SERVER = 'apollo', ADAPTER = 'express', GATEWAY } = process.env;
const OPTIONS = { logger: ['error' as const, 'warn' as const] };

async function listen(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

async function start(): Promise<void> {
  const module = OrdersModule.forServer(SERVER);
  const app =
    ADAPTER === 'fastify'
      ? await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), OPTIONS)
      : await NestFactory.create(module, OPTIONS);
  let url = await listen(app);
  if (GATEWAY !== undefined)
    url = await listen(await NestFactory.create(GatewayModule.before(`${url}/graphql`), OPTIONS));
  process.stdout.write(`Listening on ${url}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
