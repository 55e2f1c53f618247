import { type DynamicModule, Module, type Type } from '@nestjs/common';

import type { TransportName } from '../config/index.js';
import { OrdersReadController } from './orders-read.controller.js';
import { OrdersWriteController } from './orders-write.controller.js';
import { OrdersService } from './orders.service.js';

/** The controllers of each transport. Those of messages are loaded only where there are messages. */
const CONTROLLERS: Readonly<Record<TransportName, () => Promise<readonly Type[]>>> = {
  http: async () => [OrdersReadController, OrdersWriteController],
  tcp: async () => [(await import('./orders-tcp.controller.js')).OrdersTcpController],
  grpc: async () => [(await import('./orders-grpc.controller.js')).OrdersGrpcController],
};

/** The sample API: orders, readable with one scope and writable with another. */
@Module({})
export class OrdersModule {
  /** The same orders by each of these transports. */
  static async of(transports: readonly TransportName[]): Promise<DynamicModule> {
    const controllers = await Promise.all(transports.map((name) => CONTROLLERS[name]()));
    return { module: OrdersModule, controllers: controllers.flat(), providers: [OrdersService] };
  }
}
