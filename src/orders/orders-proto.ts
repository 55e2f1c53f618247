import { fileURLToPath } from 'node:url';

/** The proto file of the orders, and how server and client read it: an empty list is sent as no list. */
export const ORDERS_PROTO = Object.freeze({
  package: 'shop',
  service: 'Orders',
  path: fileURLToPath(new URL('orders.proto', import.meta.url)),
  loader: Object.freeze({ arrays: true }),
});
