import { expect, test } from '@jest/globals';
import { WatchedAdapter, type GatewayAdapter } from './watched-adapter.js';
import type { ConnectCallback, ConnectionEnvironment } from './server-connections.js';

/** An adapter of an application, by which the test binds a gateway and connects clients. */
function watched() {
  const server = {};
  const listeners: ConnectCallback[] = [];
  const adapter: GatewayAdapter = {
    create: () => server,
    bindClientConnect: (_server, callback) => void listeners.push(callback),
    bindMessageHandlers: () => {},
  };
  const reports: string[] = [];
  const environment = {
    options: { query: undefined, firstMessage: undefined, refuseWith: 'close' },
    report: (_level: string, line: string) => void reports.push(line),
  } as unknown as ConnectionEnvironment;
  class Chat {}
  const { servers } = new WatchedAdapter(adapter, environment, () => [Chat]);
  const connect = (client: unknown): void => listeners.forEach((listener) => listener(client));
  return { adapter, server, servers, reports, connect, Chat };
}

test('a server that is made without options has the gateways without options', () => {
  const { adapter, server, servers, Chat } = watched();
  expect(adapter.create(0)).toBe(server);
  expect([...(servers.get(server)?.gateways ?? [])]).toEqual([Chat]);
});

test.each([undefined, null, 'a text', {}])(
  'a client that nothing can end reaches no gateway: %p',
  (client) => {
    const { adapter, server, reports, connect } = watched();
    const entered: unknown[] = [];
    adapter.create(0);
    adapter.bindClientConnect(server, (...args) => void entered.push(args));
    connect(client);
    expect(entered).toEqual([]);
    expect(reports).toEqual([expect.stringContaining('it is of neither ws nor socket.io')]);
  },
);
