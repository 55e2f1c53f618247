import { readFileSync } from 'node:fs';
import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import { JwtPolicyModule, Public } from 'nest-jwt-policy';
import { websockets, type WebsocketsOptions } from 'nest-jwt-policy/websockets';
import { clock } from './clock.js';
import { NewsGateway, OrdersGateway, PortGateway, PricesGateway } from './gateways.js';
import { connected, ticks } from './state.js';

const { OPTIONS = '{}', UNDECIDED } = process.env;

/** HTTP beside the gateways: by some of it the test acts on the app. */
@Controller()
class OrdersController {
  @Get('list')
  list(): string {
    return 'list';
  }

  @Public()
  @Post('clock/:seconds')
  advance(@Param('seconds') seconds: string): void {
    clock.advance(Number(seconds));
  }

  @Public()
  @Post('tick/:number')
  tick(@Param('number') number: string): void {
    ticks.next(Number(number));
  }

  @Public()
  @Get('connected')
  connected(): readonly string[] {
    return connected;
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];
const transports = UNDECIDED === undefined ? [websockets(JSON.parse(OPTIONS) as WebsocketsOptions)] : [];

@Module({
  imports: [JwtPolicyModule.forRoot({ issuers, clock, transports })],
  controllers: [OrdersController],
  providers: [OrdersGateway, PricesGateway, NewsGateway, PortGateway],
})
export class OrdersModule {}
