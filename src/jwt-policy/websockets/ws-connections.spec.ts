import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { TimedTestClock } from '../../../test/support/timed-test-clock.js';
import { until } from '../../../test/support/until.js';
import type { Admission } from './connection.js';
import { ServerConnections, type ConnectionEnvironment } from './server-connections.js';
import type { WsClient } from './ws-client.js';
import { receiveWsClient, verifyHandshakes } from './ws-connections.js';

const REQUEST = { rawHeaders: [], url: '/' };
const GRANTED: Admission = { granted: true, states: [undefined] };

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

/** A server that grants everything, and what it reports. */
function server(parts: Partial<Pick<ServerConnections, 'decide'>> = {}) {
  const reports: string[] = [];
  const environment = {
    clock: new TimedTestClock(),
    options: { query: undefined, firstMessage: undefined, refuseWith: 'close' },
    report: (_level: string, line: string) => void reports.push(line),
  } as unknown as ConnectionEnvironment;
  const connections = new ServerConnections(environment);
  return { connections: Object.assign(connections, { decide: async () => GRANTED, ...parts }), reports };
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
    const { connections } = server();
    const calls = await receive(connections, ...args);
    expect(calls).toEqual(['pause', 'close 4403 CONTEXT_UNSUPPORTED', 'resume']);
  });

  it('is closed if the adapter fails with it, and that is reported', async () => {
    const { connections, reports } = server();
    connections.bind(() => {
      throw new Error('broken');
    });
    expect(await receive(connections, REQUEST)).toEqual(['pause', 'close 1011', 'resume']);
    expect(reports).toEqual(['A connection failed after it was granted: Error: broken']);
  });

  it('that fails by itself does not end the process', () => {
    const { connections } = server();
    const client = new FakeClient();
    receiveWsClient(client as unknown as WsClient, connections, [client, REQUEST]);
    expect(() => client.emit('error', new Error('broken'))).not.toThrow();
  });
});

describe('a handshake', () => {
  const answered = (asked: () => ServerConnections | undefined, req: object): Promise<readonly unknown[]> =>
    new Promise((resolve) => {
      const verify = verifyHandshakes(asked, undefined) as (info: object, done: unknown) => void;
      verify({ req }, (...answer: unknown[]) => resolve(answer));
    });

  const refused = [
    false,
    403,
    expect.stringContaining('"CONTEXT_UNSUPPORTED"'),
    expect.objectContaining({ 'WWW-Authenticate': 'Bearer' }),
  ];

  it('is refused as long as there is no server', async () => {
    expect(await answered(() => undefined, REQUEST)).toEqual(refused);
  });

  it('is refused if its request cannot be read', async () => {
    const { connections } = server();
    expect(await answered(() => connections, {})).toEqual(refused);
  });

  it('is refused if the decision fails', async () => {
    const decide = async (): Promise<never> => {
      throw new Error('broken');
    };
    const { connections } = server({ decide });
    expect(await answered(() => connections, REQUEST)).toEqual(refused);
  });

  it('is let through if it is granted', async () => {
    const { connections } = server();
    expect(await answered(() => connections, REQUEST)).toEqual([true]);
  });

  it('is asked about in the form with a callback', () => {
    expect(verifyHandshakes(() => undefined, undefined)).toHaveLength(2);
  });

  it('is answered if verifyClient fails when the server is gone', async () => {
    let looks = 0;
    const { connections } = server();
    const asked = (): ServerConnections | undefined => (looks++ === 0 ? connections : undefined);
    const answer = new Promise((resolve) => {
      const failing = (): boolean => {
        throw new Error('broken');
      };
      const verify = verifyHandshakes(asked, failing) as (info: object, done: unknown) => void;
      verify({ req: REQUEST }, (...given: unknown[]) => resolve(given));
    });
    expect(await answer).toEqual([false, 500]);
  });

  it('is answered once if verifyClient fails after it has answered', async () => {
    const { connections, reports } = server();
    const answers: unknown[] = [];
    const further = (_info: object, done: (isVerified: boolean) => void): void => {
      done(true);
      throw new Error('broken');
    };
    const verify = verifyHandshakes(() => connections, further) as (info: object, done: unknown) => void;
    verify({ req: REQUEST }, (...given: unknown[]) => answers.push(given));
    await until(() => reports.length > 0);
    await new Promise(setImmediate);
    expect(answers).toEqual([[true]]);
  });
});
