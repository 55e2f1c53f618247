import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { EntryPointProcess } from '../support/child-process.js';
import { runSampleService, temporaryDirectory } from '../support/sample-service.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

let occupied: Server;
let port: string;

beforeEach(async () => {
  occupied = createServer();
  await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
  port = String((occupied.address() as AddressInfo).port);
});
afterEach(() => new Promise<void>((resolve) => occupied.close(() => resolve())));

function writeDotEnv(text: string) {
  return (directory: string): void => writeFileSync(join(directory, '.env'), text);
}

describe('the service does not start, and says why without a stack,', () => {
  it('when settings are bad: all of them are named', async () => {
    const ended = await runSampleService({
      PORT: '0x10',
      HTTP_ADAPTER: 'koa',
      JWT_AUDIENCES: 'a',
      JWKS_URI: 'x',
      JWKS_TIMEOUT_MS: '5s',
    });
    expect(ended).toMatchObject({ code: 1, output: '' });
    for (const name of ['PORT', 'HTTP_ADAPTER', 'JWKS_URI', 'JWKS_TIMEOUT_MS', '"JWT_AUDIENCES"']) {
      expect(ended.errors).toContain(`\n  - ${name} `);
    }
    expect(ended.errors).not.toMatch(/^\s+at /m);
  });

  it('in production without an issuer', async () => {
    const ended = await runSampleService({ NODE_ENV: 'production', PORT: '0', LOCAL_ISSUER_PORT: '0' });
    expect(ended).toMatchObject({
      code: 1,
      output: '',
      errors: expect.stringContaining('JWT_ISSUER is not set'),
    });
  });

  it.each(['express', 'fastify'])('when its port is in use (%s)', async (HTTP_ADAPTER) => {
    const ended = await runSampleService({ HTTP_ADAPTER, PORT: port, LOCAL_ISSUER_PORT: '0' });
    expect(ended).toMatchObject({ code: 1, output: expect.not.stringContaining('Service') });
    expect(ended.errors).toContain(
      `Port ${port} on 127.0.0.1 is in use by another process. End that process, or choose another port with PORT.\n`,
    );
    expect(ended.errors).not.toMatch(/EADDRINUSE|^\s+at /m);
  });

  it.each([
    ['tcp', 'TCP_PORT'],
    ['grpc', 'GRPC_PORT'],
  ])('when its port for %s is in use', async (TRANSPORTS, variable) => {
    const ended = await runSampleService({ TRANSPORTS, [variable]: port, LOCAL_ISSUER_PORT: '0' });
    expect(ended).toMatchObject({ code: 1, output: expect.not.stringContaining('Try next') });
    expect(ended.errors).toBe(
      `Port ${port} on 127.0.0.1 is in use by another process. End that process, or choose another port with ${variable}.\n`,
    );
  });

  it.each(['tcp', 'grpc'])('when its host is not of this machine, over %s', async (TRANSPORTS) => {
    const ports = { TCP_PORT: '0', GRPC_PORT: '0', LOCAL_ISSUER_PORT: '0' };
    const ended = await runSampleService({ TRANSPORTS, HOST: '192.0.2.1', ...ports });
    expect(ended).toMatchObject({ code: 1, output: expect.not.stringContaining('Try next') });
    expect(ended.errors).toBe(
      '192.0.2.1 is not an address of this machine. Set HOST to an address of this machine, such as 127.0.0.1.\n',
    );
  });

  it('when TRANSPORTS names none that it knows, or two share a port', async () => {
    const unknown = await runSampleService({ TRANSPORTS: 'http,nats' });
    expect(unknown.errors).toContain('TRANSPORTS may list http, tcp, grpc, ws, but has "nats".');
    const shared = await runSampleService({ TRANSPORTS: 'http,grpc', GRPC_PORT: '3000' });
    expect(shared.errors).toContain('PORT and GRPC_PORT are both 3000. Give each a port of its own.');
    expect([unknown.code, shared.code, unknown.output + shared.output]).toEqual([1, 1, '']);
  });

  it('when the port of the local issuer is in use', async () => {
    const ended = await runSampleService({ PORT: '0', LOCAL_ISSUER_PORT: port });
    expect(ended).toMatchObject({ code: 1, output: expect.not.stringContaining('Service') });
    expect(ended.errors).toBe(
      `Port ${port} on 127.0.0.1 is in use by another process. End that process, or choose another port with LOCAL_ISSUER_PORT.\n`,
    );
  });

  it('when its host is not of this machine', async () => {
    const ended = await runSampleService({ HOST: '192.0.2.1', PORT: '0', LOCAL_ISSUER_PORT: '0' });
    expect(ended).toMatchObject({ code: 1, output: expect.not.stringContaining('Service') });
    expect(ended.errors).toContain('192.0.2.1 is not an address of this machine. Set HOST to');
  });

  it('when .env cannot be read', async () => {
    const ended = await runSampleService({}, (directory) => mkdirSync(join(directory, '.env')));
    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toMatch(/^The file \.env in the working directory cannot be read/);
  });

  it('when .env holds a bad setting', async () => {
    const ended = await runSampleService({}, writeDotEnv('PORT=http\r\nJWT_AUDIENCE=a\r\n'));
    expect(ended.code).toBe(1);
    expect(ended.errors).toMatch(/PORT must be[^]*JWT_AUDIENCE is set without JWT_ISSUER/);
  });

  it('when the environment says so, whatever .env says; an empty variable says nothing', async () => {
    const ended = await runSampleService(
      { PORT: 'http', JWT_ISSUER: '' },
      writeDotEnv('PORT=0\nJWT_ISSUER=x y\n'),
    );
    expect(ended.code).toBe(1);
    expect(ended.errors).toContain('PORT must be');
    expect(ended.errors).toContain('JWT_ISSUER');
  });
});

describe('the local issuer by itself does not start', () => {
  it.each([
    ['in production', { NODE_ENV: 'production', LOCAL_ISSUER_PORT: '0' }, 'for development only'],
    ['with a bad port', { LOCAL_ISSUER_PORT: '70000' }, 'LOCAL_ISSUER_PORT must be'],
  ])('%s', async (_case, variables, sentence) => {
    const directory = temporaryDirectory();
    const ended = await new EntryPointProcess('local-issuer/main.js', directory.path, variables).ended;
    directory.remove();
    expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(sentence) });
  });
});
