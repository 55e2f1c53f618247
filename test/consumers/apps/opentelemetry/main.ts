import { handlerSpans } from './tracing.js';
import { readFileSync } from 'node:fs';
import { Controller, Get, Module, Scope } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtPolicyModule, Public, RequireScope } from 'nest-jwt-policy';

class Routes {
  @Get('open')
  @Public()
  open(): string {
    return handlerSpans();
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

@Controller('plain')
class PlainController extends Routes {}

@Controller('bound')
class BoundController extends Routes {
  constructor() {
    super();
    this.open = this.open.bind(this);
    this.list = this.list.bind(this);
    this.admin = this.admin.bind(this);
  }
}

@Controller({ path: 'scoped', scope: Scope.REQUEST })
class ScopedController extends Routes {}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({
  imports: [JwtPolicyModule.forRoot({ issuers })],
  controllers: [PlainController, BoundController, ScopedController],
})
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

void start();
