import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { isUncallableOperation } from '../../transports/index.js';
import { connectInProcess } from './in-process-connection.js';

const request = Object.assign(new EventEmitter(), { url: '/', headers: {}, rawHeaders: [] });

test('a namespace whose middleware cannot be asked has no clients of tests', async () => {
  const gateway = {
    isSocketIo: true,
    connection: '/',
    place: { name: '/' },
    server: { environment: { clock: { now: () => 0 } } },
  };
  const connected = connectInProcess(gateway as never, request, '/');
  expect(await connected.catch(isUncallableOperation)).toBe(true);
  await expect(connected).rejects.toThrow('The test kit does not know this version of socket.io.');
});
