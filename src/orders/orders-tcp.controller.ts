import { Controller, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';

import { CreateOrderDto } from './create-order.dto.js';
import { ReadsOrders, WritesOrders } from './orders-demands.js';
import { OrdersTcpFilter } from './orders-tcp.filter.js';
import { OrdersService, type Order } from './orders.service.js';

/** Reads and places orders by messages over TCP. */
@Controller()
@UseFilters(OrdersTcpFilter)
export class OrdersTcpController {
  constructor(private readonly orders: OrdersService) {}

  @ReadsOrders()
  @MessagePattern('orders.list', Transport.TCP)
  list(): Order[] {
    return this.orders.list();
  }

  @WritesOrders()
  @MessagePattern('orders.create', Transport.TCP)
  create(@Payload() order: CreateOrderDto): Order {
    return this.orders.create(order);
  }
}
