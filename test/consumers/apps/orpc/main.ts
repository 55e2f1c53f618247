import { readFileSync } from 'node:fs';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { oc } from '@orpc/contract';
import { Implement, implement } from '@orpc/nest';
import { JwtPolicyModule, Public, RequireScope } from 'nest-jwt-policy';

function contractAt(path: `/${string}`) {
  return {
    list: oc.route({ method: 'GET', path }),
    nested: { remove: oc.route({ method: 'DELETE', path }) },
  };
}

const above = contractAt('/above');
const below = contractAt('/below');
const open = contractAt('/open');
const one = oc.route({ method: 'GET', path: '/one' });

function router(contract: ReturnType<typeof contractAt>) {
  return {
    list: implement(contract.list).handler(() => 'list'),
    nested: { remove: implement(contract.nested.remove).handler(() => 'remove') },
  };
}

@Controller()
class OrdersController {
  @RequireScope('admin')
  @Implement(above)
  above() {
    return router(above);
  }

  @Implement(below)
  @RequireScope('admin')
  below() {
    return router(below);
  }

  @Public()
  @Implement(open)
  open() {
    return router(open);
  }

  @RequireScope('admin')
  @Implement(one)
  one() {
    return implement(one).handler(() => 'one');
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({ imports: [JwtPolicyModule.forRoot({ issuers })], controllers: [OrdersController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
