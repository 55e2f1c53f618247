import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { usageMeter } from './usage.mjs';

async function adapterFor(platform) {
  if (platform === 'fastify') {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return new FastifyAdapter();
  }
  const { ExpressAdapter } = await import('@nestjs/platform-express');
  return new ExpressAdapter();
}

function makeController(decorators) {
  class OrdersController {
    list() {
      return { ok: true };
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(OrdersController.prototype, 'list');
  for (const decorate of [Get(), ...decorators]) decorate(OrdersController.prototype, 'list', descriptor);
  Controller('orders')(OrdersController);
  return OrdersController;
}

/**
 * A Nest application with one route and one of the guards.
 * @param {{ platform: 'fastify' | 'express', guard: string, [setting: string]: unknown }} input
 */
export async function open({ platform, guard, ...settings }) {
  const { mount } = await import(`./guards/${guard}.mjs`);
  const { imports = [], providers = [], middleware = [], decorators = [] } = await mount(settings);
  class AppModule {}
  Module({ imports, providers, controllers: [makeController(decorators)] })(AppModule);
  const app = await NestFactory.create(AppModule, await adapterFor(platform), { logger: false });
  for (const handle of middleware) app.use(handle);
  await app.listen(0, '127.0.0.1');
  return { ready: { port: app.getHttpServer().address().port }, ...usageMeter() };
}
