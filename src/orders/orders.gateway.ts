import { UseFilters } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';

import { CreateOrderDto } from './create-order.dto.js';
import { AccessToken, ReadsOrders, WritesOrders } from './orders-demands.js';
import { OrdersGatewayFilter } from './orders-gateway.filter.js';
import { OrdersService, type Order } from './orders.service.js';

/** The longest message that is read, as Express limits the body of a call. In bytes. */
const MAX_MESSAGE_LENGTH = 100 * 1024;

/** The room of the clients that may read orders. */
const WATCHERS = 'watchers';

/** Places orders by WebSockets, and tells of new ones. Any client with an access token may connect. */
@WebSocketGateway({ maxHttpBufferSize: MAX_MESSAGE_LENGTH, serveClient: false })
@UseFilters(OrdersGatewayFilter)
export class OrdersGateway implements OnGatewayInit<Server> {
  constructor(private readonly orders: OrdersService) {}

  /** Only declares who may connect. */
  @AccessToken()
  handleConnection(): void {}

  afterInit(server: Server): void {
    this.orders.placed.subscribe((order) => server.to(WATCHERS).emit('order', order));
  }

  /** Answers with the orders so far. The client hears of each later one by the event `order`. */
  @ReadsOrders()
  @SubscribeMessage('orders.watch')
  watch(@ConnectedSocket() client: Socket): Order[] {
    void client.join(WATCHERS);
    return this.orders.list();
  }

  @WritesOrders()
  @SubscribeMessage('orders.create')
  create(@MessageBody() order: CreateOrderDto): Order {
    return this.orders.create(order);
  }
}
