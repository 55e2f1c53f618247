import { readFileSync } from 'node:fs';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { initContract } from '@ts-rest/core';
import { TsRestHandler, tsRestHandler } from '@ts-rest/nest';
import { JwtPolicyModule, Public, RequireScope } from 'nest-jwt-policy';

const c = initContract();
const responses = { 200: c.type<string>() };
const contract = c.router({
  list: { method: 'GET', path: '/orders', responses },
  remove: { method: 'DELETE', path: '/orders', responses },
});
const one = c.router({ get: { method: 'GET', path: '/one', responses } });
const open = c.router({ get: { method: 'GET', path: '/open', responses } });

function answer(text: string) {
  return async () => ({ status: 200 as const, body: text });
}

@Controller()
class BelowController {
  @TsRestHandler(contract)
  @RequireScope('admin')
  orders() {
    return tsRestHandler(contract, { list: answer('list'), remove: answer('remove') });
  }

  // A contract of one route makes no further methods: the order does not matter.
  @RequireScope('admin')
  @TsRestHandler(one.get)
  one() {
    return tsRestHandler(one.get, answer('one'));
  }

  @TsRestHandler(open)
  @Public()
  open() {
    return tsRestHandler(open, { get: answer('open') });
  }
}

@Controller()
class AboveController {
  @RequireScope('admin')
  @TsRestHandler(contract)
  orders() {
    return tsRestHandler(contract, { list: answer('list'), remove: answer('remove') });
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({
  imports: [JwtPolicyModule.forRoot({ issuers })],
  controllers: [process.env['ORDER'] === 'above' ? AboveController : BelowController],
})
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

void start();
