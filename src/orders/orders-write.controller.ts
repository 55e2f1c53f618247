import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';

import { CreateOrderDto } from './create-order.dto.js';
import { WritesOrders } from './orders-demands.js';
import { OrdersService, type Order } from './orders.service.js';

/** Places and deletes orders over HTTP. */
@Controller('orders')
@WritesOrders()
export class OrdersWriteController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  create(@Body() order: CreateOrderDto): Order {
    return this.orders.create(order);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  delete(@Param('id') id: string): void {
    this.orders.delete(id);
  }
}
