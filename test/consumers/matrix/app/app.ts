import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  ClaimRule,
  Claims,
  JwtPolicyModule,
  RequireScope,
  type JwtPolicyOptions,
  type ResponseStyle,
} from 'nest-jwt-policy';
import { expression } from 'nest-jwt-policy/expressions';
import { muleSoftResponses } from 'nest-jwt-policy/mulesoft';

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScope('orders/read')
  @ClaimRule(expression('#[vars.claimSet.sub != null]'))
  list(@Claims('sub') owner: string): object {
    return { owner };
  }
}

const issuer = {
  issuer: 'https://id.example.com',
  audience: 'orders',
  jwksUri: process.env['JWKS_URI'] ?? '',
  // The first fetch loads jwks-rsa. Where a test runner has to transform it, a busy machine needs longer than 5 s.
  jwks: { timeoutMs: 60_000 },
};
// Only an outage is answered as MuleSoft does: what counts is that this subpath is found and loaded as well.
const responses: ResponseStyle = {
  respond: (refusal) =>
    refusal.code === 'KEYS_UNAVAILABLE' ? muleSoftResponses.respond(refusal) : undefined,
};
const options: JwtPolicyOptions = { policies: [{ name: 'orders', issuers: [issuer], responses }] };

@Module({ imports: [JwtPolicyModule.forRoot(options)], controllers: [OrdersController] })
class AppModule {}

/** The application on one of the adapters, listening on a free port. */
export async function listen(adapter: string | undefined): Promise<INestApplication> {
  const http = adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(AppModule, http, { logger: ['error'], abortOnError: false });
  await app.listen(0, '127.0.0.1');
  return app;
}
