import {
  Body,
  Controller,
  Get,
  Header,
  Module,
  Param,
  Post,
  Scope,
  Sse,
  type DynamicModule,
  type ModuleMetadata,
} from '@nestjs/common';
import { NEVER, type Observable } from 'rxjs';
import {
  JwtPolicyModule,
  OptionalToken,
  Public,
  RequireScope,
  type JwtPolicyOptions,
} from '../../src/jwt-policy/index.js';

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScope('orders/read')
  list(): string {
    return 'list';
  }

  @Post()
  @RequireScope('orders/write')
  create(@Body() body: unknown): unknown {
    return body;
  }

  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }

  @Get('maybe')
  @OptionalToken()
  maybe(): string {
    return 'maybe';
  }

  @Get('tolerant')
  @OptionalToken({ onInvalid: 'anonymous' })
  tolerant(): string {
    return 'tolerant';
  }

  @Sse('events')
  events(): Observable<never> {
    return NEVER;
  }

  @Get(':id')
  @Header('x-order', 'one')
  get(@Param('id') id: string): string {
    return id;
  }
}

@Controller({ path: 'requested', scope: Scope.REQUEST })
class RequestScopedController {
  @Get()
  get(): string {
    return 'requested';
  }
}

@Controller('broken')
class BrokenController {
  @Get()
  get(): never {
    throw new Error('the handler failed');
  }
}

const NETWORK_IS_USED = (): never => {
  throw new Error('the network was used');
};

/** An application like that of a user: it knows nothing of tests. */
@Module({})
export class OrdersApp {
  static with(options: JwtPolicyOptions): DynamicModule {
    return OrdersApp.importing([JwtPolicyModule.forRoot({ fetch: NETWORK_IS_USED, ...options })]);
  }

  static importing(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    const controllers = [OrdersController, RequestScopedController, BrokenController];
    return { module: OrdersApp, imports, controllers };
  }
}
