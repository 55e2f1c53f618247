import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';

import { describe, expect, it, jest } from '@jest/globals';

import { EntryPointProcess, RunningProcess } from '../support/child-process.js';
import { closeAfterEach } from '../support/closing.js';
import { JwksServer } from '../support/jwks-server.js';
import { READ, tokenOf } from '../support/sample-calls.js';
import { callOverGrpc, framed, grpcClient, tcpClient } from '../support/sample-messages.js';
import {
  freePort,
  type SampleService,
  startIssuerProcess,
  startSampleService,
  temporaryDirectory,
} from '../support/sample-service.js';
import { generateKey, signToken } from '../support/test-issuer.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const closeLater = closeAfterEach();

/** A connection that stays open for as long as the other side lets it. */
async function openConnection(
  url: string,
  text = '',
): Promise<{ closed: Promise<unknown>; answered: Promise<unknown>; socket: Socket }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const answered = new Promise((answer) => socket.once('data', answer));
  const closed = new Promise((end) => socket.on('error', end).on('close', end).resume());
  socket.write(text);
  return { closed, answered: text === '' ? Promise.resolve() : answered, socket };
}

const KEPT_ALIVE = 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n';
const HALF_A_CALL = 'POST /orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{"item"';

/** A call that has begun and that its client never ends. */
async function openCall(address: string): Promise<{ closed: Promise<unknown> }> {
  const session = connectHttp2(`http://${address}`);
  const closed = new Promise((end) => session.on('error', end).on('close', end));
  const stream = session.request({
    ':method': 'POST',
    ':path': '/shop.Orders/Create',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => {});
  stream.write(Buffer.from([0, 0, 0, 0, 9]));
  // The acknowledgement of a ping comes after what was sent before it was taken.
  await new Promise((answered) => session.ping(answered));
  return { closed };
}

/** A client with one connection, which lists orders with a token or without. */
function clientOf(service: SampleService, transport: 'tcp' | 'grpc') {
  if (transport === 'tcp') {
    const client = tcpClient(service.tcp);
    return { list: (token?: string) => client.send('orders.list', ask(token)), close: client.close };
  }
  const client = grpcClient(service.grpc);
  return { list: (token?: string) => callOverGrpc(client, 'List', ask(token)), close: () => client.close() };
}

const ask = (token: string | undefined) => (token === undefined ? {} : { token });

describe.each([
  ['express', 'SIGTERM'],
  ['fastify', 'SIGINT'],
] as const)('ending the service on %s by %s', (HTTP_ADAPTER, signal) => {
  it('is orderly and leaves nothing open, be it kept alive, silent, or half-way through a call', async () => {
    const service = closeLater(await startSampleService({ HTTP_ADAPTER }));
    const connections = await Promise.all([
      openConnection(service.url),
      openConnection(service.url, KEPT_ALIVE),
      openConnection(service.issuer),
      openConnection(service.issuer, KEPT_ALIVE),
    ]);
    await Promise.all(connections.map(({ answered }) => answered));
    const halfWay = await openConnection(service.url, HALF_A_CALL);
    service.process.kill(signal);
    await Promise.all([...connections, halfWay].map(({ closed }) => closed));
    const { code, errors } = await service.process.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: expect.not.stringContaining('still open') });
    expect([await answers(service.url), await answers(service.issuer)]).toEqual([false, false]);
  });
});

describe('ending the service', () => {
  it('lets a call that is in flight finish', async () => {
    const service = closeLater(await startSampleService());
    const { closed, socket } = await openConnection(
      service.url,
      'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n',
    );
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    service.process.kill('SIGTERM');
    while (await answers(service.issuer));
    socket.write('\r\n');
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(await service.process.ended).toMatchObject({ code: 0 });
  });

  it('is orderly while it is still starting', async () => {
    const port = String(await freePort());
    const directory = temporaryDirectory();
    const starting = closeLater(
      new EntryPointProcess('main.js', directory.path, { PORT: '0', LOCAL_ISSUER_PORT: port }),
    );
    while (!(await answers(`http://127.0.0.1:${port}`)));
    starting.kill('SIGTERM');
    const { code, errors } = await starting.ended;
    directory.remove();
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });

  it('happens at once on a second signal', async () => {
    const service = closeLater(await startSampleService());
    await openConnection(service.url, HALF_A_CALL);
    service.process.kill('SIGTERM');
    const impatient = setInterval(() => service.process.kill('SIGINT'), 20);
    const { code } = await service.process.ended;
    clearInterval(impatient);
    expect(code).toBe(130);
  });
});

describe('ending the service over TCP and gRPC', () => {
  it('is orderly and leaves nothing open, be it idle, silent, or half-way through a call', async () => {
    const service = closeLater(await startSampleService({ TRANSPORTS: 'tcp,grpc' }));
    const client = grpcClient(service.grpc);
    const token = await tokenOf(service.issuer, [READ]);
    expect(await callOverGrpc(client, 'List', { token })).toHaveProperty('answer');
    const begun = await openCall(service.grpc);
    const connections = await Promise.all([
      openConnection(`tcp://${service.tcp}`),
      openConnection(`tcp://${service.tcp}`, framed('{"id":"1","pattern":"orders.list"}')),
      openConnection(`tcp://${service.grpc}`),
    ]);
    await Promise.all(connections.map(({ answered }) => answered));
    const halfWay = await openConnection(`tcp://${service.tcp}`, '100#{"id"');
    service.process.kill('SIGTERM');
    await Promise.all([...connections, halfWay, begun].map(({ closed }) => closed));
    client.close();
    const { code, errors } = await service.process.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: expect.not.stringContaining('still open') });
  });

  it.each([
    ['tcp', { code: 'KEYS_UNAVAILABLE', statusCode: 503 }],
    ['grpc', { code: 14, reason: 'KEYS_UNAVAILABLE' }],
  ] as const)('answers a call over %s that waits for a key', async (transport, refusal) => {
    const keys = closeLater(await JwksServer.start());
    void keys.hang();
    const variables = { JWT_ISSUER: keys.origin, JWKS_URI: keys.url, JWT_AUDIENCE: 'unchecked' };
    const service = closeLater(await startSampleService({ TRANSPORTS: `http,${transport}`, ...variables }));
    const { privateKey } = generateKey('key-1');
    const token = signToken({ alg: 'RS256', kid: 'key-1' }, { iss: keys.origin }, 'RS256', privateKey);
    const client = clientOf(service, transport);
    const waiting = client.list(token);
    // One connection keeps the order: when this is answered, the call before it waits for the key.
    expect(await client.list()).toHaveProperty('error');
    service.process.kill('SIGTERM');
    expect(await waiting).toMatchObject({ error: refusal });
    client.close();
    expect(await service.process.ended).toMatchObject({ code: 0 });
  });
});

describe('ending npm start', () => {
  it('ends the service too, in order: npm passes the signal to the shell it runs the script in', async () => {
    const directory = temporaryDirectory();
    symlinkSync(resolve('dist'), join(directory.path, 'dist'));
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
    const environment = { PATH: process.env['PATH'] ?? '', PORT: '0', LOCAL_ISSUER_PORT: '0' };
    const shell = closeLater(new RunningProcess('sh', ['-c', scripts.start], directory.path, environment));
    const [, url = ''] = await shell.printed(/^Service +(\S+)/m);
    shell.kill('SIGTERM');
    expect(await shell.ended).toMatchObject({ code: 0 });
    expect(await answers(url)).toBe(false);
    directory.remove();
  });
});

describe('ending the local issuer that runs by itself', () => {
  it('is orderly', async () => {
    const issuer = closeLater(await startIssuerProcess());
    await openConnection(issuer.issuer, KEPT_ALIVE);
    issuer.process.kill('SIGTERM');
    expect(await issuer.process.ended).toMatchObject({ code: 0 });
  });
});

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
