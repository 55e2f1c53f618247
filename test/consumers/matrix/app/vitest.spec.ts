import { expect, test } from 'vitest';
import { callOrders } from './calls.js';

test.each(['express', 'fastify'])(
  'the guard decides on %s',
  async (adapter) => {
    expect(await callOrders(adapter)).toEqual([401, 200, 403]);
  },
  60_000,
);
