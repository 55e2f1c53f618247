import { Module } from '@nestjs/common';

import { OrdersReadController } from './orders-read.controller.js';
import { OrdersWriteController } from './orders-write.controller.js';
import { OrdersService } from './orders.service.js';

/** The sample API: orders, readable with one scope and writable with another. */
@Module({
  controllers: [OrdersReadController, OrdersWriteController],
  providers: [OrdersService],
})
export class OrdersModule {}
