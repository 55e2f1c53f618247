import { type DynamicModule, Module, type Type } from '@nestjs/common';

import type { TransportName } from '../config/index.js';
import { OrdersReadController } from './orders-read.controller.js';
import { OrdersWriteController } from './orders-write.controller.js';
import { OrdersService } from './orders.service.js';

/** What a transport needs: controllers, or gateways, which are providers. */
type Parts = Readonly<Partial<Record<'controllers' | 'providers', readonly Type[]>>>;

/** The parts of each transport. Those beside HTTP are loaded only where they are needed. */
const PARTS: Readonly<Record<TransportName, () => Promise<Parts>>> = {
  http: async () => ({ controllers: [OrdersReadController, OrdersWriteController] }),
  tcp: async () => ({ controllers: [(await import('./orders-tcp.controller.js')).OrdersTcpController] }),
  grpc: async () => ({ controllers: [(await import('./orders-grpc.controller.js')).OrdersGrpcController] }),
  ws: async () => ({ providers: [(await import('./orders.gateway.js')).OrdersGateway] }),
};

/** The sample API: orders, readable with one scope and writable with another. */
@Module({})
export class OrdersModule {
  /** The same orders by each of these transports. */
  static async of(transports: readonly TransportName[]): Promise<DynamicModule> {
    const parts = await Promise.all(transports.map((name) => PARTS[name]()));
    return {
      module: OrdersModule,
      controllers: parts.flatMap(({ controllers = [] }) => controllers),
      providers: [OrdersService, ...parts.flatMap(({ providers = [] }) => providers)],
    };
  }
}
