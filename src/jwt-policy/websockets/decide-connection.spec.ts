import { WebSocketGateway } from '@nestjs/websockets';
import { expect, test } from '@jest/globals';
import { decideConnection } from './decide-connection.js';
import { Handshake } from './handshake.js';

class AnyGateway {}

const request = {
  method: 'GET',
  url: '/',
  headers: {},
  rawHeaders: [],
  socket: { remoteAddress: '127.0.0.1' },
};
const options = { query: undefined, firstMessage: undefined, refuseWith: 'close' } as const;
const connection = {
  handshake: Handshake.of(request, options) as Handshake,
  client: {},
  namespace: undefined,
};

test.each([
  ['throws another error', () => Promise.reject(new Error('secret'))],
  [
    'throws at once',
    () => {
      throw new TypeError('secret');
    },
  ],
  ['says no', () => false],
  ['says no later', () => Promise.resolve(false)],
])('a connection is refused without a reason where the guard %s', async (_name, canActivate) => {
  const admission = await decideConnection({ canActivate }, [AnyGateway], connection);
  expect(admission).toMatchObject({ granted: false, exception: { code: 'CONTEXT_UNSUPPORTED' } });
  expect(JSON.stringify(admission)).not.toContain('secret');
});

test.each([
  ['/shop-1', '/shop-1'],
  [undefined, '/*'],
])('a connection to a gateway of an expression is named by its namespace: %p', async (namespace, name) => {
  class ShopGateway {}
  WebSocketGateway({ namespace: /^\/shop/ })(ShopGateway);
  const names: unknown[] = [];
  const canActivate = (context: object): boolean => {
    names.push((context as { readonly operation: string }).operation);
    return true;
  };
  await decideConnection({ canActivate }, [ShopGateway], { ...connection, namespace });
  expect(names).toEqual([name]);
});

test('a connection to a server without gateways is refused', async () => {
  expect(await decideConnection({ canActivate: () => true }, [], connection)).toMatchObject({
    granted: false,
  });
});

test('a connection is refused where one gateway of several refuses it, and no other is asked then', async () => {
  const asked: unknown[] = [];
  class Strict {}
  class Last {}
  const canActivate = (context: { getClass(): unknown }): boolean => {
    asked.push(context.getClass());
    return context.getClass() !== Strict;
  };
  const admission = await decideConnection({ canActivate }, [AnyGateway, Strict, Last], connection);
  expect(admission.granted).toBe(false);
  expect(asked).toEqual([AnyGateway, Strict]);
});
