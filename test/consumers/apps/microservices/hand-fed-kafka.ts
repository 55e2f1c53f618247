import { ServerKafka } from '@nestjs/microservices';

type Headers = Record<string, string>;

/** What a server sends as an answer. */
interface Sent {
  readonly messages: readonly { readonly value: unknown; readonly headers: Record<string, unknown> }[];
}

/** A server of Kafka without a broker: messages are handed to it as kafkajs does. */
export class HandFedKafka extends ServerKafka {
  static running: HandFedKafka | undefined;
  private offset = 0;
  private answered: (sent: Sent) => void = () => undefined;

  override async listen(callback: () => void): Promise<void> {
    HandFedKafka.running = this;
    const send = async (sent: Sent): Promise<[]> => {
      this.answered(sent);
      return [];
    };
    Object.assign(this, { producer: { send } });
    callback();
  }

  override async close(): Promise<void> {}

  /** Resolves when kafkajs would commit the offset; a rejection would block the partition. */
  async feed(topic: string, value: object, headers: Headers): Promise<void> {
    this.offset += 1;
    const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
    await this.handleMessage({
      topic,
      partition: 0,
      message: {
        key: null,
        value: Buffer.from(JSON.stringify(value)),
        headers: Object.fromEntries(bytes),
        timestamp: '0',
        attributes: 0,
        offset: String(this.offset),
      },
      heartbeat: async () => undefined,
      pause: () => () => undefined,
    } as never);
  }

  /** What a request is answered, by its reply topic. */
  async ask(topic: string, value: object, headers: Headers): Promise<unknown> {
    const answer = new Promise<Sent>((resolve) => (this.answered = resolve));
    const reply = { kafka_correlationId: '1', kafka_replyTopic: `${topic}.reply` };
    await this.feed(topic, value, { ...headers, ...reply });
    const [message] = (await answer).messages;
    const error = message?.headers['kafka_nest-err'];
    if (error !== undefined) throw JSON.parse(String(error));
    return JSON.parse(String(message?.value));
  }
}
