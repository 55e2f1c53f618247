import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { EntryPointProcess } from '../support/child-process.js';
import { expectRefused } from '../support/expect-refused.js';
import { call, READ, tokenOf, WRITE } from '../support/sample-calls.js';
import { type SampleService, startIssuerProcess, startSampleService } from '../support/sample-service.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const BOOK = { item: 'book', quantity: 1 };

describe.each(['express', 'fastify'])('the sample on %s', (HTTP_ADAPTER) => {
  let service: SampleService;
  let orders: string;
  let readToken: string;
  let writeToken: string;

  beforeAll(async () => {
    service = await startSampleService({ HTTP_ADAPTER });
    orders = `${service.url}/orders`;
    readToken = await tokenOf(service.issuer, [READ]);
    writeToken = await tokenOf(service.issuer, [WRITE]);
  });
  afterAll(() => service.close());

  async function place(order: object = BOOK): Promise<{ id: string }> {
    const response = await call('POST', orders, { token: writeToken, body: order });
    expect(response.status).toBe(201);
    return (await response.json()) as { id: string };
  }

  it('lists orders for a token with the read scope', async () => {
    const response = await call('GET', orders, { token: readToken });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual([]);
  });

  it('refuses to write with the read scope, naming the scope it needs', async () => {
    const response = await call('POST', orders, { token: readToken, body: BOOK });
    await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', WRITE);
  });

  it('refuses to read with the write scope', async () => {
    const { id } = await place();
    for (const url of [orders, `${orders}/${id}`]) {
      const response = await call('GET', url, { token: writeToken });
      await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', READ);
    }
  });

  it('places an order, shows it, deletes it, and then knows it no more', async () => {
    const order = await place();
    expect(order).toEqual({ ...BOOK, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });

    const shown = await call('GET', `${orders}/${order.id}`, { token: readToken });
    expect({ status: shown.status, body: await shown.json() }).toEqual({ status: 200, body: order });

    const deleted = await call('DELETE', `${orders}/${order.id}`, { token: writeToken });
    expect({ status: deleted.status, body: await deleted.text() }).toEqual({ status: 204, body: '' });

    expect((await call('GET', `${orders}/${order.id}`, { token: readToken })).status).toBe(404);
    expect((await call('DELETE', `${orders}/${order.id}`, { token: writeToken })).status).toBe(404);
  });

  it('lets a token with both scopes do both', async () => {
    const token = await tokenOf(service.issuer, [READ, WRITE]);
    expect((await call('GET', orders, { token })).status).toBe(200);
    expect((await call('POST', orders, { token, body: BOOK })).status).toBe(201);
  });

  it('takes a token whose scope was asked for in the query string', async () => {
    const token = await tokenOf(service.issuer, [READ], 'query');
    expect((await call('GET', orders, { token })).status).toBe(200);
  });

  it('challenges a call without a token and says no more', async () => {
    await expectRefused(await call('GET', orders), 'TOKEN_MISSING', 'unauthorized');
    await expectRefused(await call('POST', orders, { body: BOOK }), 'TOKEN_MISSING', 'unauthorized');
    await expectRefused(await call('DELETE', `${orders}/x`), 'TOKEN_MISSING', 'unauthorized');
  });

  it('refuses a token that was changed on its way', async () => {
    const [header, , signature] = readToken.split('.');
    const [, payload] = writeToken.split('.');
    const response = await call('GET', orders, { token: [header, payload, signature].join('.') });
    await expectRefused(response, 'SIGNATURE_INVALID', 'invalid_token');
  });

  it('refuses the token of another local issuer', async () => {
    const other = await startIssuerProcess();
    const token = await tokenOf(other.issuer, [READ]);
    await other.close();
    await expectRefused(await call('GET', orders, { token }), 'ISSUER_REFUSED', 'invalid_token');
  });

  it.each([
    ['item', { quantity: 1 }],
    ['item', { item: '', quantity: 1 }],
    ['item', { item: ' \n', quantity: 1 }],
    ['item', { item: 7, quantity: 1 }],
    ['item', { item: ['book'], quantity: 1 }],
    ['item', { item: 'x'.repeat(201), quantity: 1 }],
    ['quantity', { item: 'book' }],
    ['quantity', { item: 'book', quantity: '1' }],
    ['quantity', { item: 'book', quantity: 0 }],
    ['quantity', { item: 'book', quantity: 1.5 }],
    ['quantity', { item: 'book', quantity: 1001 }],
    ['quantity', '{"item":"book","quantity":1e400}'],
    ['quantity', { item: 'book', quantity: null }],
    ['price', { ...BOOK, price: 1 }],
    ['id', { ...BOOK, id: 'mine' }],
    ['item', {}],
  ])('answers a body with a bad %s with 400 that names it: %j', async (field, body) => {
    const response = await call('POST', orders, { token: writeToken, body });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(field);
  });

  it('takes the longest item and the largest quantity', async () => {
    await place({ item: 'x'.repeat(200), quantity: 1000 });
  });

  it.each([
    ['no JSON', '{"item":', 400],
    ['a list', [BOOK], 400],
    ['a word', '"book"', 400],
    ['null', 'null', 400],
    ['nothing at all', '', 400],
  ])('refuses a body that is %s', async (_case, body, status) => {
    const response = await call('POST', orders, { token: writeToken, body });
    expect(response.status).toBe(status);
  });

  it('refuses a body that is more than it reads, by its length', async () => {
    const body = JSON.stringify({ item: 'x'.repeat(2_000_000), quantity: 1 });
    const headers = {
      authorization: `Bearer ${writeToken}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
    };
    const sent = request(orders, { method: 'POST', headers });
    // Fastify answers the header and closes the connection, so that writing the body could fail before the answer is
    // read. Express reads the body first.
    if (HTTP_ADAPTER === 'express') sent.end(body);
    else sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    sent.destroy();
  });

  it.each([
    '{"__proto__":{"admin":true},"item":"book","quantity":1}',
    '{"constructor":{"prototype":{}},"item":"book","quantity":1}',
  ])('refuses or drops what a body forges beside the order: %s', async (body) => {
    const response = await call('POST', orders, { token: writeToken, body });
    // Fastify's parser refuses these names; on Express class-transformer drops them.
    expect(response.status).toBe(HTTP_ADAPTER === 'fastify' ? 400 : 201);
    if (response.status === 201) expect(await response.json()).toEqual({ ...BOOK, id: expect.any(String) });
  });

  it.each([
    ['lists', '['.repeat(5_000), ']'.repeat(5_000)],
    ['lists, as many as a body can hold', '['.repeat(49_000), ']'.repeat(49_000)],
    ['objects', '{"item":'.repeat(5_000), '}'.repeat(5_000)],
    ['objects in lists', '[{"item":'.repeat(5_000), '}]'.repeat(5_000)],
    ['lists beside others', `[[],{},${'['.repeat(5_000)}`, `${']'.repeat(5_000)}]`],
  ])('refuses a body that is nested deeply with 400: %s', async (_what, before, after) => {
    for (const body of [
      `{"item":${before}1${after},"quantity":1}`,
      `{"item":"book","quantity":1,"other":${before}1${after}}`,
      `${before}1${after}`,
    ]) {
      const response = await call('POST', orders, { token: writeToken, body });
      expect(response.status).toBe(400);
      expect(JSON.stringify(await response.json()).length).toBeLessThan(500);
    }
  });

  it('decides the call before it reads the body', async () => {
    const response = await call('POST', orders, { token: readToken, body: { item: 7 } });
    await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', WRITE);
  });

  it.each([
    '..%2F..%2Fetc%2Fpasswd',
    '__proto__',
    'constructor',
    '%00',
    'x'.repeat(90),
    "'; DROP TABLE orders",
  ])('knows no order by the id %j', async (id) => {
    expect((await call('GET', `${orders}/${id}`, { token: readToken })).status).toBe(404);
  });

  it('answers health to anybody, with the state of its key set and no key', async () => {
    await call('GET', orders, { token: readToken });
    for (const options of [{}, { token: 'nonsense' }]) {
      const response = await call('GET', `${service.url}/health`, options);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        status: 'ok',
        keySets: [expect.objectContaining({ issuer: service.issuer, status: 'ready' })],
      });
    }
  });

  it('prints lines to paste that hold its real addresses', async () => {
    const [lines] = await service.process.printed(/Try next[^]*/);
    expect(lines).toContain(
      `    TOKEN=$(npm run -s token -- --scope mule-api/api_read --issuer ${service.issuer})\n` +
        `    curl -i -H "Authorization: Bearer $TOKEN" ${service.url}/orders            # 200\n` +
        `    curl -i -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"item":"book","quantity":1}' ${service.url}/orders   # 403 insufficient_scope\n`,
    );
  });

  it('gets a token by the printed command, and nothing else on standard output', async () => {
    const [, words = ''] = await service.process.printed(/npm run -s token -- (.+)\)$/m);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['token']).toBe('node dist/local-issuer/token.js');
    const ended = await new EntryPointProcess('local-issuer/token.js', '.', {}, words.split(' ')).ended;
    expect(ended).toMatchObject({
      code: 0,
      errors: '',
      output: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/),
    });
    expect((await call('GET', orders, { token: ended.output.trim() })).status).toBe(200);
  });
});
