import { Controller, Get, Param } from '@nestjs/common';

import { ReadsOrders } from './orders-demands.js';
import { OrdersService, type Order } from './orders.service.js';

/** Reads orders over HTTP. */
@Controller('orders')
@ReadsOrders()
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
