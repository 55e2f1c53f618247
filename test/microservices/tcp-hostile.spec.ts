import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload, type TcpContext } from '@nestjs/microservices';
import { describe, expect, test } from '@jest/globals';
import { Claims, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { carrying, startTcpApp, type MessageAppParts, type TcpApp } from './tcp-app.js';

const opened = closeAfterEach();

@Controller()
class Orders {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Payload() data: unknown, @Claims('sub') sub: unknown): unknown {
    return { data, sub };
  }

  @Public()
  @MessagePattern('orders.ping')
  ping(@Payload() data: unknown, @Ctx() context: unknown): unknown {
    return { data, pattern: (context as TcpContext).getPattern() };
  }
}

const start = async (parts: Partial<MessageAppParts> = {}): Promise<TcpApp> =>
  opened(await startTcpApp({ controllers: [Orders], ...parts }));
const READ = { claims: { scope: 'orders/read' } };

/** What JSON of this text is: own members with names that a literal cannot have. */
function parsed(text: string): unknown {
  return JSON.parse(text) as unknown;
}

describe('metadata of a packet that is', () => {
  test.each<[string, unknown, string]>([
    ['a list', ['authorization', 'Bearer a.b.c'], 'TOKEN_MISSING'],
    ['a text', 'authorization: Bearer a.b.c', 'TOKEN_MISSING'],
    ['a number', 7, 'TOKEN_MISSING'],
    ['null', null, 'TOKEN_MISSING'],
    ['true', true, 'TOKEN_MISSING'],
    ['an empty object', {}, 'TOKEN_MISSING'],
    [
      'an object in the place of the prototype',
      parsed('{"__proto__":{"authorization":"Bearer a.b.c"}}'),
      'TOKEN_MISSING',
    ],
    ['one whose token is an object', { authorization: { token: 'a.b.c' } }, 'AUTHORIZATION_MALFORMED'],
    ['one whose token is a number', { authorization: 7 }, 'TOKEN_MISSING'],
    ['one whose token is a list of lists', { authorization: [['Bearer a.b.c']] }, 'AUTHORIZATION_MALFORMED'],
    [
      'one with a hundred tokens',
      { authorization: Array.from({ length: 100 }, () => 'Bearer a.b.c') },
      'TOKEN_AMBIGUOUS',
    ],
    [
      'one with very many tokens',
      { authorization: Array.from({ length: 200_000 }, () => '') },
      'TOKEN_AMBIGUOUS',
    ],
    [
      'one with very many names',
      Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`x${i}`, ''])),
      'TOKEN_MISSING',
    ],
  ])('%s is refused, and the next call is decided', async (_what, metadata, code) => {
    const { client, issuer } = await start();
    await expect(client.send('orders.list', {}, metadata)).rejects.toMatchObject({ status: 'error', code });
    expect(await client.send('orders.list', {}, carrying(issuer.token(READ)))).toMatchObject({
      sub: 'alice',
    });
  });

  test('an object with names of members of every object changes none of them', async () => {
    const seen: unknown[] = [];
    const rule = (_sub: unknown, { attributes }: { attributes: { headers: object } }): boolean => {
      seen.push(Object.keys(attributes.headers), Object.getPrototypeOf(attributes.headers));
      return true;
    };
    const { client, issuer } = await start({
      options: {
        issuers: undefined,
        policies: [
          {
            name: 'all',
            issuers: [issuerOptions],
            checks: [{ claim: 'sub', rule }],
          },
        ],
      } as never,
    });
    const { authorization } = carrying(issuer.token(READ));
    const names = parsed('{"__proto__":{"polluted":true},"constructor":"a","hasOwnProperty":"b"}');
    const metadata = Object.assign(Object.create(null) as object, { authorization });
    for (const name of Object.keys(names as object))
      Object.defineProperty(metadata, name, { value: 'x', enumerable: true });
    await client.send('orders.list', {}, metadata);
    expect(seen).toEqual([['authorization', '__proto__', 'constructor', 'hasownproperty'], Object.prototype]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('a payload that', () => {
  const payload = { token: { tcp: { payload: 'token' } } };

  test('looks like a gRPC call is a payload', async () => {
    const { client, issuer } = await start();
    const call = {
      metadata: { authorization: carrying(issuer.token(READ)).authorization },
      sendMetadata: {},
      getPath: '/shop.Orders/Ping',
      getPeer: '127.0.0.1:1',
    };
    await expect(client.send('orders.list', call)).rejects.toMatchObject({
      status: 'error',
      code: 'TOKEN_MISSING',
    });
    expect(await client.send('orders.list', call, carrying(issuer.token(READ)))).toEqual({
      data: call,
      sub: 'alice',
    });
  });

  test.each<[string, unknown]>([
    ['is a list', ['token']],
    ['is a text', 'token'],
    ['is a number', 7],
    ['has the token in the place of the prototype', parsed('{"__proto__":{"token":"a.b.c"}}')],
    ['has it in another letter case', { TOKEN: 'a.b.c' }],
    ['has it deeper', { data: { token: 'a.b.c' } }],
    ['has null for it', { token: null }],
  ])('%s has no token', async (_what, data) => {
    const { client } = await start({ messages: payload });
    await expect(client.send('orders.list', data)).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  });

  test.each<[string, unknown]>([
    ['a list', ['a.b.c']],
    ['an object', { toString: 'a.b.c' }],
    ['empty', ''],
    ['a number', 7],
  ])('has a token that is %s is refused as malformed', async (_what, token) => {
    const { client } = await start({ messages: payload });
    await expect(client.send('orders.list', { token })).rejects.toMatchObject({
      code: 'AUTHORIZATION_MALFORMED',
    });
  });
});

test('a pattern of a public handler does not open another one, however it is spelt', async () => {
  const { client } = await start();
  for (const pattern of ['orders.list', '"orders.list"', ['orders.list'], { 0: 'orders.list' }]) {
    const answer = client.send(pattern, {}).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await answer).toMatchObject({ error: expect.anything() as unknown });
  }
  expect(await client.send('"orders.ping"', 1)).toEqual({ data: 1, pattern: '"orders.ping"' });
});
