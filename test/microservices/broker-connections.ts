import type { NatsConnection } from '@nats-io/transport-node';
import { Transport, type MqttOptions, type NatsOptions, type RedisOptions } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import type { MqttClient } from 'mqtt';
import type { BrokerConnection } from './message-app.js';

/** A channel that is subscribed to last: a broker knows the others when it has answered for this one. */
const LAST = 'subscribed-last';

/** A server of messages in a Redis on this machine. */
export function redisConnection(port: number, options: RedisOptions['options'] = {}): BrokerConnection {
  return {
    options: { transport: Transport.REDIS, options: { host: '127.0.0.1', port, ...options } },
    subscribed(server) {
      const [, subscriber] = server.unwrap<[Redis, Redis]>();
      return subscriber.subscribe(LAST);
    },
  };
}

/** A server of messages in NATS. */
export function natsConnection(servers: string, options: NatsOptions['options'] = {}): BrokerConnection {
  return {
    options: { transport: Transport.NATS, options: { servers, ...options } },
    subscribed: (server) => server.unwrap<NatsConnection>().flush(),
  };
}

/** A server of messages in a broker of MQTT 5, unless the options name another version. */
export function mqttConnection(url: string, options: MqttOptions['options'] = {}): BrokerConnection {
  return {
    options: { transport: Transport.MQTT, options: { url, protocolVersion: 5, ...options } },
    subscribed: (server) => server.unwrap<MqttClient>().subscribeAsync(LAST),
  };
}
