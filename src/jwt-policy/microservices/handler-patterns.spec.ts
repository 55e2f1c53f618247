import { EventPattern, GrpcMethod, GrpcStreamCall, MessagePattern } from '@nestjs/microservices';
import { describe, expect, it } from '@jest/globals';
import { calledOperation, isEventHandler, registeredPatterns, servedOperations } from './handler-patterns.js';

/** A function with the metadata of a decorator of Nest. */
function decorated(decorator: unknown): object {
  class Orders {
    list(): void {}
  }
  const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, 'list');
  Reflect.decorate([decorator as MethodDecorator], Orders.prototype, 'list', descriptor);
  return Orders.prototype.list;
}

describe('the operations that patterns serve', () => {
  it.each<[string, readonly unknown[], readonly string[]]>([
    ['a text', ['orders.list'], ['orders.list']],
    ['several', ['orders.list', 'orders.all'], ['orders.list', 'orders.all']],
    ['an object', [{ cmd: 'sum', a: ['*'] }], ['{"a":{"0":"*"},"cmd":"sum"}']],
    ['a wildcard of NATS', ['orders.>'], ['orders.*']],
    ['a wildcard of MQTT', ['orders/+/done/#'], ['orders/*/done/*']],
    ['a shared subscription', ['$share/workers/orders'], ['orders']],
    ['a class of characters', ['orders.[ab]?'], ['orders.**']],
    ['an expression', [/^orders/], ['*']],
    ['a gRPC method', [{ service: 'Orders', rpc: 'List', streaming: 'no_stream' }], ['/*Orders/List']],
    ['the same twice', ['a', 'a'], ['a']],
  ])('%s', (_what, patterns, expected) => {
    expect(servedOperations(patterns)).toEqual(expected);
  });
});

describe('the operation that a message asks for', () => {
  it('is the only registered pattern, however the sender spelt it', () => {
    const handler = decorated(MessagePattern('orders.list'));
    expect(calledOperation(handler, 'anything')).toBe('orders.list');
    expect(calledOperation(decorated(EventPattern('$share/workers/orders')), 'orders')).toBe('orders');
  });

  it('is what was called, where that is one of several patterns', () => {
    const handler = decorated(MessagePattern(['orders.list', { cmd: 'list' }]));
    expect(calledOperation(handler, 'orders.list')).toBe('orders.list');
    expect(calledOperation(handler, '{"cmd":"list"}')).toBe('{"cmd":"list"}');
    expect(calledOperation(handler, 'orders.other')).toBeUndefined();
  });

  it('is what was called, where a pattern has a wildcard or is an expression', () => {
    expect(calledOperation(decorated(EventPattern('orders.*')), 'orders.list')).toBe('orders.list');
    expect(calledOperation(decorated(EventPattern(/^orders/)), 'orders.list')).toBe('orders.list');
  });

  it('is what was called, where the function has none of the metadata', () => {
    expect(calledOperation(() => {}, 'orders.list')).toBe('orders.list');
  });
});

describe('a handler', () => {
  it('has its patterns, of every kind', () => {
    expect(registeredPatterns(decorated(GrpcMethod('Orders', 'List')))).toEqual([
      { service: 'Orders', rpc: 'List', streaming: 'no_stream' },
    ]);
    expect(registeredPatterns(() => {})).toEqual([]);
  });

  it('is one of events or not', () => {
    expect(isEventHandler(decorated(EventPattern('a')))).toBe(true);
    expect(isEventHandler(decorated(MessagePattern('a')))).toBe(false);
    expect(isEventHandler(decorated(GrpcStreamCall('Orders', 'Watch')))).toBe(false);
  });
});
