import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Ended, EntryPointProcess } from '../support/child-process.js';

const ENTRIES = resolve('test/cli/entries');

function command(...args: readonly string[]): Promise<Ended> {
  return new EntryPointProcess('jwt-policy/cli/main.js', ENTRIES, {}, args).ended;
}

test('routes lists the resolvers of an application under the fields that they serve', async () => {
  const { code, output, errors } = await command('routes', 'resolvers.mjs');
  expect([code, errors]).toEqual([0, '']);
  expect(output).toBe(`METHOD   PATH                 ACCESS           DEMANDS                       HANDLER
graphql  Query.orders         required         scope orders/read (method)    OrdersResolver.list
graphql  Order.price          required         scope orders/prices (method)  OrdersResolver.price
graphql  Subscription.placed  required         any valid token               OrdersResolver.placed
graphql  Query.version        public (method)                                OrdersResolver.version

4 handler(s): 3 required (1 with any valid token), 1 public.
`);
});

test.each([
  ['Query.orders', 1, '401 TOKEN_MISSING'],
  ['Order.price', 1, 'graphql Order.price -> OrdersResolver.price'],
  ['Query.version', 0, 'Granted without a token: the handler is public.'],
  ['Query.list', 2, 'No operation of the application matches graphql Query.list.'],
])('explain of graphql %s ends with %d and says: %s', async (operation, exit, words) => {
  const { code, output, errors } = await command('explain', 'resolvers.mjs', 'graphql', operation);
  expect(code).toBe(exit);
  expect(output + errors).toContain(words);
});
