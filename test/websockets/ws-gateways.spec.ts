import { Injectable, Module, Scope, type NestModule } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { describe, expect, test } from '@jest/globals';
import { Claims, OptionalToken, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { HTTP_ADAPTERS } from './gateway-app.js';
import { chat, exceptionFrame, startWs } from './ws-app.js';
import { connectWs, type WsTestClient } from './ws-clients.js';

const opened = closeAfterEach();

describe.each(HTTP_ADAPTERS)('over %s', (http) => {
  test.each(['close', 'http'] as const)(
    'a gateway with a port of its own is decided, refused with %s',
    async (refuseWith) => {
      const port = await freePort();
      const { gateway, seen } = chat(port);
      const app = opened(await startWs([gateway], { http, transport: { refuseWith } }));
      const nobody = opened(app.connect({ port }));
      expect((await nobody.closed()).at(-1)).toMatch(
        refuseWith === 'close' ? /^close 4401 TOKEN_MISSING$/ : /^http 401 .*TOKEN_MISSING/,
      );
      const client = opened(app.connect({ port, token: app.issuer.token() }));
      await client.hears(1);
      client.send('join', 1);
      await client.hears(2);
      expect(seen).toEqual(['connected alice /', 'join 1']);
    },
  );

  test('gateways at paths of their own have their own demands', async () => {
    const feed = chat(0, { path: '/feed' });
    const desk = chat(0, { path: 'desk' });
    RequireScope('desk')(desk.gateway);
    const app = opened(await startWs([feed.gateway, desk.gateway], { http }));
    const token = app.issuer.token();
    const reader = opened(app.connect({ token, url: '/feed?since=1' }));
    const stranger = opened(app.connect({ token, url: '/desk' }));
    const clerk = opened(
      app.connect({ token: app.issuer.token({ claims: { scope: 'desk' } }), url: '/desk' }),
    );
    expect(await stranger.closed()).toEqual(['open', 'close 4403 SCOPE_MISSING']);
    await Promise.all([reader.hears(1), clerk.hears(1)]);
    await until(() => feed.seen.length > 0 && desk.seen.length > 0);
    expect([feed.seen, desk.seen]).toEqual([['connected alice /feed?since=1'], ['connected alice /desk']]);
  });
});

test('paths of gateways on a port of their own are decided each for itself', async () => {
  const port = await freePort();
  const feed = chat(port, { path: '/feed' });
  const desk = chat(port, { path: '/desk' });
  Public()(feed.gateway);
  const app = opened(await startWs([feed.gateway, desk.gateway]));
  const reader = opened(app.connect({ port, url: '/feed' }));
  const nobody = opened(app.connect({ port, url: '/desk' }));
  expect(await nobody.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
  await reader.hears(1);
  await until(() => feed.seen.length > 0);
  expect(desk.seen).toEqual([]);
});

test('a client that comes while the application starts is told to try again', async () => {
  const port = await freePort();
  const { gateway, seen } = chat(port);
  const heard: (readonly string[])[] = [];

  // Nest waits for this between binding the gateways and the hooks by which the guard gets its plans.
  @Module({})
  class Early implements NestModule {
    async configure(): Promise<void> {
      const client = connectWs(`ws://127.0.0.1:${port}`);
      heard.push([...(await client.closed())]);
    }
  }

  const app = opened(await startWs([gateway], { imports: [Early] }));
  expect(heard).toEqual([['open', 'close 4503 NOT_READY']]);
  const client = opened(app.connect({ port, token: app.issuer.token() }));
  await client.hears(1);
  await until(() => seen.length > 0);
  expect(seen).toEqual(['connected alice /']);
});

describe('two gateways on one server', () => {
  test('must both let a client in, because it hears both', async () => {
    const [plain, strict] = [chat(), chat()];
    RequireScope('strict')(strict.gateway);
    const app = opened(await startWs([plain.gateway, strict.gateway]));
    const half = opened(app.connect({ token: app.issuer.token() }));
    expect(await half.closed()).toEqual(['open', 'close 4403 SCOPE_MISSING']);
    const whole = opened(app.connect({ token: app.issuer.token({ claims: { scope: 'strict' } }) }));
    await whole.hears(1);
    await until(() => plain.seen.length > 0 && strict.seen.length > 0);
    expect([plain.seen, strict.seen]).toEqual([['connected alice /'], ['connected alice /']]);
  });

  test('are each told once of each client, also of clients that come together, and of each end', async () => {
    const [one, two] = [chat(), chat()];
    const app = opened(await startWs([one.gateway, two.gateway]));
    const names = Array.from({ length: 20 }, (_, index) => `user-${String(index).padStart(2, '0')}`);
    const clients = names.map((sub) => opened(app.connect({ token: app.issuer.token({ claims: { sub } }) })));
    await Promise.all(clients.map((client) => client.hears(1)));
    const connected = names.map((name) => `connected ${name} /`);
    await until(() => one.seen.length >= 20 && two.seen.length >= 20);
    expect([one.seen.toSorted(), two.seen.toSorted()]).toEqual([connected, connected]);
    await Promise.all(clients.map((client) => client.close()));
    await until(() => one.seen.length >= 40 && two.seen.length >= 40);
    for (const { seen } of [one, two]) expect(seen.slice(20)).toEqual(names.map(() => 'disconnected'));
  });

  test('are each asked once about a client, and each handle a message once', async () => {
    const [one, two] = [chat(), chat()];
    const app = opened(await startWs([one.gateway, two.gateway]));
    const client = opened(app.connect({ token: app.issuer.token() }));
    await client.hears(1);
    client.send('join', 1);
    client.send('join', 2);
    await client.hears(5);
    const seen = ['connected alice /', 'join 1', 'join 2'];
    expect([one.seen, two.seen, app.decisions.length]).toEqual([seen, seen, 6]);
  });

  test('are both told nothing of clients that one of them refuses', async () => {
    const [plain, strict] = [chat(), chat()];
    RequireScope('strict')(strict.gateway);
    const app = opened(await startWs([plain.gateway, strict.gateway]));
    const half = app.issuer.token({ claims: { sub: 'half' } });
    const whole = app.issuer.token({ claims: { sub: 'whole', scope: 'strict' } });
    const clients = [half, whole, half, whole].map((token) => opened(app.connect({ token })));
    await Promise.all([
      clients[0]?.closed(),
      clients[2]?.closed(),
      clients[1]?.hears(1),
      clients[3]?.hears(1),
    ]);
    await until(() => plain.seen.length >= 2 && strict.seen.length >= 2);
    const expected = ['connected whole /', 'connected whole /'];
    expect([plain.seen, strict.seen]).toEqual([expected, expected]);
  });

  test('of which one is public demand what the other does', async () => {
    const [open, closed] = [chat(), chat()];
    Public()(open.gateway);
    const app = opened(await startWs([open.gateway, closed.gateway]));
    const nobody = opened(app.connect());
    expect(await nobody.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
    expect([open.seen, closed.seen]).toEqual([[], []]);
  });
});

describe('a gateway', () => {
  async function talk(client: WsTestClient, ...events: string[]): Promise<readonly string[]> {
    await client.hears(1);
    for (const event of events) client.send(event, 1);
    return (await client.hears(1 + events.length)).slice(1);
  }

  test('that is public lets everybody in and answers everybody, whatever the token', async () => {
    const { gateway, seen } = chat();
    Public()(gateway);
    const app = opened(await startWs([gateway]));
    const nobody = opened(app.connect());
    expect((await talk(nobody, 'join'))[0]).toBe('{"event":"joined","data":{"room":1}}');
    const bad = opened(app.connect({ token: 'a.b.c' }));
    expect((await talk(bad, 'join'))[0]).toBe('{"event":"joined","data":{"room":1}}');
    expect(seen.filter((line) => line.startsWith('connected'))).toEqual([
      'connected undefined /',
      'connected undefined /',
    ]);
  });

  test('whose handleConnection is public lets everybody in, and its messages still need a token', async () => {
    @WebSocketGateway()
    class Lobby {
      @Public()
      handleConnection(): void {}

      @SubscribeMessage('join')
      join(@Claims('sub') sub: string): object {
        return { event: 'joined', data: sub };
      }

      @Public()
      @SubscribeMessage('ping')
      ping(): object {
        return { event: 'pong' };
      }
    }
    const app = opened(await startWs([Lobby]));
    const nobody = opened(app.connect());
    expect(await talk(nobody, 'join', 'ping')).toEqual([
      exceptionFrame('TOKEN_MISSING', 401),
      '{"event":"pong"}',
    ]);
    const ann = opened(app.connect({ token: app.issuer.token({ claims: { sub: 'ann' } }) }));
    expect(await talk(ann, 'join', 'ping')).toEqual(['{"event":"joined","data":"ann"}', '{"event":"pong"}']);
  });

  test('with a public connection refuses messages of a bad token, and the connection stays', async () => {
    @WebSocketGateway()
    class Lobby {
      @Public()
      handleConnection(): void {}

      @SubscribeMessage('join')
      join(): object {
        return { event: 'joined' };
      }

      @Public()
      @SubscribeMessage('ping')
      ping(): object {
        return { event: 'pong' };
      }
    }
    const app = opened(await startWs([Lobby]));
    const client = opened(app.connect({ token: 'a.b.c' }));
    await talk(client, 'join');
    client.send('ping');
    expect((await client.hears(3)).slice(1)).toEqual([
      exceptionFrame('TOKEN_MALFORMED', 401),
      '{"event":"pong"}',
    ]);
  });

  test('with an optional token has anonymous clients, and refuses those with a bad one', async () => {
    const { gateway, seen } = chat();
    OptionalToken()(gateway);
    const app = opened(await startWs([gateway]));
    const nobody = opened(app.connect());
    expect(await talk(nobody, 'join')).toEqual(['{"event":"joined","data":{"room":1}}']);
    nobody.send('say', 1);
    expect((await nobody.hears(3))[2]).toEqual(exceptionFrame('TOKEN_MISSING', 401));
    const bad = opened(app.connect({ token: 'a.b.c' }));
    expect(await bad.closed()).toEqual(['open', 'close 4401 TOKEN_MALFORMED']);
    expect(seen).toEqual(['connected undefined /', 'join 1']);
  });

  test('without handleConnection is decided all the same, because its clients hear what it sends', async () => {
    @WebSocketGateway()
    class Ticker {
      @SubscribeMessage('last')
      last(): object {
        return { event: 'last' };
      }
    }
    const app = opened(await startWs([Ticker]));
    const nobody = opened(app.connect());
    expect(await nobody.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
    const client = opened(app.connect({ token: app.issuer.token() }));
    expect(await talk(client, 'last')).toEqual(['{"event":"last"}']);
  });

  test('that is made for each client is decided like any other', async () => {
    const made: number[] = [];
    @WebSocketGateway()
    @Injectable({ scope: Scope.REQUEST })
    class Scoped {
      constructor() {
        made.push(1);
      }

      handleConnection(): void {
        made.push(2);
      }

      @SubscribeMessage('join')
      join(@Claims('sub') sub: string): object {
        return { event: 'joined', data: sub };
      }

      @RequireScope('chat/write')
      @SubscribeMessage('say')
      say(): object {
        return { event: 'said' };
      }
    }
    const app = opened(await startWs([Scoped]));
    const nobody = opened(app.connect());
    expect(await nobody.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
    const atStart = made.length;
    const client = opened(app.connect({ token: app.issuer.token() }));
    await client.hears(1);
    client.send('join');
    client.send('say');
    const [, ...heard] = await client.hears(3);
    const answers = ['{"event":"joined","data":"alice"}', exceptionFrame('SCOPE_MISSING', 403)];
    expect(heard).toEqual(expect.arrayContaining(answers));
    expect(made.length).toBeGreaterThan(atStart);
  });
});
