import {
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import type { MessageTransport } from './microservices-options.js';

type Headers = Readonly<Record<string, string>>;

/** A message as a server would hand it over that had received it. */
export interface InProcessMessage {
  readonly name: string;
  readonly headers: Headers;
  readonly data: unknown;
}

function natsHeaders(headers: Headers): object {
  const values = new Map(Object.entries(headers));
  return {
    keys: () => [...values.keys()],
    values: (name: string) => [values.get(name)].filter((value) => value !== undefined),
    get: (name: string) => values.get(name) ?? '',
    has: (name: string) => values.has(name),
  };
}

/** A channel of RabbitMQ that takes what handlers tell it. */
const CHANNEL = { ack: (): void => {}, nack: (): void => {}, reject: (): void => {} };

/** The context of each transport, made of plain values. Nothing in it leads to a broker. */
const CONTEXTS: Readonly<Record<Exclude<MessageTransport, 'grpc'>, (message: InProcessMessage) => object>> = {
  tcp: ({ name, headers }) =>
    new TcpContext([{ socket: { remoteAddress: '127.0.0.1' } }, name, headers] as never),
  redis: ({ name, headers }) => new RedisContext([name, headers]),
  nats: ({ name, headers }) => new NatsContext([name, natsHeaders(headers)]),
  mqtt: ({ name, headers }) => new MqttContext([name, { properties: { userProperties: headers } }]),
  rmq({ name, headers, data }) {
    const content = Buffer.from(JSON.stringify({ pattern: name, data }));
    return new RmqContext([{ content, fields: {}, properties: { headers } }, CHANNEL, name]);
  },
  kafka({ name, headers, data }) {
    const message = { key: null, value: data, headers, topic: name, partition: 0, offset: '0' };
    return new KafkaContext([message, 0, name, {}, async () => {}, {}] as never);
  },
};

/** The context of a message that no broker has carried. */
export function inProcessContext(
  transport: Exclude<MessageTransport, 'grpc'>,
  message: InProcessMessage,
): object {
  return CONTEXTS[transport](message);
}

/** The metadata of a gRPC call, as far as handlers and guards read it. */
class InProcessMetadata {
  private readonly values = new Map<string, string>();

  set(name: string, value: string): void {
    this.values.set(name.toLowerCase(), value);
  }

  get(name: string): readonly string[] {
    const value = this.values.get(name.toLowerCase());
    return value === undefined ? [] : [value];
  }

  getMap(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.values);
  }
}

/** The arguments of a unary gRPC method, or of one that answers with a stream. */
export function inProcessGrpcCall({ name, headers, data }: InProcessMessage): readonly unknown[] {
  const metadata = new InProcessMetadata();
  for (const [header, value] of Object.entries(headers)) metadata.set(header, value);
  const call = {
    request: data,
    metadata,
    sendMetadata: () => {},
    getPath: () => name,
    getPeer: () => '127.0.0.1:0',
    getDeadline: () => Infinity,
    on: () => {},
    cancelled: false,
  };
  return [data, metadata, call];
}
