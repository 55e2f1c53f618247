import { connect } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describe, expect, it, jest } from '@jest/globals';

import { EntryPointProcess } from '../support/child-process.js';
import { closeAfterEach } from '../support/closing.js';
import { call, READ, tokenOf, WRITE } from '../support/sample-calls.js';
import { callOverGrpc, grpcClient, sendOverTcp } from '../support/sample-messages.js';
import { freePort, startSampleService, temporaryDirectory } from '../support/sample-service.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const closeLater = closeAfterEach();
const PRINT_LOADED = pathToFileURL('test/support/print-loaded.mjs').href;

async function listens(port: string): Promise<boolean> {
  const socket = connect(Number(port), '127.0.0.1');
  const connected = await new Promise<boolean>((answered) =>
    socket.on('connect', () => answered(true)).on('error', () => answered(false)),
  );
  socket.destroy();
  return connected;
}

/** A port for each transport, so that a server that should not be there would be found. */
async function chosenPorts() {
  const [PORT, TCP_PORT, GRPC_PORT] = await Promise.all([freePort(), freePort(), freePort()]);
  return { PORT: String(PORT), TCP_PORT: String(TCP_PORT), GRPC_PORT: String(GRPC_PORT) };
}

describe('what is served, and listens,', () => {
  it.each([
    ['http', 'express', [true, false, false]],
    ['tcp', 'fastify', [false, true, false]],
    ['grpc', 'express', [false, false, true]],
    ['grpc,http', 'fastify', [true, false, true]],
  ])('is %s and nothing else with these TRANSPORTS (%s)', async (TRANSPORTS, HTTP_ADAPTER, expected) => {
    const ports = await chosenPorts();
    const service = closeLater(await startSampleService({ TRANSPORTS, HTTP_ADAPTER, ...ports }));
    const open = [await listens(ports.PORT), await listens(ports.TCP_PORT), await listens(ports.GRPC_PORT)];
    expect(open).toEqual(expected);
    const told = [
      service.url === `http://127.0.0.1:${ports.PORT}`,
      service.tcp === `127.0.0.1:${ports.TCP_PORT}`,
      service.grpc === `127.0.0.1:${ports.GRPC_PORT}`,
    ];
    expect(told).toEqual(expected);

    const token = await tokenOf(service.issuer, [READ]);
    if (service.url !== '') expect((await call('GET', `${service.url}/orders`, { token })).status).toBe(200);
    if (service.tcp !== '')
      expect(await sendOverTcp(service.tcp, 'orders.list', { token })).toEqual({ answer: [] });
    if (service.grpc !== '') {
      const client = grpcClient(service.grpc);
      expect(await callOverGrpc(client, 'List', { token })).toEqual({ answer: { orders: [] } });
      client.close();
    }
    service.process.kill('SIGTERM');
    expect(await service.process.ended).toMatchObject({ code: 0, errors: '' });
  });
});

describe('the service', () => {
  it('listens for messages on every address where HOST says so, and tells one that reaches it', async () => {
    const everywhere = closeLater(await startSampleService({ TRANSPORTS: 'tcp,grpc', HOST: '0.0.0.0' }));
    expect([everywhere.tcp, everywhere.grpc]).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    ]);
    const token = await tokenOf(everywhere.issuer, [READ]);
    expect(await sendOverTcp(everywhere.tcp, 'orders.list', { token })).toEqual({ answer: [] });
    const client = grpcClient(everywhere.grpc);
    expect(await callOverGrpc(client, 'List', { token })).toEqual({ answer: { orders: [] } });
    client.close();
  });

  it('prints a line to paste for each transport that is not HTTP, with its real addresses', async () => {
    const service = closeLater(await startSampleService({ TRANSPORTS: 'tcp,grpc' }));
    const [lines] = await service.process.printed(/Try next[^]*/);
    expect(lines).toBe(`Try next, in a second terminal:

    npm run -s call -- tcp orders.list --to ${service.tcp} --issuer ${service.issuer}
    npm run -s call -- grpc orders.create '{"item":"book","quantity":1}' --to ${service.grpc} --issuer ${service.issuer}

`);
  });
});

describe('the route table', () => {
  /** What is compared of a row. A route has a method and a path, a message handler a transport and an operation. */
  type Row = Readonly<
    Record<'method' | 'path' | 'transport' | 'operation' | 'access', string | undefined> &
      Record<'rules' | 'scopes', unknown>
  >;

  it('has the same demands for the same call, whatever the transport', async () => {
    const args = ['routes', resolve('dist/main.js'), '--json'];
    const directory = temporaryDirectory();
    const variables = { TRANSPORTS: 'http,tcp,grpc,ws', LOCAL_ISSUER_PORT: '0' };
    const ended = await new EntryPointProcess('jwt-policy/cli/main.js', directory.path, variables, args)
      .ended;
    directory.remove();
    const { routes } = JSON.parse(ended.output) as { readonly routes: readonly Row[] };
    const demandsOf = (name: string) => {
      const { access, scopes, rules } =
        routes.find(
          ({ method, path, transport, operation }) => `${method ?? transport} ${path ?? operation}` === name,
        ) ?? {};
      return { access, scopes, rules };
    };
    const rules = ['token_use is "access" where present'];
    for (const name of ['GET /orders', 'rpc orders.list', 'rpc /*shop.Orders/List', 'ws orders.watch'])
      expect(demandsOf(name)).toEqual({ access: 'required', rules, scopes: { all: [READ], any: [] } });
    for (const name of ['POST /orders', 'rpc orders.create', 'rpc /*shop.Orders/Create', 'ws orders.create'])
      expect(demandsOf(name)).toEqual({ access: 'required', rules, scopes: { all: [WRITE], any: [] } });
    expect(demandsOf('ws /')).toEqual({ access: 'required', rules, scopes: { all: [], any: [] } });
    expect(routes.filter(({ access }) => access !== 'required')).toHaveLength(1);
  });

  it('is printed for a service without HTTP as well', async () => {
    const args = ['routes', resolve('dist/main.js')];
    const directory = temporaryDirectory();
    const variables = { TRANSPORTS: 'tcp', LOCAL_ISSUER_PORT: '0' };
    const ended = await new EntryPointProcess('jwt-policy/cli/main.js', directory.path, variables, args)
      .ended;
    directory.remove();
    expect(ended).toMatchObject({ code: 0, output: expect.stringContaining('2 handler(s): 2 required.') });
  });
});

describe('what is loaded', () => {
  /** The files of messages and gRPC that a service has loaded when it ends. */
  async function loaded(TRANSPORTS: string): Promise<string[]> {
    const directory = temporaryDirectory();
    const variables = { TRANSPORTS, PORT: '0', TCP_PORT: '0', GRPC_PORT: '0', LOCAL_ISSUER_PORT: '0' };
    const running = new EntryPointProcess('main.js', directory.path, {
      ...variables,
      NODE_OPTIONS: `--import ${PRINT_LOADED}`,
    });
    await running.printed(/^Try next/m);
    running.kill('SIGTERM');
    const { output } = await running.ended;
    directory.remove();
    const [, files = ''] = /^Loaded (.*)$/m.exec(output) ?? [];
    const names = (JSON.parse(files) as string[]).map((file) => file.replaceAll('\\', '/'));
    expect(names).toContainEqual(expect.stringContaining('/dist/orders/orders.module.js'));
    const ofMessages =
      /\/(@grpc\/[\w-]+|socket\.io)\/|\/dist\/((?:orders\/orders[-.](?:tcp|grpc|gateway)|message-servers\/(?:tcp|grpc)|jwt-policy\/(?:microservices|websockets)\/index).*)/;
    return [
      ...new Set(names.flatMap((name) => ofMessages.exec(name)?.slice(1).filter(Boolean) ?? [])),
    ].toSorted();
  }

  it('is nothing of messages, gRPC and WebSockets where only HTTP is served', async () => {
    // Nest loads @nestjs/microservices by itself wherever it is installed.
    expect(await loaded('http')).toEqual([]);
  });

  it('is the gateway, and nothing of messages, where WebSockets are served', async () => {
    expect(await loaded('http,ws')).toEqual([
      'jwt-policy/websockets/index.js',
      'orders/orders-gateway.filter.js',
      'orders/orders.gateway.js',
      'socket.io',
    ]);
  });

  it('is nothing of gRPC where it is not served', async () => {
    const files = await loaded('http,tcp');
    expect(files).toEqual([
      'jwt-policy/microservices/index.js',
      'message-servers/tcp-server.js',
      'orders/orders-tcp.controller.js',
      'orders/orders-tcp.filter.js',
    ]);
  });
});
