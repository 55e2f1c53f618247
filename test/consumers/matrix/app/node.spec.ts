import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { callOrders } from './calls.js';

for (const adapter of ['express', 'fastify'])
  void test(`the guard decides on ${adapter}`, async () => {
    deepEqual(await callOrders(adapter), [401, 200, 403]);
  });
