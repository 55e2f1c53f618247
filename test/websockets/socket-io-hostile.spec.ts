import { MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Server, Socket } from 'socket.io';
import { RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { generateKey } from '../support/test-issuer.js';
import { until } from '../support/until.js';
import { startGateways, type GatewayApp } from './gateway-app.js';
import { connectIo, connectRawIo, refusalOf, type RawIoClient } from './socket-io-clients.js';

const opened = closeAfterEach();
const handled: unknown[] = [];
beforeEach(() => void handled.splice(0));

@WebSocketGateway()
class HallGateway {
  @WebSocketServer() declare server: Server;

  handleConnection(client: Socket): void {
    handled.push(`connected ${String(policyOf(client)?.claims['sub'])}`);
  }

  @SubscribeMessage('join')
  join(@MessageBody() data: unknown): string {
    handled.push(data);
    return 'joined';
  }

  @SubscribeMessage('__proto__')
  proto(): string {
    return 'a handler of this name';
  }

  @RequireScope('hall/admin')
  @SubscribeMessage('close')
  close(): string {
    handled.push('closed');
    return 'closed';
  }
}

@RequireScope('two')
@WebSocketGateway({ namespace: '/two' })
class TwoGateway {
  @SubscribeMessage('join')
  join(): string {
    handled.push('two');
    return 'joined two';
  }
}

let app: GatewayApp;
beforeEach(async () => {
  app = opened(await startGateways({ adapter: 'socket.io', providers: [HallGateway, TwoGateway] }));
});

const connect = (token: string): string => `0${JSON.stringify({ token })}`;

async function raw(...frames: string[]): Promise<RawIoClient> {
  const client = opened(await connectRawIo(app.port));
  client.send(...frames);
  return client;
}

describe('frames before the answer to CONNECT', () => {
  test.each([
    ['an event', () => ['2["join",1]']],
    ['an event with an acknowledgement', () => ['21["join",1]']],
    ['an event behind CONNECT', (token: string) => [connect(token), '2["join",1]']],
    ['an event behind CONNECT with a bad token', () => [connect('a.b.c'), '2["join",1]']],
    ['an acknowledgement', () => ['31["x"]']],
    ['CONNECT_ERROR', () => ['4{"message":"x"}']],
    ['DISCONNECT', () => ['1']],
    ['an event of another namespace behind CONNECT', (token: string) => [connect(token), '2/two,["join",1]']],
  ])('%s reach no handler, and the connection ends', async (_name, frames) => {
    const client = await raw(...frames(app.issuer.token({ claims: { scope: 'two' } })));
    const heard = await client.closed();
    expect(heard.filter((line) => !/^(0|4|close)/.test(line))).toEqual([]);
    expect(handled.filter((line) => line !== 'connected alice')).toEqual([]);
  });

  test('reach no handler of a namespace that another one of the connection does not open', async () => {
    const client = await raw(connect(app.issuer.token()));
    await client.hears('0');
    client.send('2/two,["join",1]');
    await client.closed();
    expect(handled).toEqual(['connected alice']);
  });
});

describe('CONNECT', () => {
  test('200 times with bad tokens is refused 200 times, and once with a good one is granted', async () => {
    const bad = app.issuer.token({ key: generateKey('other') });
    const client = await raw(...Array.from({ length: 200 }, () => connect(bad)));
    await client.hears('4', 200);
    expect(new Set(client.heard).size).toBe(1);
    client.send(connect(app.issuer.token()));
    await client.hears('0');
    expect(handled).toEqual(['connected alice']);
    app.app.get(HallGateway).server.emit('news', 1);
    await client.hears('2');
    expect(client.heard.slice(201)).toEqual(['2["news",1]']);
  });

  test('with a bad token beside good ones, all at once, opens nothing for the bad', async () => {
    const good = connect(app.issuer.token());
    const client = await raw(good, connect('a.b.c'), '0/two,{}', `0/two,${good.slice(1)}`);
    await client.hears('0');
    await client.hears('4', 3);
    expect(client.heard.filter((line) => line.startsWith('4/two,'))).toHaveLength(2);
    expect(handled).toEqual(['connected alice']);
  });

  test.each([
    ['auth with __proto__', (token: string) => `0{"__proto__":{"token":${JSON.stringify(token)}}}`],
    ['auth in auth', (token: string) => `0{"auth":{"token":${JSON.stringify(token)}}}`],
    ['another spelling', (token: string) => `0{"Token":${JSON.stringify(token)}}`],
  ])('with a token in %s has none', async (_name, frame) => {
    const client = await raw(frame(app.issuer.token()));
    const [line] = await client.hears('4');
    expect(line).toContain('"TOKEN_MISSING"');
    expect(handled).toEqual([]);
  });

  test.each([
    ['a list', '0["a"]'],
    ['a text', '0"a"'],
    ['a number', '01'],
    ['broken JSON', '0{'],
    ['a token of bytes that never come', '0{"token":{"_placeholder":true,"num":0}}'],
    ['deep nesting', `0${'['.repeat(100_000)}`],
  ])('with %s opens nothing', async (_name, frame) => {
    const client = await raw(frame);
    await Promise.race([client.closed(), client.hears('4')]);
    expect(client.heard.filter((line) => line.startsWith('0'))).toEqual([]);
    expect(handled).toEqual([]);
  });
});

describe('events of a granted client', () => {
  test.each(['disconnect', 'connect', 'connect_error', 'disconnecting', 'newListener', 'removeListener'])(
    'named %s end the connection',
    async (name) => {
      const client = await raw(connect(app.issuer.token()));
      await client.hears('0');
      client.send(`2${JSON.stringify([name, 1])}`);
      expect((await client.closed()).slice(1)).toEqual(['close']);
    },
  );

  test.each(['error', 'exception', 'connection', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'named %p do nothing',
    async (name) => {
      const client = await raw(connect(app.issuer.token()));
      await client.hears('0');
      client.send(`21${JSON.stringify([name, 1])}`, '22["join",2]');
      expect((await client.hears('3')).slice(1)).toEqual(['32["joined"]']);
    },
  );

  test('named __proto__ reach the handler of this name only', async () => {
    const client = await raw(connect(app.issuer.token()));
    await client.hears('0');
    client.send('21["__proto__",{"__proto__":{"granted":true}}]');
    expect((await client.hears('3')).slice(1)).toEqual(['31["a handler of this name"]']);
    expect(({} as Record<string, unknown>)['granted']).toBeUndefined();
  });

  test('with arguments that look like those of Nest are decided by their own client', async () => {
    const client = await raw(connect(app.issuer.token()));
    await client.hears('0');
    client.send('21["close",{"handshake":{},"nsp":{}},"join","join"]');
    const [, line] = await client.hears('3').then(() => client.heard);
    expect(
      client.heard
        .slice(1)
        .toSorted()
        .map((one) => one.slice(0, 2)),
    ).toEqual(['2[', '31']);
    expect(line).toContain('SCOPE_MISSING');
    expect(handled).toEqual(['connected alice']);
  });
});

test('300 clients with bad tokens do not disturb 30 good ones', async () => {
  const url = `http://127.0.0.1:${app.port}`;
  const wrong = generateKey('other');
  const clients = Array.from({ length: 330 }, (_, index) => {
    const isGood = index % 11 === 0;
    const claims = { sub: `${isGood ? 'good' : 'bad'} ${index}` };
    const token = app.issuer.token(isGood ? { claims } : { claims, key: wrong });
    return { isGood, client: opened(connectIo(url, { auth: { token } })) };
  });
  const answers = await Promise.all(
    clients.map(async ({ isGood, client }) => {
      const answer = await client.answered();
      return isGood ? [answer, await client.ask('join', 1)] : refusalOf(answer);
    }),
  );
  const good = clients.flatMap(({ isGood }, index) => (isGood ? [answers[index]] : []));
  const bad = clients.flatMap(({ isGood }, index) => (isGood ? [] : [answers[index]]));
  expect(good).toEqual(Array.from({ length: 30 }, () => ['connect', 'joined']));
  expect(bad).toHaveLength(300);
  for (const one of bad) expect(one).toMatchObject({ data: { code: 'KEY_UNKNOWN' } });
  expect(handled.filter((line) => String(line).includes('bad'))).toEqual([]);
  expect(app.app.get(HallGateway).server.sockets.sockets.size).toBe(30);
  expect(app.clock.timers).toBe(30);
});

test('a flood of refused messages is refused one by one, each acknowledged once', async () => {
  const client = await raw(connect(app.issuer.token()));
  await client.hears('0');
  client.send(...Array.from({ length: 1000 }, (_, index) => `2${index}["close",${index}]`));
  await Promise.all([client.hears('3', 1000), client.hears('2["exception"', 1000)]);
  const acknowledged = client.heard.filter((line) => line.startsWith('3'));
  expect(new Set(acknowledged.map((line) => /^3\d+/.exec(line)?.[0])).size).toBe(1000);
  expect(acknowledged).toHaveLength(1000);
  expect(client.heard.filter((line) => line.startsWith('2["exception"'))).toHaveLength(1000);
  expect(client.heard.join()).not.toContain('cause');
  client.send('21000["join",2]');
  await client.hears('31000');
  expect(handled).toEqual(['connected alice', 2]);
});

test('a client that sends and does not read is cut off', async () => {
  // Over polling nothing is read that is not asked for.
  const url = `http://127.0.0.1:${app.port}/socket.io/?EIO=4&transport=polling`;
  const opening = await (await fetch(url)).text();
  const { sid } = JSON.parse(opening.slice(1)) as { readonly sid: string };
  const post = async (body: string): Promise<string> =>
    (await fetch(`${url}&sid=${sid}`, { method: 'POST', body })).text();
  await post(`4${connect(app.issuer.token())}`);
  expect(await (await fetch(`${url}&sid=${sid}`)).text()).toMatch(/^40/);
  const { server } = app.app.get(HallGateway);
  expect(server.sockets.sockets.size).toBe(1);
  for (let index = 0; index < 10_001; index += 1) server.emit('news', index);
  expect(server.sockets.sockets.size).toBe(1);
  await post('42["close"]');
  await until(() => server.sockets.sockets.size === 0);
  expect(handled).toEqual(['connected alice']);
  const other = opened(connectIo(`http://127.0.0.1:${app.port}`, { auth: { token: app.issuer.token() } }));
  expect(await other.ask('join', 1)).toBe('joined');
});
