import {
  ClientMqtt,
  ClientNats,
  ClientRedis,
  ClientRMQ,
  ClientTCP,
  MqttRecordBuilder,
  NatsRecordBuilder,
  RmqRecordBuilder,
  type ClientProxy,
} from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { HAS_METADATA, HOST, PORT, QUEUE } from './connections.js';
import { callGrpc } from './grpc-client.js';
import { HandFedKafka } from './hand-fed-kafka.js';

type Headers = Readonly<Record<string, string>>;

/** Sends messages with headers. */
export interface MessageClient {
  send(pattern: string, data: object, headers: Headers): Promise<unknown>;
  emit?(pattern: string, data: object, headers: Headers): Promise<unknown>;
}

type Proxy = Pick<ClientProxy, 'send' | 'emit'>;

/** What a client of Nest 12 has beside. */
interface WithHook extends Proxy {
  setOnDispatchHook(hook: (packet: object) => void): void;
}

/** A client of Nest; `recordOf` puts the headers where its transport has them. */
function clientOf(proxy: Proxy, recordOf: (data: object, headers: Headers) => object): MessageClient {
  const defaultValue = undefined;
  return {
    send: (pattern, data, headers) =>
      firstValueFrom(proxy.send(pattern, recordOf(data, headers)), { defaultValue }),
    emit: (pattern, data, headers) =>
      firstValueFrom(proxy.emit(pattern, recordOf(data, headers)), { defaultValue }),
  };
}

/** Of TCP and Redis: metadata beside the payload, or the token in the payload. */
function packetClient(proxy: Proxy): MessageClient {
  if (!HAS_METADATA)
    return clientOf(proxy, (data, { authorization }) =>
      authorization === undefined ? data : { ...data, token: authorization },
    );
  let metadata: Headers = {};
  (proxy as WithHook).setOnDispatchHook((packet) => void Object.assign(packet, { metadata }));
  return clientOf(proxy, (data, headers) => {
    metadata = headers;
    return data;
  });
}

async function natsClient(): Promise<MessageClient> {
  // Each major has its own package of NATS.
  const name: string = HAS_METADATA ? '@nats-io/transport-node' : 'nats';
  const { headers } = await import(name);
  return clientOf(new ClientNats({ servers: `nats://${HOST}:${PORT}` }), (data, sent) => {
    const made = headers();
    for (const [name, value] of Object.entries(sent)) made.append(name, value);
    return new NatsRecordBuilder(data).setHeaders(made).build();
  });
}

const CLIENTS: Readonly<Record<string, () => MessageClient | Promise<MessageClient>>> = {
  tcp: () => packetClient(new ClientTCP({ host: HOST, port: PORT })),
  redis: () => packetClient(new ClientRedis({ host: HOST, port: PORT })),
  nats: natsClient,
  mqtt: () =>
    clientOf(new ClientMqtt({ url: `mqtt://${HOST}:${PORT}`, protocolVersion: 5 }), (data, headers) =>
      Object.keys(headers).length === 0
        ? data
        : new MqttRecordBuilder(data).setProperties({ userProperties: { ...headers } }).build(),
    ),
  rmq: () =>
    clientOf(new ClientRMQ({ ...QUEUE }), (data, headers) =>
      new RmqRecordBuilder(data).setOptions({ headers: { ...headers } }).build(),
    ),
  kafka: () => ({
    send: (pattern, data, headers) => HandFedKafka.running!.ask(pattern, data, headers),
    emit: (pattern, data, headers) => HandFedKafka.running!.feed(pattern, data, headers),
  }),
  grpc: () => ({ send: (method, data, headers) => callGrpc(method, data, headers) }),
};

/** The client of a transport. */
export async function makeClient(transport: string): Promise<MessageClient> {
  return CLIENTS[transport]!();
}
