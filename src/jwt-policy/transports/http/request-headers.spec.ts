import { createServer, get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { HttpRequest } from './http-request.js';
import { addHeaders, HeaderNames, removeHeaders } from './request-headers.js';

/** An incoming message as Node makes it, of which nothing has been looked at yet. */
async function received(headers: Readonly<Record<string, string | string[]>>): Promise<IncomingMessage> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = get({ port, host: '127.0.0.1', headers: { host: 'h', connection: 'close', ...headers } });
  const [message, response] = (await once(server, 'request')) as [IncomingMessage, { end(): void }];
  response.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  server.close();
  return message;
}

const asRequest = (message: unknown): HttpRequest => message as HttpRequest;
const SENT = { 'X-User': ['mallory', 'eve'], x_user: 'trent', 'x-other': 'kept' };

describe('removeHeaders', () => {
  it.each([
    ['nothing was looked at', (): void => undefined],
    ['headers were looked at', (message: IncomingMessage) => void message.headers],
    [
      'everything was looked at',
      (message: IncomingMessage) => void [message.headers, message.headersDistinct],
    ],
  ])('leaves no trace in any view of Node, when before %s', async (_when, look) => {
    const message = await received(SENT);
    look(message);
    removeHeaders(asRequest(message), new HeaderNames(['x-user']));
    expect(message.headers).toEqual({ host: 'h', connection: 'close', 'x-other': 'kept' });
    expect({ ...message.headersDistinct }).toEqual({
      host: ['h'],
      connection: ['close'],
      'x-other': ['kept'],
    });
    expect(message.rawHeaders).toEqual(['host', 'h', 'connection', 'close', 'x-other', 'kept']);
  });

  it('takes _ for - in the names it is given too', async () => {
    const message = await received(SENT);
    removeHeaders(asRequest(message), new HeaderNames(['x_user']));
    expect(JSON.stringify([message.headers, message.headersDistinct, message.rawHeaders])).not.toMatch(
      /mallory|eve|trent/,
    );
  });

  it('does without the raw headers that some platforms leave out', () => {
    const request = { headers: { 'x-user': 'mallory', 'x-other': 'kept' } };
    removeHeaders(asRequest(request), new HeaderNames(['x-user']));
    expect(request).toEqual({ headers: { 'x-other': 'kept' } });
  });

  it('removes from a request whose headers are a copy at each look, as of Fastify once they were replaced', () => {
    const raw = { headers: { 'x-user': 'mallory' }, rawHeaders: ['X-User', 'mallory'] };
    let added: object = { 'X-USER': 'eve', 'x-other': 'kept' };
    const request = {
      raw,
      get headers(): object {
        return { ...raw.headers, ...added };
      },
      set headers(headers: object) {
        added = headers;
      },
    };
    removeHeaders(asRequest(request), new HeaderNames(['x-user']));
    expect([request.headers, raw]).toEqual([{ 'x-other': 'kept' }, { headers: {}, rawHeaders: [] }]);
    addHeaders(asRequest(request), [['x-user', 'alice']]);
    expect(request.headers).toEqual({ 'x-other': 'kept', 'x-user': 'alice' });
  });
});

describe('addHeaders', () => {
  it('shows one value in every view of Node, whatever was sent and removed', async () => {
    const message = await received(SENT);
    removeHeaders(asRequest(message), new HeaderNames(['x-user']));
    addHeaders(asRequest(message), [['x-user', 'alice']]);
    expect(message.headers['x-user']).toBe('alice');
    expect(message.headersDistinct['x-user']).toEqual(['alice']);
    expect(message.rawHeaders.slice(-2)).toEqual(['x-user', 'alice']);
    expect(JSON.stringify([message.headers, message.headersDistinct, message.rawHeaders])).not.toMatch(
      /mallory|eve|trent/,
    );
  });
});

describe('the work of removing and adding headers', () => {
  /** An object that counts how often its names are listed. */
  function listed(target: Record<string, string>): {
    readonly view: typeof target;
    readonly lists: () => number;
  } {
    let lists = 0;
    const view = new Proxy(target, {
      ownKeys: (inner) => {
        lists += 1;
        return Reflect.ownKeys(inner);
      },
    });
    return { view, lists: () => lists };
  }

  it('is a few looks at the headers, however many of them are sent and set', () => {
    const sent = Array.from({ length: 2_000 }, (_, index) => [`h${index}`, 'x'] as const);
    const { view, lists } = listed(Object.fromEntries(sent));
    const rawHeaders = sent.flat();
    const names = Array.from({ length: 1_000 }, (_, index) => `h${2 * index}`);
    const request = asRequest({ headers: view, rawHeaders });
    removeHeaders(request, new HeaderNames(names));
    const before = lists();
    addHeaders(
      request,
      names.map((name) => [name, 'y']),
    );
    expect(before).toBeLessThanOrEqual(3);
    expect(lists()).toBe(before);
    expect(rawHeaders).toHaveLength(4_000);
    expect(rawHeaders.slice(0, 4)).toEqual(['h1', 'x', 'h3', 'x']);
    expect(rawHeaders.slice(-2)).toEqual(['h1998', 'y']);
  });
});
