import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JwksServer } from '../../../test/support/jwks-server.js';
import {
  DISCOVERY_TYPES,
  fetchJson,
  FetchRefusedError,
  MAX_DOCUMENT_BYTES,
  systemFetch,
} from './fetch-json.js';

let server: JwksServer;
let deadline: AbortController;

beforeEach(async () => {
  server = await JwksServer.start();
  deadline = new AbortController();
});

afterEach(() => server.close());

function fetched(): Promise<unknown> {
  return fetchJson(server.url, DISCOVERY_TYPES, systemFetch, deadline.signal);
}

/** The server answers with exactly these bytes. */
function answerBytes(bytes: Uint8Array): void {
  server.handle((_request, response) => response.writeHead(200).end(bytes));
}

/** What happens once the server has the request and has sent headers and a first byte. */
function onFirstByte(act: (response: ServerResponse) => void): void {
  server.handle((_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{', () => act(response));
  });
}

function refusal(reason: string): Promise<void> {
  return expect(fetched()).rejects.toThrow(new FetchRefusedError(reason));
}

function rejectingFetch(error: unknown): Promise<unknown> {
  const fetch = async (): Promise<Response> => {
    throw error;
  };
  return fetchJson('http://127.0.0.1', DISCOVERY_TYPES, fetch, deadline.signal);
}

describe('fetchJson', () => {
  it('fetches a document, asking for the given media types', async () => {
    const seen: (string | undefined)[] = [];
    server.handle((request, response) => {
      seen.push(request.method, request.headers.accept);
      response.writeHead(200, { 'content-type': 'text/plain' }).end('{"keys":[]}');
    });
    await expect(fetched()).resolves.toEqual({ keys: [] });
    expect(seen).toEqual(['GET', 'application/json']);
  });

  it.each(['null', '{}', '[]', '{"keys":"x"}', '1'])('returns %s: the caller validates it', async (body) => {
    server.answer(200, body);
    await expect(fetched()).resolves.toEqual(JSON.parse(body));
  });

  it.each([
    ['https://keys.example.com/jwks', 'https://keys.example.com/jwks'],
    ['https://user:word@keys.example.com/jwks?key=s3cret#x', 'https://keys.example.com/jwks'],
    ['/moved', () => `${server.origin}/moved`],
    ['http://[', 'http://['],
  ])('names the target of a redirect to %s', async (location, target) => {
    server.handle((_request, response) => response.writeHead(302, { location }).end());
    const shown = typeof target === 'string' ? target : target();
    await refusal(
      `the answer is a redirect (302) to "${shown}", and redirects are not followed; if that is the right place, configure its URL`,
    );
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', '{"keys":[]}'],
    ['the document itself', { keys: [] }],
    ['what axios returns', { status: 200, data: { keys: [] }, headers: {} }],
    ['a body that is a text', { status: 200, body: '{"keys":[]}' }],
    ['a list of a Response', [Response.json({})]],
  ])('says that the fetch option returned no Response: %s', async (_name, value) => {
    const fetch = (): Promise<Response> => Promise.resolve(value as unknown as Response);
    await expect(fetchJson(server.url, DISCOVERY_TYPES, fetch, deadline.signal)).rejects.toThrow(
      new FetchRefusedError('the fetch option returned something that is not a Response of the Fetch API'),
    );
  });

  it.each([201, 204, 301, 304, 400, 404, 429, 500, 503])('refuses the status %d', async (status) => {
    server.answer(status, status === 204 || status === 304 ? '' : '{"keys":[]}');
    await refusal(`the answer has status ${status}, not 200`);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect with status %d', async (status) => {
    server.answer(status, '', { location: `${server.origin}/elsewhere` });
    await expect(fetched()).rejects.toThrow(
      `the answer is a redirect (${status}) to "${server.origin}/elsewhere"`,
    );
    expect(server.hits).toEqual({ '/jwks': 1 });
  });

  it.each([
    ['nothing', '', ''],
    ['HTML', '<!doctype html><title>Sign in</title>', ''],
    ['half a document', '{"keys":[', ': it is cut off or damaged'],
    ['half a list', ' [1,', ': it is cut off or damaged'],
    ['two documents', '{}{}', ': it is cut off or damaged'],
    ['NaN', 'NaN', ''],
    ['a document in quotes of its own', "{'keys':[]}", ': it is cut off or damaged'],
  ])('refuses %s without showing it', async (_name, body, what) => {
    server.answer(200, body);
    await refusal(`the answer is not JSON${what}`);
  });

  it('says that an answer is a page', async () => {
    server.answer(200, '<title>Sign in</title>', { 'content-type': 'text/html; charset=utf-8' });
    await refusal('the answer is not JSON but a page (text/html), such as that of a login or a proxy');
  });

  it('refuses what is no JSON of a fetch option that gives no headers', async () => {
    const fetch = async (): Promise<Response> =>
      ({ status: 200, body: new Response('x').body }) as Partial<Response> as Response;
    const result = fetchJson('http://127.0.0.1', DISCOVERY_TYPES, fetch, deadline.signal);
    await expect(result).rejects.toThrow(new FetchRefusedError('the answer is not JSON'));
  });

  it('refuses invalid UTF-8', async () => {
    answerBytes(Buffer.from([0x22, 0xc3, 0x28, 0x22]));
    await refusal('the answer is not JSON');
  });

  it('takes a byte order mark before the document', async () => {
    answerBytes(Buffer.from('\ufeff{"keys":[]}'));
    await expect(fetched()).resolves.toEqual({ keys: [] });
  });

  it('takes a document of 1 MB and refuses one of a byte more', async () => {
    const body = `"${'x'.repeat(MAX_DOCUMENT_BYTES - 2)}"`;
    server.answer(200, body);
    await expect(fetched()).resolves.toHaveLength(MAX_DOCUMENT_BYTES - 2);
    server.answer(200, `${body} `);
    await refusal('the answer is larger than 1000000 bytes');
  });

  it('hangs up on an endless document', async () => {
    const closed = new Promise<void>((resolve) => {
      server.handle((_request, response) => {
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(100_000, 0x20)));
        };
        response.on('drain', more).on('close', resolve);
        more();
      });
    });
    await refusal('the answer is larger than 1000000 bytes');
    await closed;
  });

  it('refuses a document that is cut off', async () => {
    onFirstByte((response) => response.destroy());
    await expect(fetched()).rejects.toThrow(FetchRefusedError);
  });

  it('gives up on a body that drips when the deadline passes, and says why', async () => {
    onFirstByte(() => deadline.abort('it took longer than 5000 ms'));
    await refusal('it took longer than 5000 ms');
  });

  it('gives up on a server that never answers when the deadline passes', async () => {
    server.handle(() => deadline.abort('it took longer than 5000 ms'));
    await refusal('it took longer than 5000 ms');
  });

  it('gives up at once when the deadline has passed already', async () => {
    deadline.abort('the application is shutting down');
    await refusal('the application is shutting down');
    expect(server.fetches).toBe(0);
  });

  it('gives up at the deadline even when fetch ignores the signal', async () => {
    const fetch = (): Promise<Response> => new Promise(() => undefined);
    const result = fetchJson('http://127.0.0.1', DISCOVERY_TYPES, fetch, deadline.signal);
    deadline.abort('too late');
    await expect(result).rejects.toThrow(new FetchRefusedError('too late'));
  });

  it('gives up at once when the deadline has passed already and fetch ignores it', async () => {
    const fetch = (): Promise<Response> => new Promise(() => undefined);
    deadline.abort('too late');
    const result = fetchJson('http://127.0.0.1', DISCOVERY_TYPES, fetch, deadline.signal);
    await expect(result).rejects.toThrow(new FetchRefusedError('too late'));
  });

  it('leaves nothing listening to the signal', async () => {
    server.answer(200, '{}');
    const fetch = async (): Promise<Response> => new Response('{}');
    await fetchJson('http://127.0.0.1', DISCOVERY_TYPES, fetch, deadline.signal);
    expect(getEventListeners(deadline.signal, 'abort')).toEqual([]);
  });

  it('refuses an answer without a body', async () => {
    const fetch = async (): Promise<Response> => new Response(null);
    const result = fetchJson('http://127.0.0.1', DISCOVERY_TYPES, fetch, deadline.signal);
    await expect(result).rejects.toThrow(new FetchRefusedError('the answer is not JSON'));
  });

  it('refuses when nobody listens at the address', async () => {
    const { url } = server;
    await server.close();
    await expect(fetchJson(url, DISCOVERY_TYPES, systemFetch, deadline.signal)).rejects.toThrow(
      FetchRefusedError,
    );
    server = await JwksServer.start();
  });

  it.each([
    [
      'the code of the cause',
      new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }),
      'ECONNREFUSED',
    ],
    ['the code of the error itself', coded('UND_ERR_SOCKET'), 'UND_ERR_SOCKET'],
    [
      'a port that fetch blocks',
      new TypeError('fetch failed', { cause: new Error('bad port') }),
      'fetch refuses to connect to this port',
    ],
    ['nothing of a code that is no text', coded(20), 'the connection failed'],
    ['nothing of a message, which may hold anything', new Error('token=secret'), 'the connection failed'],
    ['nothing of a cause that is no error', new Error('x', { cause: 'secret' }), 'the connection failed'],
    ['nothing of what is no error', 'secret', 'the connection failed'],
  ])('names the cause: %s', async (_name, error: unknown, message) => {
    await expect(rejectingFetch(error)).rejects.toThrow(new FetchRefusedError(message));
  });
});

function coded(code: unknown): Error {
  return Object.assign(new Error('10.0.0.1:443'), { code });
}
