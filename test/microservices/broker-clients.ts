import { headers as natsHeaders } from '@nats-io/transport-node';
import {
  ClientMqtt,
  ClientNats,
  ClientRedis,
  MqttRecordBuilder,
  NatsRecordBuilder,
  type ClientProxy,
  type MqttOptions,
} from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';

/** Headers of a message: a list stands for a name that is sent several times. */
export type SentHeaders = Readonly<Record<string, string | string[]>>;

/** A real client of Nest, connected to a broker. */
export interface BrokerClient {
  /** What the handler answers. Rejects with what the client gets as an error. */
  send(pattern: string, data?: object, headers?: SentHeaders): Promise<unknown>;
  emit(pattern: string, data?: object, headers?: SentHeaders): Promise<unknown>;
  close(): Promise<void>;
}

/** What a client is given as the data of a message with headers. */
type RecordOf = (data: object, headers: SentHeaders) => object;

/** What is used of the clients of Nest. */
type Proxy = Pick<ClientProxy, 'send' | 'emit' | 'close'>;

function clientOf(proxy: Proxy, recordOf: RecordOf): BrokerClient {
  const defaultValue = undefined;
  return {
    send: (pattern, data = {}, headers = {}) =>
      firstValueFrom(proxy.send<unknown>(pattern, recordOf(data, headers)), { defaultValue }),
    emit: (pattern, data = {}, headers = {}) =>
      firstValueFrom(proxy.emit<unknown>(pattern, recordOf(data, headers)), { defaultValue }),
    close: async () => void (await proxy.close()),
  };
}

/** A client of Redis: headers are the metadata of the packet. One message at a time. */
export function redisClient(port: number): BrokerClient {
  const proxy = new ClientRedis({ host: '127.0.0.1', port });
  let metadata: SentHeaders = {};
  proxy.setOnDispatchHook((packet) => void Object.assign(packet, { metadata }));
  return clientOf(proxy, (data, headers) => {
    metadata = headers;
    return data;
  });
}

/** A client of NATS: headers in exactly these letters. */
export function natsClient(url: string): BrokerClient {
  return clientOf(new ClientNats({ servers: url }), (data, sent) => {
    const headers = natsHeaders();
    for (const [name, value] of Object.entries(sent))
      for (const one of [value].flat()) headers.append(name, one);
    return new NatsRecordBuilder(data).setHeaders(headers).build();
  });
}

/** A client of MQTT 5: headers are user properties. */
export function mqttClient(url: string, options: MqttOptions['options'] = {}): BrokerClient {
  const proxy = new ClientMqtt({ url, protocolVersion: 5, ...options });
  return clientOf(proxy, (data, headers) => {
    // The broker does not deliver a message whose user properties are an empty object.
    if (Object.keys(headers).length === 0) return data;
    const userProperties = headers as Record<string, string | string[]>;
    return new MqttRecordBuilder(data).setProperties({ userProperties }).setQoS(1).build();
  });
}
