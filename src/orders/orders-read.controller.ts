import { Controller, Get, Param } from '@nestjs/common';

import { ClaimRule, RequireScope } from '../jwt-policy/index.js';
import { OrdersService, type Order } from './orders.service.js';

/** Reads orders. An id token is refused by its `token_use`; issuers that do not set that claim still work. */
@Controller('orders')
@ClaimRule('token_use', 'access', { mandatory: false })
@RequireScope('mule-api/api_read')
export class OrdersReadController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  list(): Order[] {
    return this.orders.list();
  }

  @Get(':id')
  get(@Param('id') id: string): Order {
    return this.orders.get(id);
  }
}
