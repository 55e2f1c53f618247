import { ServerRMQ, type RmqOptions } from '@nestjs/microservices';

/** A message as amqplib hands it over. */
export interface RmqMessage {
  readonly content: Buffer;
  readonly fields: { readonly deliveryTag: number };
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a message says; with an id it is a request. */
export interface RmqInput {
  readonly pattern: unknown;
  readonly data?: unknown;
  readonly id?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** How a message was settled. */
export type Settled = readonly [how: 'ack' | 'nack' | 'reject', tag: number, ...rest: unknown[]];

/**
 * A queue with one consumer. It delivers up to `prefetchCount` messages that are not settled, and closes the channel when
 * one is settled that is not waiting for it, as RabbitMQ does.
 */
export class FakeQueue {
  readonly settled: Settled[] = [];
  readonly replies: unknown[] = [];
  isClosed = false;
  private readonly waiting: RmqMessage[] = [];
  private readonly unsettled = new Set<number>();
  private tag = 0;
  readonly channel = {
    ack: (message: RmqMessage, ...rest: unknown[]): void => this.settle('ack', message, rest),
    nack: (message: RmqMessage, ...rest: unknown[]): void => this.settle('nack', message, rest),
    reject: (message: RmqMessage, ...rest: unknown[]): void => this.settle('reject', message, rest),
    sendToQueue: (_queue: string, content: Buffer): void =>
      void this.replies.push(JSON.parse(content.toString())),
    close: async (): Promise<void> => undefined,
  };

  constructor(
    private readonly consume: (message: RmqMessage) => Promise<unknown>,
    private readonly prefetchCount: number,
  ) {}

  /** Resolves when the server has taken what can be delivered. */
  async publish({ pattern, data = {}, id, headers = {} }: RmqInput): Promise<void> {
    this.tag += 1;
    this.waiting.push({
      content: Buffer.from(JSON.stringify({ pattern, data, id })),
      fields: { deliveryTag: this.tag },
      properties: { headers, replyTo: 'replies', correlationId: id },
    });
    await this.deliver();
  }

  get undelivered(): number {
    return this.waiting.length;
  }

  private async deliver(): Promise<void> {
    while (this.unsettled.size < this.prefetchCount) {
      const message = this.waiting.shift();
      if (message === undefined) return;
      this.unsettled.add(message.fields.deliveryTag);
      // oxlint-disable-next-line no-await-in-loop -- a queue keeps the order of its messages
      await this.consume(message);
    }
  }

  private settle(how: Settled[0], { fields: { deliveryTag } }: RmqMessage, rest: readonly unknown[]): void {
    if (this.isClosed) throw new Error('Channel closed');
    if (!this.unsettled.delete(deliveryTag)) this.isClosed = true;
    this.settled.push([how, deliveryTag, ...rest]);
  }
}

/** Nest's server for RabbitMQ without a broker. */
export class HandFedRmq extends ServerRMQ {
  readonly fake: FakeQueue;

  constructor(options: RmqOptions['options'] = {}) {
    super(options);
    const handle = async (message: RmqMessage): Promise<unknown> =>
      this.handleMessage(message as never, this.fake.channel);
    this.fake = new FakeQueue(handle, options?.prefetchCount ?? Infinity);
    Object.assign(this, { channel: this.fake.channel });
  }

  override async listen(callback: () => void): Promise<void> {
    callback();
  }
}
