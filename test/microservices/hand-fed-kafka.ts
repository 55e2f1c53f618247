import { ServerKafka } from '@nestjs/microservices';

/** A message as kafkajs hands it to `eachMessage`. */
export interface KafkaInput {
  readonly topic: string;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Nest's server for Kafka without a broker: `handleMessage` is what kafkajs would call. */
export class HandFedKafka extends ServerKafka {
  /** What it would send to reply topics. */
  readonly replies: { readonly topic: string; readonly messages: readonly ReplyMessage[] }[] = [];

  constructor() {
    super({});
  }

  override async listen(callback: () => void): Promise<void> {
    const send = async (record: (typeof this.replies)[number]): Promise<void> =>
      void this.replies.push(record);
    Object.assign(this, { producer: { send, disconnect: async () => undefined } });
    callback();
  }

  /** Resolves if the offset would be committed; rejects if kafkajs would read the message again. */
  async receive({ topic, value = {}, headers = {} }: KafkaInput): Promise<void> {
    const message = {
      key: null,
      value: Buffer.from(JSON.stringify(value)),
      headers: headers as Record<string, Buffer>,
      timestamp: '0',
      attributes: 0,
      offset: '0',
    };
    const rest = { partition: 0, heartbeat: async () => undefined, pause: () => () => undefined };
    await this.handleMessage({ topic, message, ...rest });
  }
}

interface ReplyMessage {
  readonly headers: Readonly<Record<string, Buffer>>;
  readonly value?: unknown;
}
