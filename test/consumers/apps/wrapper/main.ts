import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RouterExecutionContext } from '@nestjs/core/router/router-execution-context.js';
import { JwtPolicyModule, Public, RequireScope } from 'nest-jwt-policy';

let wrappers = 0;

/** What the instrumentation of OpenTelemetry does on Nest 11; it does not know Nest 12 yet. */
const create = RouterExecutionContext.prototype.create as (...parameters: unknown[]) => unknown;
RouterExecutionContext.prototype.create = function createWrapped(
  this: unknown,
  instance: object,
  ...rest: unknown[]
) {
  const [handler, ...others] = rest as [(...parameters: unknown[]) => unknown];
  const wrapper = function (this: unknown, ...parameters: unknown[]): unknown {
    return handler.apply(this, parameters);
  };
  for (const key of Reflect.getMetadataKeys(handler))
    Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), wrapper);
  wrappers += 1;
  return create.call(this, instance, wrapper, ...others);
} as never;

@Controller()
class OrdersController {
  @Get('open')
  @Public()
  open(): string {
    return `${wrappers} wrappers`;
  }

  @Get('list')
  list(): string {
    return 'list';
  }

  @Get('admin')
  @RequireScope('admin')
  admin(): string {
    return 'admin';
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({ imports: [JwtPolicyModule.forRoot({ issuers })], controllers: [OrdersController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
