import type { AbstractHttpAdapter } from '@nestjs/core';

import type { ServiceSettings } from './config/index.js';

/** A new adapter of the chosen framework; the other one is not even loaded. */
export async function httpAdapter(framework: ServiceSettings['HTTP_ADAPTER']): Promise<AbstractHttpAdapter> {
  if (framework === 'fastify') {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return new FastifyAdapter();
  }
  const { ExpressAdapter } = await import('@nestjs/platform-express');
  return new ExpressAdapter();
}
