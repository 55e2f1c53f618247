/** The part of a channel of RabbitMQ that tells the broker what became of a message. */
export interface RmqChannel {
  ack(message: object, ...rest: unknown[]): void;
  nack(message: object, ...rest: unknown[]): void;
  reject(message: object, ...rest: unknown[]): void;
}

const WATCHED = new WeakSet<RmqChannel>();
const SETTLED = new WeakSet<object>();
const REJECTED = new WeakSet<object>();

/**
 * Notes what the application tells the broker over this channel, such as in an exception filter. RabbitMQ closes a channel
 * on which a message is settled twice, so nothing more is said of a message that was rejected here.
 */
export function watchChannel(channel: RmqChannel): void {
  if (WATCHED.has(channel)) return;
  WATCHED.add(channel);
  for (const name of ['ack', 'nack', 'reject'] as const) {
    const settle = channel[name].bind(channel);
    channel[name] = (message, ...rest) => {
      if (REJECTED.has(message)) return;
      settle(message, ...rest);
      SETTLED.add(message);
    };
  }
}

/** Rejects a message of a watched channel, unless it is settled: the broker drops it, or moves it to the dead-letter queue. */
export function rejectMessage(message: object, channel: RmqChannel): void {
  if (SETTLED.has(message)) return;
  try {
    channel.nack(message, false, false);
    REJECTED.add(message);
  } catch {
    // The channel is closed: the broker has taken back what it had sent over it.
  }
}
