import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtPolicyExplainer, JwtPolicyModule, RequireScope } from 'nest-jwt-policy';
import { expect, test } from 'vitest';

@Injectable()
class OrdersService {
  constructor(private readonly explainer: JwtPolicyExplainer) {}

  async why(token: string): Promise<string> {
    return (await this.explainer.explain({ token, method: 'GET', path: '/orders' })).outcome;
  }
}

/** Nest injects by the types of the parameters, which only decorator metadata tells. */
@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  @RequireScope('orders/read')
  list(): Promise<string> {
    return this.orders.why(process.env['SCOPELESS_TOKEN'] ?? '');
  }
}

const issuer = {
  issuer: 'https://id.example.com',
  audience: 'orders',
  jwksUri: process.env['JWKS_URI'] ?? '',
};

@Module({
  imports: [JwtPolicyModule.forRoot({ issuers: [issuer] })],
  controllers: [OrdersController],
  providers: [OrdersService],
})
class AppModule {}

test('what is injected by its type is there', async () => {
  const app = await NestFactory.create(AppModule, { logger: ['error'], abortOnError: false });
  try {
    await app.listen(0, '127.0.0.1');
    const headers = { authorization: `Bearer ${process.env['GOOD_TOKEN'] ?? ''}` };
    const response = await fetch(`${await app.getUrl()}/orders`, { headers });
    expect([response.status, await response.text()]).toEqual([200, 'refused']);
  } finally {
    await app.close();
  }
}, 60_000);
