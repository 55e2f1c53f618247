import { describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { generateKey } from '../support/test-issuer.js';
import { until } from '../support/until.js';
import { HTTP_ADAPTERS } from './gateway-app.js';
import { connectRaw, frame, message, type RawWsClient } from './raw-ws-client.js';
import { chat, exceptionFrame, startWs, type Chat, type WsApp } from './ws-app.js';

const opened = closeAfterEach();

type Started = WsApp & Chat;

async function start(options: object = {}): Promise<Started> {
  const made = chat();
  return { ...opened(await startWs([made.gateway], options)), ...made };
}

const clientsOf = ({ app, gateway }: Started): number => app.get(gateway).server.clients.size;

const bearer = (token: string): string[] => [`Authorization: Bearer ${token}`];

describe.each(HTTP_ADAPTERS)('over %s', (http) => {
  test('a thousand clients with bad tokens keep no good one from being answered, and none is left', async () => {
    const app = await start({ http });
    const forged = app.issuer.token({ key: { ...generateKey('other'), kid: app.issuer.key.kid } });
    const expired = app.issuer.token({ claims: { exp: app.clock.seconds - 1000 } });
    const bad = [forged, expired, 'a.b.c', 'x'.repeat(8000)];
    const clients: RawWsClient[] = [];
    const good: RawWsClient[] = [];
    for (let index = 0; index < 1050; index += 1) {
      const isGood = index % 21 === 0;
      const claims = { sub: `user-${index}` };
      const token = isGood ? app.issuer.token({ claims }) : String(bad[index % bad.length]);
      const client = opened(connectRaw(app.port, bearer(token), [message('join', index)]));
      (isGood ? good : clients).push(client);
    }
    const answers = await Promise.all(good.map((client) => client.hears('"joined"')));
    expect(answers).toHaveLength(50);
    const ends = await Promise.all(
      clients.map(async (client) => {
        const heard = await client.hears('\x88');
        await client.close();
        return /TOKEN_EXPIRED|TOKEN_MALFORMED|SIGNATURE_INVALID/.exec(heard)?.[0];
      }),
    );
    expect(new Set(ends)).toEqual(new Set(['TOKEN_EXPIRED', 'TOKEN_MALFORMED', 'SIGNATURE_INVALID']));
    await until(() => clientsOf(app) === 50 && app.clock.timers === 50);
    const handled = (index: number): string[] => [`connected user-${index} /`, `join ${index}`];
    const expected = good.flatMap((_, index) => handled(index * 21));
    expect(app.seen.toSorted()).toEqual(expected.toSorted());
  });
});

test('each message of a flood is refused, and a client that does not read is cut off', async () => {
  const app = await start();
  const deaf = app.connect({ token: app.issuer.token() });
  opened({ close: async () => deaf.socket.terminate() });
  const hearing = opened(app.connect({ token: app.issuer.token() }));
  await Promise.all([deaf.hears(1), hearing.hears(1)]);
  deaf.socket.pause();
  const unread = (): number =>
    Math.max(...[...app.app.get(app.gateway).server.clients].map(({ bufferedAmount }) => bufferedAmount));
  // What the system keeps for the client is full first, because refusals are small.
  while (unread() < 128 * 1024) {
    for (const client of app.app.get(app.gateway).server.clients) client.send('x'.repeat(64 * 1024));
    // oxlint-disable-next-line no-await-in-loop -- one push after the other
    await new Promise(setImmediate);
  }
  let most = 0;
  while (clientsOf(app) === 2) {
    for (let index = 0; index < 1000; index += 1) deaf.send('say', index);
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await new Promise(setImmediate);
    if (clientsOf(app) > 0) most = Math.max(most, unread());
  }
  expect(app.decisions.filter(({ outcome }) => outcome === 'refused').length).toBeGreaterThan(1000);
  expect(most).toBeLessThan(4 * 1024 * 1024);
  hearing.send('join', 'still here');
  await until(() => hearing.heard.at(-1)?.includes('"joined"') === true);
  expect(app.seen.filter((line) => line.startsWith('say'))).toEqual([]);
});

test('a client that reads hears a refusal for each message of a flood, and is served after it', async () => {
  const app = await start();
  const client = opened(app.connect({ token: app.issuer.token() }));
  await client.hears(1);
  const count = 3000;
  for (let index = 0; index < count; index += 1) client.send('say', index);
  client.send('join', 1);
  const [, ...heard] = await client.hears(count + 2);
  expect(heard.slice(0, count)).toEqual(
    Array.from({ length: count }, () => exceptionFrame('SCOPE_MISSING', 403)),
  );
  expect(heard[count]).toContain('"joined"');
  expect(app.seen).toEqual(['connected alice /', 'join 1']);
});

describe('a frame of a granted client', () => {
  test.each<[string, Buffer]>([
    ['that names a member of every object', frame('{"event":"__proto__","data":{"event":"say"}}')],
    ['that names a constructor', frame('{"event":"constructor"}')],
    ['with a prototype of its own', frame('{"__proto__":{"event":"say"}}')],
    ['that is a list', frame('["say","hello"]')],
    ['that is a number', frame('7')],
    ['that is null', frame('null')],
    ['that is no JSON', frame('{"event":"say"')],
    ['that is empty', frame('')],
    ['whose event is a list', frame('{"event":["say"],"data":1}')],
    ['whose event is an object', frame('{"event":{"toString":"say"}}')],
    ['nested a megabyte deep', frame('['.repeat(1024 * 1024))],
    [
      'with data nested a megabyte deep',
      frame(`{"event":"none","data":${'['.repeat(1024 * 1024)}${']'.repeat(1024 * 1024)}}`),
    ],
    ['that is binary garbage', frame(Buffer.from([0, 255, 254, 1]), 2)],
    ['of the event exception', message('exception', { code: 'TOKEN_EXPIRED' })],
    ['of the event connection', message('connection')],
    ['of the event handleConnection', message('handleConnection')],
  ])('%s reaches no handler, and the next one is answered', async (_what, bytes) => {
    const app = await start();
    const client = opened(connectRaw(app.port, bearer(app.issuer.token()), [bytes, message('join', 1)]));
    await client.hears('"joined"');
    expect(app.seen).toEqual(['connected alice /', 'join 1']);
    expect(({} as { event?: unknown }).event).toBeUndefined();
  });

  test.each<[string, Buffer]>([
    ['is not masked', Buffer.from([0x81, 0x01, 0x61])],
    ['has reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ['is no UTF-8', frame(Buffer.from([0xff, 0xfe]))],
    [
      'is longer than may be',
      Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    ],
  ])('that %s ends its connection alone', async (_what, bytes) => {
    const app = await start();
    const token = app.issuer.token();
    const other = opened(app.connect({ token }));
    await other.hears(1);
    const client = opened(connectRaw(app.port, bearer(token), [bytes]));
    await client.hears('\x88');
    await client.close();
    await until(() => clientsOf(app) === 1);
    other.send('join', 1);
    expect((await other.hears(2))[1]).toContain('"joined"');
  });

  test('that is broken while the first decision waits ends its connection alone', async () => {
    const app = await start({ transport: { token: { firstMessage: { event: 'authenticate' } } } });
    const client = opened(connectRaw(app.port, [], [Buffer.from([0xf1, 0x80, 0, 0, 0, 0])]));
    await client.hears('\x88');
    await client.close();
    await until(() => clientsOf(app) === 0 && app.clock.timers === 0);
    expect([app.seen, app.decisions]).toEqual([[], []]);
  });
});

test('a refusal repeats nothing of what was sent', async () => {
  const app = await start();
  const client = opened(app.connect({ token: app.issuer.token() }));
  await client.hears(1);
  client.send('say', { token: 'very-secret', nested: ['very-secret'] });
  const [, heard] = await client.hears(2);
  expect(heard).toEqual(exceptionFrame('SCOPE_MISSING', 403));
});
