import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { openServer, REQUEST } from '../../../test/websockets/open-server.js';
import type { ServerConnections } from './server-connections.js';
import type { WsClient } from './ws-client.js';
import { receiveWsClient } from './ws-connections.js';

class FakeClient extends EventEmitter {
  readonly readyState = 1;
  readonly calls: string[] = [];
  pause = (): void => void this.calls.push('pause');
  resume = (): void => void this.calls.push('resume');
  terminate = (): void => void this.calls.push('terminate');
  send = (): void => void this.calls.push('send');

  close(...end: unknown[]): void {
    this.calls.push(`close ${end.join(' ')}`.trim());
    this.emit('closing');
  }
}

describe('a client of ws', () => {
  const receive = async (connections: ServerConnections, ...args: unknown[]): Promise<readonly string[]> => {
    const client = new FakeClient();
    const closing = new Promise((resolve) => client.once('closing', resolve));
    receiveWsClient(client as unknown as WsClient, connections, [client, ...args]);
    await closing;
    await new Promise(setImmediate);
    return client.calls;
  };

  it.each<[string, unknown[]]>([
    ['without a request', []],
    ['with a request of another kind', [{ headers: {} }]],
  ])('%s is closed, because nothing can be decided', async (_what, args) => {
    const { connections } = openServer();
    const calls = await receive(connections, ...args);
    expect(calls).toEqual(['pause', 'close 4403 CONTEXT_UNSUPPORTED', 'resume']);
  });

  it('is closed if the adapter fails with it, and that is reported', async () => {
    const { connections, reports } = openServer();
    connections.bind(() => {
      throw new Error('broken');
    });
    expect(await receive(connections, REQUEST)).toEqual(['pause', 'close 1011', 'resume']);
    expect(reports).toEqual(['A connection failed after it was granted: Error: broken']);
  });

  it('that fails by itself does not end the process', () => {
    const { connections } = openServer();
    const client = new FakeClient();
    receiveWsClient(client as unknown as WsClient, connections, [client, REQUEST]);
    expect(() => client.emit('error', new Error('broken'))).not.toThrow();
  });
});
