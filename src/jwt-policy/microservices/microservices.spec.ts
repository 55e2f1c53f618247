import type { ExecutionContext } from '@nestjs/common';
import { Metadata } from '@grpc/grpc-js';
import { TcpContext } from '@nestjs/microservices';
import { describe, expect, it } from '@jest/globals';
import { microservices } from './microservices.js';

function contextOf(...args: unknown[]): ExecutionContext {
  return { getArgs: () => args, getHandler: () => () => {} } as unknown as ExecutionContext;
}

function grpcCall(metadata: Metadata): object {
  return {
    metadata,
    sendMetadata: () => {},
    getPath: () => '/shop.Orders/Get',
    getPeer: () => '127.0.0.1:50051',
  };
}

function tcpContext(metadata?: unknown): TcpContext {
  return new TcpContext([{}, 'orders.list', metadata] as never);
}

describe('the transport of microservices', () => {
  it('reads both values of a gRPC call that has two', () => {
    const metadata = new Metadata();
    metadata.add('authorization', 'Bearer a');
    metadata.add('authorization', 'Bearer b');
    const call = microservices().view(contextOf({}, metadata, grpcCall(metadata)));
    expect(call?.headerValues('authorization')).toEqual(['Bearer a', 'Bearer b']);
  });

  it('reads a payload that looks like a gRPC call as a payload', () => {
    const payload = {
      sendMetadata: true,
      getPath: '/shop.Orders/Ping',
      metadata: { authorization: 'Bearer a' },
      authorization: 'Bearer b',
    };
    const context = tcpContext({ authorization: 'Bearer c' });
    const call = microservices().view(contextOf(payload, context));
    expect([call?.key, call?.headerValues('authorization')]).toEqual([context, ['Bearer c']]);
  });

  it('makes a call without parameters, whose attributes are read once', () => {
    const call = microservices().view(contextOf({}, tcpContext({ Tenant: 'a' })));
    expect(call?.hasParameter('access_token')).toBe(false);
    expect([call?.headerValues('tenant'), call?.headerValues('other')]).toEqual([['a'], []]);
    expect(call?.attributes).toBe(call?.attributes);
    expect(call?.attributes).toEqual({
      method: '',
      requestPath: 'orders.list',
      headers: { tenant: 'a' },
      queryParams: {},
      uriParams: {},
      remoteAddress: '',
      scheme: 'tcp',
    });
  });

  it('does not know a message whose token cannot be taken out of the payload', () => {
    const transport = microservices({ token: { tcp: { payload: 'token' } } });
    expect(transport.view(contextOf(Object.freeze({ token: 'a' }), tcpContext()))).toBeUndefined();
  });

  it('takes the token out of a payload that is an instance of a class, and of nothing it inherits from', () => {
    class Base {
      declare token: string;
    }
    Base.prototype.token = 'inherited';
    class Placed extends Base {
      constructor() {
        super();
        this.token = 'own';
      }
    }
    const transport = microservices({ token: { tcp: { payload: 'token' } } });
    const placed = new Placed();
    const call = transport.view(contextOf(placed, tcpContext()));
    expect([call?.headerValues('authorization'), placed.token]).toEqual([['Bearer own'], 'inherited']);
  });

  it('names the operations of a handler', () => {
    const found = { patterns: ['orders.list', { service: 'Orders', rpc: 'Get', streaming: 'no_stream' }] };
    expect(microservices().operations?.(found as never)).toEqual(['orders.list', '/*Orders/Get']);
  });
});
