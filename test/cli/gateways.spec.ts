import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Ended, EntryPointProcess } from '../support/child-process.js';

const ENTRIES = resolve('test/cli/entries');

function command(...args: readonly string[]): Promise<Ended> {
  return new EntryPointProcess('jwt-policy/cli/main.js', ENTRIES, {}, args).ended;
}

test('routes lists the connections and the messages of the gateways of an application', async () => {
  const { code, output, errors } = await command('routes', 'gateways.mjs');
  expect([code, errors]).toEqual([0, '']);
  expect(output).toBe(`METHOD  PATH          ACCESS           DEMANDS                     HANDLER
ws      orders.watch  required         scope orders/read (method)  OrdersGateway.watch
ws      orders.ping   public (method)                              OrdersGateway.ping
ws      /orders       required         any valid token             OrdersGateway.handleConnection

3 handler(s): 2 required (1 with any valid token), 1 public.
`);
});

test.each([
  ['orders.watch', 1, '401 TOKEN_MISSING'],
  ['orders.watch', 1, 'ws orders.watch -> OrdersGateway.watch'],
  ['/orders', 1, 'ws /orders -> OrdersGateway.handleConnection'],
  ['orders.ping', 0, 'Granted without a token: the handler is public.'],
  ['orders.wach', 2, 'No operation of the application matches ws orders.wach. These come close:'],
])('explain of ws %s ends with %d and says: %s', async (operation, exit, words) => {
  const { code, output, errors } = await command('explain', 'gateways.mjs', 'ws', operation);
  expect(code).toBe(exit);
  expect(output + errors).toContain(words);
});
