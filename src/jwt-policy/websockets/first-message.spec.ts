import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { TimedTestClock } from '../../../test/support/timed-test-clock.js';
import { firstMessages } from './first-message.js';
import type { WsClient } from './ws-client.js';

class FakeClient extends EventEmitter {
  isPaused = false;

  pause(): void {
    this.isPaused = true;
  }

  /** A message as `ws` hands it over. */
  hear(message: unknown): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message);
    this.emit('message', Buffer.from(data), false);
  }
}

function waiting(withinMs = 5000) {
  const [client, clock] = [new FakeClient(), new TimedTestClock()];
  const first = firstMessages(client as unknown as WsClient, { event: 'auth', withinMs }, clock);
  return { client, clock, first };
}

describe('the first message of a client', () => {
  it.each<[unknown, unknown]>([
    ['a', 'a'],
    [{ token: 'a' }, 'a'],
    [undefined, ''],
    [null, ''],
    [{}, ''],
    [{ token: null }, ''],
    [7, 7],
    [['a'], ['a']],
    [{ token: ['a'] }, ['a']],
  ])('with data %p has the token %p, and the client is paused', async (data, token) => {
    const { client, clock, first } = waiting();
    client.hear({ event: 'auth', data });
    expect(await first).toMatchObject({ token });
    expect([client.isPaused, clock.timers]).toEqual([true, 0]);
  });

  it('that is in parts is no message', async () => {
    const { client, first } = waiting();
    client.emit('message', [Buffer.from('{"event":"auth","data":"a"}')], false);
    expect((await first).token).toBeUndefined();
  });

  it.each(['', 'a', '{"event":"auth"', '[]', 'null', '7', '{"event":"AUTH"}', '{"event":["auth"]}'])(
    'that is %p has no token and is kept',
    async (text) => {
      const { client, first } = waiting();
      client.hear(text);
      const { token, release } = await first;
      expect(token).toBeUndefined();
      const heard: string[] = [];
      client.on('message', (data) => heard.push(String(data)));
      release();
      expect(heard).toEqual([text]);
    },
  );

  it('is read up to 64 KiB', async () => {
    const shell = JSON.stringify({ event: 'auth', data: '' }).length;
    const fits = waiting();
    fits.client.hear({ event: 'auth', data: 'x'.repeat(64 * 1024 - shell) });
    expect((await fits.first).token).toHaveLength(64 * 1024 - shell);
    const longer = waiting();
    longer.client.hear({ event: 'auth', data: 'x'.repeat(64 * 1024 - shell + 1) });
    expect((await longer.first).token).toBeUndefined();
  });

  it('alone brings the token: a second one is kept like any other', async () => {
    const { client, first } = waiting();
    client.hear({ event: 'auth', data: 'a' });
    client.hear({ event: 'auth', data: 'b' });
    client.hear({ event: 'join' });
    const { token, release } = await first;
    const heard: unknown[][] = [];
    client.on('message', (data, isBinary) => heard.push([String(data), isBinary]));
    release();
    expect(token).toBe('a');
    expect(heard).toEqual([
      ['{"event":"auth","data":"b"}', false],
      ['{"event":"join"}', false],
    ]);
    expect(client.listenerCount('message')).toBe(1);
  });

  it('is no longer waited for when its time is over', async () => {
    const { client, clock, first } = waiting(100);
    clock.advance(0.1);
    client.hear({ event: 'auth', data: 'a' });
    expect((await first).token).toBeUndefined();
    expect(client.isPaused).toBe(true);
  });

  it('is no longer waited for when the client is gone', async () => {
    const { client, clock, first } = waiting();
    client.emit('close');
    expect((await first).token).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  it('of a refused client leaves nothing that goes on to listen', async () => {
    const { client, first } = waiting();
    client.hear({ event: 'auth', data: 'a' });
    (await first).drop();
    expect(client.listenerCount('message')).toBe(0);
  });
});
