import { describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { generateKey } from '../support/test-issuer.js';
import { until } from '../support/until.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { HTTP_ADAPTERS, type GatewayAppParts } from './gateway-app.js';
import { KeyEndpoint, REMOTE_ISSUER } from './key-endpoint.js';
import { connectRaw, message } from './raw-ws-client.js';
import { chat, startWs, type Chat, type WsApp } from './ws-app.js';
import type { WsTestClient } from './ws-clients.js';

const opened = closeAfterEach();

type Started = WsApp & Chat;

async function start(parts: Partial<GatewayAppParts> = {}): Promise<Started> {
  const made = chat();
  return { ...opened(await startWs([made.gateway], parts)), ...made };
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The tolerance for clocks that the options have by default. */
const TOLERANCE = 60;

async function connected(app: Started, token: string): Promise<WsTestClient> {
  const client = opened(app.connect({ token }));
  const before = app.seen.length;
  await client.hears(1);
  await until(() => app.seen.length > before);
  return client;
}

/** Pushes a text to whoever is connected, as gateways do. */
function push({ app, gateway }: Started, text: string): void {
  for (const client of app.get(gateway).server.clients) if (client.readyState === 1) client.send(text);
}

describe.each(HTTP_ADAPTERS)('over %s', (http) => {
  test('a connection is closed when its token ends, and what the gateway pushes no longer arrives', async () => {
    const app = await start({ http });
    const exp = app.clock.seconds + 100;
    const short = await connected(app, app.issuer.token({ claims: { exp } }));
    const long = await connected(app, app.issuer.token());
    app.clock.advance(100 + TOLERANCE - 0.001);
    push(app, 'before');
    await short.hears(2);
    app.clock.advance(0.001);
    push(app, 'after');
    expect(await short.closed()).toEqual(['open', 'before', 'close 4401 TOKEN_EXPIRED']);
    expect(await long.hears(3)).toEqual(['open', 'before', 'after']);
    await until(() => app.seen.includes('disconnected'));
  });
});

test('the tolerance that the options have counts', async () => {
  const app = await start({ options: { issuers: [{ ...issuerOptions, clockToleranceSeconds: 0 }] } });
  const client = await connected(app, app.issuer.token({ claims: { exp: app.clock.seconds + 100 } }));
  app.clock.advance(99.999);
  push(app, 'before');
  await client.hears(2);
  app.clock.advance(0.001);
  expect(await client.closed()).toEqual(['open', 'before', 'close 4401 TOKEN_EXPIRED']);
});

test('a token that ends in 30 days, more than a timer can hold, is closed then', async () => {
  const app = await start();
  const exp = app.clock.seconds + 30 * DAY;
  const client = await connected(app, app.issuer.token({ claims: { exp } }));
  app.clock.advance(30 * DAY + TOLERANCE - 1);
  expect(app.clock.timers).toBe(1);
  push(app, 'before');
  await client.hears(2);
  app.clock.advance(1);
  expect(await client.closed()).toEqual(['open', 'before', 'close 4401 TOKEN_EXPIRED']);
});

test('a token without an end does not end the connection', async () => {
  const app = await start({
    options: { issuers: [{ ...issuerOptions, requireExp: false }] } as object,
  });
  await connected(app, app.issuer.token({ claims: { exp: undefined } }));
  expect(app.clock.timers).toBe(0);
});

test('a connection that the client ends leaves no timer', async () => {
  const app = await start();
  const client = await connected(app, app.issuer.token());
  expect(app.clock.timers).toBe(1);
  await client.close();
  await until(() => app.seen.includes('disconnected'));
  expect(app.clock.timers).toBe(0);
});

test('a client that does not confirm its end is cut off, and what it goes on to send is refused', async () => {
  const app = await start();
  const exp = app.clock.seconds + 100;
  const token = app.issuer.token({ claims: { exp } });
  const client = opened(connectRaw(app.port, [`Authorization: Bearer ${token}`]));
  await until(() => app.seen.length === 1);
  app.clock.advance(100 + TOLERANCE);
  await client.hears('TOKEN_EXPIRED');
  client.write(message('join', 1));
  await until(() => app.decisions.length === 2);
  await new Promise(setImmediate);
  expect(app.decisions).toHaveLength(2);
  app.clock.advance(2);
  await client.closed();
  await until(() => app.seen.includes('disconnected'));
  expect(app.seen).toEqual(['connected alice /', 'disconnected']);
  expect(app.clock.timers).toBe(0);
});

test('a clock that was set back does not keep a message of an ended token from being refused', async () => {
  const app = await start();
  const exp = app.clock.seconds + 100;
  const client = await connected(app, app.issuer.token({ claims: { exp, nbf: app.clock.seconds } }));
  app.clock.advance(-1000);
  client.send('join', 1);
  expect(await client.closed()).toEqual([
    'open',
    expect.stringContaining('"code":"TOKEN_NOT_YET_VALID"'),
    'close 4401 TOKEN_NOT_YET_VALID',
  ]);
});

describe('a key that is withdrawn', () => {
  async function withKeys(): Promise<Started & { readonly keys: KeyEndpoint; readonly token: string }> {
    const keys = new KeyEndpoint();
    const old = generateKey('old');
    keys.publish(old);
    const app = await start({ options: keys.options });
    const exp = app.clock.seconds + 100 * HOUR;
    return { ...app, keys, token: app.issuer.token({ key: old, claims: { exp, scope: 'chat/write' } }) };
  }

  test('has the next message refused and the connection closed, so that no push arrives', async () => {
    const app = await withKeys();
    const client = await connected(app, app.token);
    const silent = await connected(app, app.token);
    app.keys.publish(generateKey('new'));
    app.clock.advance(2 * HOUR);
    // The first message after its time to live has the set fetched, and does not wait for it.
    client.send('join', 1);
    await client.hears(2);
    await until(() => app.keys.fetches === 2);
    while (client.socket.readyState === 1) {
      client.send('join', 2);
      // oxlint-disable-next-line no-await-in-loop -- one message after the other
      await new Promise(setImmediate);
    }
    const heard = await client.closed();
    expect(heard.filter((line) => line.includes('"exception"'))[0]).toContain('"code":"KEY_UNKNOWN"');
    expect(heard.at(-1)).toBe('close 4401 KEY_UNKNOWN');
    // Nobody has asked about this one: it is told at its next message.
    push(app, 'news');
    await silent.hears(2);
    silent.send('join', 3);
    expect((await silent.closed()).at(-1)).toBe('close 4401 KEY_UNKNOWN');
  });

  test('is no outage: messages are refused as undecided, and the connection stays', async () => {
    const app = await withKeys();
    const client = await connected(app, app.token);
    app.keys.isDown = true;
    app.clock.advance(90 * HOUR);
    while (!client.heard.at(-1)?.includes('KEYS_UNAVAILABLE')) {
      client.send('join', 1);
      // oxlint-disable-next-line no-await-in-loop -- one message after the other
      await client.hears(client.heard.length + 1);
    }
    expect(client.heard.at(-1)).toContain('"statusCode":503');
    push(app, 'news');
    const count = client.heard.length;
    expect((await client.hears(count + 1)).at(-1)).toBe('news');
    app.keys.isDown = false;
    app.clock.advance(HOUR);
    while (!client.heard.at(-1)?.includes('joined')) {
      client.send('join', 2);
      // oxlint-disable-next-line no-await-in-loop -- one message after the other
      await client.hears(client.heard.length + 1);
    }
    expect(app.seen.at(-1)).toBe('join 2');
  });
});

test('an outage while a connection is reconsidered does not end it', async () => {
  const keys = new KeyEndpoint();
  const policies = [
    { name: 'rest', issuers: [REMOTE_ISSUER], appliesTo: [{ transport: 'ws', pattern: ['/', 'join'] }] },
    {
      name: 'closing',
      issuers: [issuerOptions],
      checks: [{ claim: 'department', rule: 'closing' }],
      appliesTo: [{ transport: 'ws', pattern: 'say' }],
    },
  ];
  keys.publish(...issuerOptions.keys.jwks.keys.map((jwk) => ({ jwk })));
  const app = await start({ options: { policies, fetch: keys.fetch } as object });
  const client = await connected(app, app.issuer.token({ claims: { exp: app.clock.seconds + 100 * HOUR } }));
  keys.isDown = true;
  app.clock.advance(90 * HOUR);
  while (!client.heard.at(-1)?.includes('KEYS_UNAVAILABLE')) {
    client.send('join', 1);
    // oxlint-disable-next-line no-await-in-loop -- one message after the other
    await client.hears(client.heard.length + 1);
  }
  const [heard, decided] = [client.heard.length, app.decisions.length];
  client.send('say', 1);
  await until(() => app.decisions.length === decided + 2);
  expect(app.decisions.slice(decided)).toMatchObject([
    { code: 'CLAIM_MISSING' },
    { code: 'KEYS_UNAVAILABLE' },
  ]);
  await new Promise(setImmediate);
  push(app, 'news');
  expect((await client.hears(heard + 2)).at(-1)).toBe('news');
});

test('a message that lacks a scope does not end the connection', async () => {
  const app = await start();
  const client = await connected(app, app.issuer.token());
  client.send('say', 1);
  client.send('join', 2);
  const heard = await client.hears(3);
  expect(heard[1]).toContain('"code":"SCOPE_MISSING"');
  expect(heard[2]).toContain('"joined"');
  expect(app.seen).toEqual(['connected alice /', 'join 2']);
});
