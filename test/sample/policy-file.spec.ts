import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { call, READ, tokenOf, WRITE } from '../support/sample-calls.js';
import { callOverGrpc, grpcClient, sendOverTcp } from '../support/sample-messages.js';
import {
  freePort,
  runSampleService,
  type SampleService,
  startSampleService,
  temporaryDirectory,
} from '../support/sample-service.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const BOOK = { item: 'book', quantity: 1 };
const folder = temporaryDirectory();
afterAll(() => folder.remove());

/** Writes a file of the test. */
function write(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

/** A copy of an example for a local issuer on another port, with other changes to its text. */
function example(name: string, port: number, changes: (text: string) => string = (text) => text): string {
  const text = readFileSync(join('examples', name), 'utf8').replaceAll(':3001', `:${port}`);
  return write(`${port}-${name}`, changes(text));
}

/** The service with an example, on a local issuer of its own. */
async function start(
  name: string,
  variables: Record<string, string> = {},
  changes?: (text: string) => string,
): Promise<SampleService> {
  const port = await freePort();
  const JWT_POLICY_FILE = example(name, port, changes);
  return startSampleService({ LOCAL_ISSUER_PORT: String(port), JWT_POLICY_FILE, ...variables });
}

async function answer(response: Response): Promise<[status: number, body: unknown]> {
  return [response.status, await response.json()];
}

describe.each([
  ['cognito-read-write.json', 'express'],
  ['cognito-read-write.yaml', 'fastify'],
])('the example %s on %s', (name, HTTP_ADAPTER) => {
  let service: SampleService;
  let orders: string;
  const tokens = { read: '', write: '', both: '' };

  beforeAll(async () => {
    service = await start(name, { HTTP_ADAPTER });
    orders = `${service.url}/orders`;
    tokens.read = await tokenOf(service.issuer, [READ]);
    tokens.write = await tokenOf(service.issuer, [WRITE]);
    tokens.both = await tokenOf(service.issuer, [READ, WRITE]);
  });
  afterAll(() => service.close());

  it('reads with the read scope and writes with the write scope', async () => {
    expect((await call('GET', orders, { token: tokens.read })).status).toBe(200);
    const placed = await call('POST', orders, { token: tokens.write, body: BOOK });
    expect(placed.status).toBe(201);
    const { id } = (await placed.json()) as { id: string };
    expect((await call('GET', `${orders}/${id}`, { token: tokens.both })).status).toBe(200);
    expect((await call('DELETE', `${orders}/${id}`, { token: tokens.both })).status).toBe(204);
  });

  it('answers what lacks the scope of its method as MuleSoft does', async () => {
    const refused = [401, { error: 'Invalid token.' }];
    expect(await answer(await call('POST', orders, { token: tokens.read, body: BOOK }))).toEqual(refused);
    expect(await answer(await call('GET', orders, { token: tokens.write }))).toEqual(refused);
    expect(await answer(await call('DELETE', `${orders}/7`, { token: tokens.read }))).toEqual(refused);
  });

  it('answers a call without a token, and one with garbage, as MuleSoft does', async () => {
    const missing = await call('GET', orders);
    expect(missing.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer(missing)).toEqual([400, { error: 'JWT Token is required.' }]);
    expect(await answer(await call('GET', orders, { token: 'garbage' }))).toEqual([
      401,
      { error: 'Invalid token.' },
    ]);
  });

  it('is not side-stepped by letter case, encoding or a trailing slash of the path', async () => {
    for (const path of ['/ORDERS', '/orders/', '/%6frders', '//orders']) {
      const { status } = await call('POST', service.url + path, { token: tokens.read, body: BOOK });
      expect([401, 403, 404]).toContain(status);
    }
  });

  it('leaves public routes alone', async () => {
    expect((await call('GET', `${service.url}/health`)).status).toBe(200);
  });

  it('tells at start which file is in force, and what should be known of its policies', async () => {
    const { output, errors } = await ending(service);
    expect(output).toMatch(/^Policies +.*cognito-read-write\.(json|yaml)$/m);
    expect(output).toMatch(/^Local issuer +http:\/\/127\.0\.0\.1:\d+\/us-east-1_local/m);
    expect(output + errors).not.toContain('No policy applies');
  });
});

describe('a file of policies beside messages', () => {
  it('does not apply to them: they are refused, and the start says so', async () => {
    const service = await start('cognito-read-write.json', { TRANSPORTS: 'http,tcp,grpc' });
    const token = await tokenOf(service.issuer, [READ, WRITE]);
    expect((await call('GET', `${service.url}/orders`, { token })).status).toBe(200);
    expect(await sendOverTcp(service.tcp, 'orders.list', { token })).toMatchObject({
      error: { code: 'NO_POLICY_APPLIES', statusCode: 403 },
    });
    const client = grpcClient(service.grpc);
    expect(await callOverGrpc(client, 'Create', { token, data: BOOK })).toMatchObject({
      error: { code: 7, reason: 'NO_POLICY_APPLIES' },
    });
    client.close();
    const { output } = await ending(service);
    for (const handler of ['OrdersTcpController.list', 'OrdersGrpcController.create'])
      expect(output).toMatch(new RegExp(`WARN .*${handler}.*`));
  });
});

async function ending(service: SampleService) {
  await service.close();
  return service.process.ended;
}

describe('the clients of JWT_CLIENTS_FILE', () => {
  const validated = (text: string): string =>
    text.replaceAll('"skipClientIdValidation": true', '"skipClientIdValidation": false');

  it.each([
    ['approved', 200, []],
    ['revoked', 403, { error: 'Invalid Client' }],
    ['pending', 403, { error: 'Invalid Client' }],
  ])('that are %s are answered with %d by imported policies', async (status, expected, body) => {
    const JWT_CLIENTS_FILE = write(`${status}.json`, JSON.stringify({ 'demo-client': { status } }));
    const service = await start('cognito-read-write.json', { JWT_CLIENTS_FILE }, validated);
    const token = await tokenOf(service.issuer, [READ]);
    expect(await answer(await call('GET', `${service.url}/orders`, { token }))).toEqual([expected, body]);
    await service.close();
  });

  it('count beside the JWT_* settings too', async () => {
    const known = await startSampleService({ JWT_CLIENTS_FILE: resolve('examples/clients.json') });
    const token = await tokenOf(known.issuer, [READ]);
    expect((await call('GET', `${known.url}/orders`, { token })).status).toBe(200);
    await known.close();

    const unknown = await startSampleService({ JWT_CLIENTS_FILE: write('none.json', '{}') });
    const response = await call('GET', `${unknown.url}/orders`, {
      token: await tokenOf(unknown.issuer, [READ]),
    });
    expect(await answer(response)).toMatchObject([403, { code: 'CLIENT_NOT_APPROVED' }]);
    await unknown.close();
  });
});

describe('the service does not start, and says why without a stack,', () => {
  const ports = { PORT: '0', LOCAL_ISSUER_PORT: '0' };

  it.each([
    ['when the file is not there', 'missing.json', undefined, 'missing.json'],
    ['when the file is no JSON', 'broken.json', '{"configurationData":', 'broken.json'],
    [
      'when a parameter has a name that no policy has',
      'misnamed.json',
      '{"configurationData":{"jwtSigningMethod":"rsa","jwksUrl":"https://id.example.com/keys"}}',
      'signingMethod',
    ],
  ])('%s', async (_when, name, text, told) => {
    const JWT_POLICY_FILE = text === undefined ? join(folder.path, name) : write(name, text);
    const ended = await runSampleService({ ...ports, JWT_POLICY_FILE });
    expect({ code: ended.code, output: ended.output }).toEqual({ code: 1, output: '' });
    expect(ended.errors).toContain(told);
    expect(ended.errors).not.toMatch(/^\s+at /m);
  });

  it('when the file stands beside what it replaces', async () => {
    const { code, errors } = await runSampleService({
      ...ports,
      JWT_POLICY_FILE: 'x.json',
      JWT_ISSUER: 'https://id.example.com',
      JWT_AUDIENCE: 'orders',
    });
    expect(code).toBe(1);
    expect(errors).toContain('JWT_POLICY_FILE stands in the place of JWT_ISSUER, JWT_AUDIENCE.');
  });

  it('when the clients are no JSON, or not clients', async () => {
    const none = await runSampleService({ ...ports, JWT_CLIENTS_FILE: write('no.json', 'demo-client') });
    expect(none.errors).toContain('JWT_CLIENTS_FILE cannot be used (it is not JSON).');
    const odd = await runSampleService({ ...ports, JWT_CLIENTS_FILE: write('odd.json', '{"demo":"yes"}') });
    expect([none.code, odd.code]).toEqual([1, 1]);
    expect(odd.errors).toContain('"demo" must be an object with a status of approved, pending');
    expect(none.errors + odd.errors).not.toMatch(/^\s+at /m);
  });
});
