import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { closeAfterEach } from '../support/closing.js';
import { type ChildResult, runChild } from '../support/run-child.js';
import { READ, tokenOf } from '../support/sample-calls.js';
import {
  freePort,
  type SampleService,
  startSampleService,
  temporaryDirectory,
} from '../support/sample-service.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const closeLater = closeAfterEach();
const BOOK = { item: 'book', quantity: 1 };
const folder = temporaryDirectory();
let service: SampleService;

beforeAll(async () => {
  service = await startSampleService({ TRANSPORTS: 'http,tcp,grpc' });
});
afterAll(async () => {
  await service.close();
  folder.remove();
});

interface Surroundings {
  readonly input?: string;
  readonly env?: Record<string, string>;
}

/** Runs the call command with these words and nothing else. */
function callWith(words: readonly string[], surroundings: Surroundings = {}): Promise<ChildResult> {
  return runChild([resolve('dist/call/main.js'), ...words], { cwd: folder.path, ...surroundings });
}

/** Calls the service under test by a transport. */
function call(transport: 'tcp' | 'grpc', words: readonly string[], surroundings?: Surroundings) {
  return callWith([transport, ...words, '--to', service[transport]], surroundings);
}

const byIssuer = () => ['--issuer', service.issuer];

it('npm run call is the call command', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(scripts['call']).toBe('node dist/call/main.js');
});

describe.each(['tcp', 'grpc'] as const)('the call command over %s', (transport) => {
  const listed = (orders: unknown): unknown => (transport === 'grpc' ? { orders } : orders);

  it('gets a token, places an order and lists it, and prints each answer as one line of JSON', async () => {
    const placed = await call(transport, ['orders.create', JSON.stringify(BOOK), ...byIssuer()]);
    expect(placed).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\{.*\}\n$/) });
    const order: unknown = JSON.parse(placed.stdout);
    expect(order).toEqual({ ...BOOK, id: expect.any(String) });
    const list = await call(transport, ['orders.list', ...byIssuer()]);
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(list.stdout)).toEqual(listed(expect.arrayContaining([order])));
  });

  it('takes the token from a file, or from standard input', async () => {
    const token = await tokenOf(service.issuer, [READ]);
    const file = join(folder.path, 'token.txt');
    writeFileSync(file, `${token}\n`);
    expect((await call(transport, ['orders.list', '--token-file', file])).code).toBe(0);
    const piped = await call(transport, ['orders.list', '--token-file', '-'], { input: ` ${token}\r\n` });
    expect(piped).toMatchObject({ code: 0, stderr: '' });
  });

  it('prints a refusal as JSON on standard error, with exit code 1', async () => {
    const words = ['orders.create', JSON.stringify(BOOK), '--scope', READ, ...byIssuer()];
    const { code, stdout, stderr } = await call(transport, words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const message = 'The token lacks a scope that is required here.';
    expect(JSON.parse(stderr)).toEqual(
      transport === 'tcp'
        ? { status: 'error', code: 'SCOPE_MISSING', statusCode: 403, message }
        : {
            code: 7,
            status: 'PERMISSION_DENIED',
            details: `SCOPE_MISSING: ${message}`,
            trailers: {
              'error-code': 'SCOPE_MISSING',
              'www-authenticate': expect.stringContaining('scope="mule-api/api_write"'),
            },
          },
    );
  });

  it('prints what is wrong with an order in the same way', async () => {
    const { code, stderr } = await call(transport, [
      'orders.create',
      '{"item":"a","quantity":0}',
      ...byIssuer(),
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject(
      transport === 'tcp'
        ? { statusCode: 400, message: ['quantity must not be less than 1'] }
        : { status: 'INVALID_ARGUMENT', details: 'quantity must not be less than 1' },
    );
  });

  it.each([
    ['', 'is no token'],
    ['two words', 'is no token'],
    ['a\nb', 'is no token'],
    ['a\u0000b', 'is no token'],
    ['é', 'is no token'],
  ])('does not send the token %j', async (input, sentence) => {
    const { code, stderr } = await call(transport, ['orders.list', '--token-file', '-'], { input });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(sentence) });
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('says in one sentence that nothing listens there, and how to start it', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    const words = [transport, 'orders.list', '--to', nowhere, '--token-file', '-'];
    const { code, stdout, stderr } = await callWith(words, { input: 'a.b.c' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `No ${transport} server answers at ${nowhere}. Start the service with TRANSPORTS=http,${transport}, or say where it listens, with --to or ${transport === 'tcp' ? 'TCP_PORT' : 'GRPC_PORT'}.\n`,
    );
  });

  it('says in one sentence that another service listens there', async () => {
    const other = createServer((socket) => {
      socket
        .on('error', () => {})
        .resume()
        .end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    closeLater({ close: () => new Promise<void>((closed) => void other.close(() => closed())) });
    const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const words = [transport, 'orders.list', '--to', address, '--token-file', '-'];
    const { code, stderr } = await callWith(words, { input: 'a.b.c' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]*127\.0\.0\.1[^\n]*\n$/),
    });
  });
});

describe('the call command', () => {
  it('does not lose what protocol buffers cannot carry', async () => {
    for (const [order, sent] of [
      [
        { item: 7, quantity: 1 },
        { item: '7', quantity: 1 },
      ],
      [
        { ...BOOK, quantity: 1.5 },
        { item: 'book', quantity: 1 },
      ],
      [{ ...BOOK, price: 3 }, BOOK],
    ]) {
      const words = ['grpc', 'orders.create', JSON.stringify(order), '--token-file', '-'];
      const { code, stderr } = await callWith(words, { input: 'a.b.c' });
      expect(code).toBe(1);
      expect(stderr).toContain(`cannot carry this order; it would be sent as ${JSON.stringify(sent)}.`);
    }
  });

  it('calls where the settings say that the service listens, and the local issuer there', async () => {
    const { port } = new URL(`tcp://${service.tcp}`);
    const env = { TCP_PORT: port, LOCAL_ISSUER_PORT: new URL(service.issuer).port };
    expect(await callWith(['tcp', 'orders.list'], { env })).toMatchObject({ code: 0, stderr: '' });
    const unknown = await callWith(['tcp', 'orders.list'], { env: { ...env, TCP_PORT: '0' } });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('TCP_PORT is 0') });
  });

  it('does not send its calls to a proxy of the environment', async () => {
    const env = {
      http_proxy: 'http://192.0.2.1:1',
      HTTP_PROXY: 'http://192.0.2.1:1',
      grpc_proxy: 'http://192.0.2.1:1',
    };
    const listed = await call('grpc', ['orders.list', ...byIssuer()], { env });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['tcp', 'orders.delete'], 'is none of orders.list, orders.create'],
    [['tcp', 'orders.list', '--token-file', 'missing.txt'], 'The file of --token-file cannot be read'],
    [['tcp', 'orders.list', '--issuer', 'http://127.0.0.1:9'], 'No local issuer answers at'],
  ])('ends with exit code 1 and one line for %j', async (words, sentence) => {
    const { code, stdout, stderr } = await callWith(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});
