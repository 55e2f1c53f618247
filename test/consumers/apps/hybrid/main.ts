import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { GuardedElsewhere, JwtPolicyModule } from 'nest-jwt-policy';

const { ACKNOWLEDGED, DEFERRED } = process.env;
const Acknowledge = (): MethodDecorator =>
  ACKNOWLEDGED === undefined ? () => undefined : GuardedElsewhere('MessageGuard');

@Controller()
class OrdersController {
  @Get('list')
  list(): string {
    return 'list';
  }

  @MessagePattern('create')
  @Acknowledge()
  create(): string {
    return 'created';
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({ imports: [JwtPolicyModule.forRoot({ issuers })], controllers: [OrdersController] })
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  app.connectMicroservice<MicroserviceOptions>(
    { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } },
    { deferInitialization: DEFERRED !== undefined },
  );
  await app.startAllMicroservices();
  process.stdout.write('Messages are answered\n');
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
