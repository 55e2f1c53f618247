import { expect, test } from '@jest/globals';
import { HandlerMap } from './handler-map.js';

test('a value is found by class and handler together', () => {
  const [Orders, Items, list, read] = [class {}, class {}, (): void => {}, (): void => {}];
  const map = new HandlerMap<string>();
  map.set(Orders, list, 'orders');
  map.set(Orders, read, 'read');
  map.set(Items, list, 'items');
  expect([map.get(Orders, list), map.get(Orders, read), map.get(Items, list)]).toEqual([
    'orders',
    'read',
    'items',
  ]);
  expect([map.get(Items, read), map.get(class {}, list)]).toEqual([undefined, undefined]);
});
