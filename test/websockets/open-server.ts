import type { Admission } from '../../src/jwt-policy/websockets/connection.js';
import {
  ServerConnections,
  type ConnectionEnvironment,
} from '../../src/jwt-policy/websockets/server-connections.js';
import { TimedTestClock } from '../support/timed-test-clock.js';

/** A request that can be read, and brings no token. */
export const REQUEST = { rawHeaders: [], url: '/' };

const GRANTED: Admission = { granted: true, states: [undefined] };

/** A server that grants everything, and what it reports. */
export function openServer(parts: Partial<Pick<ServerConnections, 'decide'>> = {}) {
  const reports: string[] = [];
  const environment = {
    clock: new TimedTestClock(),
    options: { query: undefined, firstMessage: undefined, refuseWith: 'close' },
    report: (_level: string, line: string) => void reports.push(line),
  } as unknown as ConnectionEnvironment;
  const connections = new ServerConnections(environment);
  return { connections: Object.assign(connections, { decide: async () => GRANTED, ...parts }), reports };
}
