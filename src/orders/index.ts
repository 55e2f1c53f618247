export { ORDERS_PROTO } from './orders-proto.js';
export { OrdersModule } from './orders.module.js';
