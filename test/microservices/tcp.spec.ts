import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { describe, expect, test } from '@jest/globals';
import { Claims, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { carrying, startTcpApp, type MessageAppParts, type TcpApp } from './tcp-app.js';

const opened = closeAfterEach();
const start = async (parts: MessageAppParts): Promise<TcpApp> => opened(await startTcpApp(parts));

@Controller()
class Orders {
  static readonly seen: unknown[] = [];

  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Claims('sub') sub: string, @Payload() data: unknown): unknown {
    return { sub, data };
  }

  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    Orders.seen.push(data);
  }

  @Public()
  @MessagePattern('orders.ping')
  ping(@Claims('sub') sub: string | undefined, @Payload() data: unknown): unknown {
    return { pong: sub ?? 'nobody', data };
  }
}

describe('messages over TCP', () => {
  test('are decided by the token in the metadata of the packet', async () => {
    const { client, issuer } = await start({ controllers: [Orders] });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    expect(await client.send('orders.list', { page: 1 }, carrying(token))).toEqual({
      sub: 'alice',
      data: { page: 1 },
    });
    expect(await client.send('orders.list', {}, { AUTHORIZATION: `Bearer ${token}` })).toMatchObject({
      sub: 'alice',
    });
  });

  test('are refused in one shape, in which nothing of the token is', async () => {
    const { client, issuer, clock } = await start({ controllers: [Orders] });
    const refusals: [unknown, object][] = [
      [undefined, { code: 'TOKEN_MISSING', statusCode: 401, message: 'A bearer token is required.' }],
      [{ authorization: ['Bearer a', 'Bearer b'] }, { code: 'TOKEN_AMBIGUOUS', statusCode: 400 }],
      [{ authorization: 'Bearer a', Authorization: 'Bearer a' }, { code: 'TOKEN_AMBIGUOUS' }],
      [{ authorization: '' }, { code: 'AUTHORIZATION_MALFORMED' }],
      [{ authorization: 'Basic abc' }, { code: 'TOKEN_MISSING' }],
      [carrying(issuer.token()), { code: 'SCOPE_MISSING', statusCode: 403 }],
      [carrying(issuer.token({ claims: { exp: clock.seconds - 3600 } })), { code: 'TOKEN_EXPIRED' }],
    ];
    for (const [metadata, refusal] of refusals) {
      const answer = client.send('orders.list', {}, metadata);
      await expect(answer).rejects.toMatchObject({ status: 'error', ...refusal });
      const error: unknown = await answer.catch((thrown: unknown) => thrown);
      expect(Object.keys(error as object).toSorted()).toEqual(['code', 'message', 'status', 'statusCode']);
    }
  });

  test('do not find the token in the payload unless that is said', async () => {
    const { client, issuer } = await start({ controllers: [Orders] });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    await expect(client.send('orders.list', { token })).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  });

  test('lose the token of the payload before handlers see it', async () => {
    const { client, issuer } = await start({
      controllers: [Orders],
      messages: { token: { tcp: { payload: 'token' } } },
    });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    expect(await client.send('orders.list', { token, page: 1 })).toEqual({ sub: 'alice', data: { page: 1 } });
    expect(await client.send('orders.ping', { token, page: 1 })).toEqual({
      pong: 'nobody',
      data: { page: 1 },
    });
    await expect(client.send('orders.list', { token }, carrying(token))).rejects.toMatchObject({
      code: 'TOKEN_AMBIGUOUS',
    });
  });

  test('of an event reach its handler only with a good token', async () => {
    const { client, issuer } = await start({ controllers: [Orders] });
    Orders.seen.length = 0;
    await client.emit('orders.placed', { id: 1 });
    await client.emit('orders.placed', { id: 2 }, carrying(issuer.token()));
    await client.emit(
      'orders.placed',
      { id: 3 },
      carrying(issuer.token({ claims: { scope: 'orders/write' } })),
    );
    // The answer comes after the events: one socket keeps their order.
    await client.send('orders.ping');
    expect(Orders.seen).toEqual([{ id: 3 }]);
  });
});
