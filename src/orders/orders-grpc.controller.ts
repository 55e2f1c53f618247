import { Controller, UseFilters } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';

import { CreateOrderDto } from './create-order.dto.js';
import { ReadsOrders, WritesOrders } from './orders-demands.js';
import { OrdersGrpcFilter } from './orders-grpc.filter.js';
import { ORDERS_PROTO } from './orders-proto.js';
import { OrdersService, type Order } from './orders.service.js';

/** With the package, so that the name is the one that clients call and route tables show. */
const SERVICE = `${ORDERS_PROTO.package}.${ORDERS_PROTO.service}`;

/** Reads and places orders by gRPC calls, as `orders.proto` describes them. */
@Controller()
@UseFilters(OrdersGrpcFilter)
export class OrdersGrpcController {
  constructor(private readonly orders: OrdersService) {}

  @ReadsOrders()
  @GrpcMethod(SERVICE, 'List')
  list(): { readonly orders: Order[] } {
    return { orders: this.orders.list() };
  }

  @WritesOrders()
  @GrpcMethod(SERVICE, 'Create')
  create(@Payload() order: CreateOrderDto): Order {
    return this.orders.create(order);
  }
}
