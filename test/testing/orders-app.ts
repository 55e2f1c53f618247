import { Controller, Get, Module, Post, type DynamicModule } from '@nestjs/common';
import { JwtPolicyModule, Public, RequireScope, type JwtPolicyOptions } from '../../src/jwt-policy/index.js';

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScope('orders/read')
  list(): string {
    return 'list';
  }

  @Post()
  @RequireScope('orders/write')
  create(): string {
    return 'created';
  }

  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }
}

const NETWORK_IS_USED = (): never => {
  throw new Error('the network was used');
};

/** An application like that of a user: it knows nothing of tests. */
@Module({})
export class OrdersApp {
  static with(options: JwtPolicyOptions): DynamicModule {
    return {
      module: OrdersApp,
      imports: [JwtPolicyModule.forRoot({ fetch: NETWORK_IS_USED, ...options })],
      controllers: [OrdersController],
    };
  }
}
