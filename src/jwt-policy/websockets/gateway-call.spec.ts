import { describe, expect, it } from '@jest/globals';
import { GatewayCall } from './gateway-call.js';
import { Handshake } from './handshake.js';

function call(url = '/feed?page=2&access_token=x'): GatewayCall {
  const request = {
    rawHeaders: ['Authorization', 'Bearer a', 'X-Tenant', 'shop', 'Sec-WebSocket-Protocol', 'bearer, b'],
    url,
    socket: { remoteAddress: '10.0.0.1' },
  };
  const handshake = Handshake.of(request, { query: undefined, firstMessage: undefined, refuseWith: 'close' });
  return new GatewayCall(request, 'orders.watch', handshake as Handshake);
}

describe('a call of a gateway', () => {
  it('is one of the transport ws, without a method and a route', () => {
    const { method, route, operation } = call();
    expect({ method, route, operation }).toEqual({
      method: '',
      route: undefined,
      operation: { transport: 'ws', name: 'orders.watch' },
    });
  });

  it('has the tokens of all places as values of one header, and the other headers as they were sent', () => {
    expect(call().headerValues('authorization')).toEqual(['Bearer a', 'Bearer b']);
    expect(call().headerValues('x-tenant')).toEqual(['shop']);
    expect(call().headerValues('x-other')).toEqual([]);
  });

  it('has the parameters of the URL', () => {
    expect(call().hasParameter('access_token')).toBe(true);
    expect(call('/feed').hasParameter('access_token')).toBe(false);
  });

  it('has the headers and the address of its handshake, and the name of the operation for its path', () => {
    const one = call();
    expect(one.attributes).toEqual({
      method: '',
      requestPath: 'orders.watch',
      headers: {
        authorization: 'Bearer a',
        'x-tenant': 'shop',
        'sec-websocket-protocol': 'bearer, b',
      },
      queryParams: {},
      uriParams: {},
      remoteAddress: '10.0.0.1',
      scheme: 'ws',
    });
    expect(one.attributes).toBe(one.attributes);
  });
});
