import { describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { HTTP_ADAPTERS, type GatewayAppParts } from './gateway-app.js';
import { KeyEndpoint } from './key-endpoint.js';
import { connectRaw, frame, message } from './raw-ws-client.js';
import { chat, startWs, type Chat, type WsApp } from './ws-app.js';

const opened = closeAfterEach();

type Started = WsApp & Chat & { readonly keys: KeyEndpoint };

/** An application whose keys have not arrived when the first client comes. */
async function start(parts: Partial<GatewayAppParts> = {}): Promise<Started> {
  const made = chat();
  const keys = new KeyEndpoint();
  keys.isLate = true;
  const app = opened(await startWs([made.gateway], { options: keys.options, ...parts }));
  keys.publish(app.issuer.key);
  return { ...app, ...made, keys };
}

/** The refresh of the key set has a timer, too. */
const KEY_TIMER = 1;

const clientsOf = ({ app, gateway }: Started): number => app.get(gateway).server.clients.size;

const bearer = ({ issuer }: WsApp, sub = 'ann'): string =>
  `Authorization: Bearer ${issuer.token({ claims: { sub } })}`;

describe.each(HTTP_ADAPTERS)('over %s', (http) => {
  test('messages that come before the decision are handled after it, in their order, each once', async () => {
    const app = await start({ http });
    const client = opened(connectRaw(app.port, [bearer(app)], [message('join', 1), message('join', 2)]));
    await client.hears('101');
    client.write(Buffer.concat([message('join', 3), frame('', 9)]));
    await until(() => clientsOf(app) === 1);
    expect(app.seen).toEqual([]);
    app.keys.arrive();
    client.write(message('join', 4));
    await client.hears('"room":4');
    expect(app.seen).toEqual(['connected ann /', 'join 1', 'join 2', 'join 3', 'join 4']);
  });

  test('messages of a client that is refused are never handled', async () => {
    const app = await start({ http });
    app.keys.isDown = true;
    const client = opened(connectRaw(app.port, [bearer(app)], [message('join', 1), message('join', 2)]));
    await client.hears('101');
    app.keys.arrive();
    client.write(message('join', 3));
    await client.hears('KEYS_UNAVAILABLE');
    client.write(message('join', 4));
    await client.close();
    await until(() => clientsOf(app) === 0);
    expect(app.seen).toEqual([]);
  });
});

test('very many messages before the decision are all handled in their order', async () => {
  const app = await start();
  const count = 5000;
  const messages = Array.from({ length: count }, (_, room) => message('join', room));
  const client = opened(connectRaw(app.port, [bearer(app)], messages));
  await client.hears('101');
  app.keys.arrive();
  await client.hears(`"room":${count - 1},`);
  expect(app.seen.slice(1)).toEqual(messages.map((_, room) => `join ${room}`));
});

describe('a client that goes away', () => {
  test('before the decision is connected and disconnected at once, if at all', async () => {
    const app = await start();
    const client = opened(connectRaw(app.port, [bearer(app)], [message('join', 1)]));
    await client.hears('101');
    await until(() => clientsOf(app) === 1);
    await client.close();
    app.keys.arrive();
    await until(() => clientsOf(app) === 0);
    expect(app.seen.filter((line) => line === 'disconnected')).toHaveLength(
      app.seen.filter((line) => line.startsWith('connected')).length,
    );
    expect(app.clock.timers).toBe(KEY_TIMER);
  });

  test('before it is refused leaves nothing behind', async () => {
    const app = await start();
    app.keys.isDown = true;
    const client = opened(connectRaw(app.port, [bearer(app)]));
    await client.hears('101');
    await client.close();
    app.keys.arrive();
    await until(() => clientsOf(app) === 0 && app.clock.timers <= KEY_TIMER);
    expect(app.seen).toEqual([]);
  });

  test('with the handshake unanswered is not connected', async () => {
    const app = await start({ transport: { refuseWith: 'http' } });
    const asked = new Promise((resolve) => app.app.getHttpServer().once('upgrade', resolve));
    const client = opened(connectRaw(app.port, [bearer(app)], [message('join', 1)]));
    await asked;
    await client.close();
    app.keys.arrive();
    await until(() => app.decisions.length === 1);
    expect([clientsOf(app), app.seen]).toEqual([0, []]);
  });

  test('in the packet of its first message is not connected', async () => {
    const app = await start({ transport: { token: { firstMessage: { event: 'authenticate' } } } });
    const token = app.issuer.token();
    const client = opened(connectRaw(app.port, [], [message('authenticate', token), frame('', 8)]));
    await client.closed();
    await until(() => clientsOf(app) === 0);
    expect([app.seen, app.decisions, app.clock.timers]).toEqual([[], [], 0]);
  });

  test('while the token of its first message is verified is not connected', async () => {
    const app = await start({ transport: { token: { firstMessage: { event: 'authenticate' } } } });
    const client = opened(app.connect());
    await client.hears(1);
    await until(() => app.clock.timers === 1);
    client.send('authenticate', app.issuer.token());
    await until(() => app.clock.timers === 0);
    for (const one of app.app.get(app.gateway).server.clients) one.terminate();
    await client.closed();
    app.keys.arrive();
    await until(() => app.decisions.length === 1);
    await until(() => clientsOf(app) === 0);
    expect([app.seen, app.clock.timers]).toEqual([[], KEY_TIMER]);
  });
});

test('an application that ends while clients wait ends, and their messages are not handled', async () => {
  const app = await start();
  const client = opened(connectRaw(app.port, [bearer(app)], [message('join', 1)]));
  await client.hears('101');
  await until(() => clientsOf(app) === 1);
  await app.close();
  await client.closed();
  app.keys.arrive();
  expect(app.seen.filter((line) => line.startsWith('join'))).toEqual([]);
});

test('one client that waits does not keep another waiting', async () => {
  const app = await start();
  const waiting = opened(app.connect({ token: app.issuer.token() }));
  await waiting.hears(1);
  const other = opened(app.connect());
  expect(await other.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
  app.keys.arrive();
  waiting.send('join', 1);
  await waiting.hears(2);
  expect(app.seen).toEqual(['connected alice /', 'join 1']);
});
