import { describe, expect, it } from '@jest/globals';
import { rejectMessage, watchChannel, type RmqChannel } from './held-messages.js';

function channelWith(calls: unknown[]): RmqChannel {
  const settle =
    (how: string) =>
    (...args: unknown[]): void =>
      void calls.push([how, ...args]);
  return { ack: settle('ack'), nack: settle('nack'), reject: settle('reject') };
}

describe('a message that is rejected', () => {
  it.each(['ack', 'nack', 'reject'] as const)(
    'is not rejected if the application has settled it: %s',
    (how) => {
      const calls: unknown[] = [];
      const channel = channelWith(calls);
      const message = {};
      watchChannel(channel);
      channel[how](message, 'as it says');
      rejectMessage(message, channel);
      expect(calls).toEqual([[how, message, 'as it says']]);
    },
  );

  it.each(['ack', 'nack', 'reject'] as const)('is not settled by the application afterwards: %s', (how) => {
    const calls: unknown[] = [];
    const channel = channelWith(calls);
    const message = {};
    watchChannel(channel);
    rejectMessage(message, channel);
    channel[how](message);
    expect(calls).toEqual([['nack', message, false, false]]);
  });

  it('leaves all other messages to the application, however often its channel is watched', () => {
    const calls: unknown[] = [];
    const channel = channelWith(calls);
    watchChannel(channel);
    const { ack } = channel;
    watchChannel(channel);
    expect(channel.ack).toBe(ack);
    rejectMessage({}, channel);
    channel.ack({});
    expect(calls).toHaveLength(2);
  });

  it('may be on a channel that is closed', () => {
    const channel = channelWith([]);
    channel.nack = () => {
      throw new Error('Channel closed');
    };
    expect(() => rejectMessage({}, channel)).not.toThrow();
  });
});
