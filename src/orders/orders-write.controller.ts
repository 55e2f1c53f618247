import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';

import { ClaimRule, RequireScope } from '../jwt-policy/index.js';
import { CreateOrderDto } from './create-order.dto.js';
import { OrdersService, type Order } from './orders.service.js';

/** Places and deletes orders. An id token is refused by its `token_use`; issuers that do not set that claim still work. */
@Controller('orders')
@ClaimRule('token_use', 'access', { mandatory: false })
@RequireScope('mule-api/api_write')
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
