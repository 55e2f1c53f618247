import { join } from 'node:path';
import { ClientProxy, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import type { MicroservicesOptions } from 'nest-jwt-policy/microservices';
import { HandFedKafka } from './hand-fed-kafka.js';

/** The port of the server, or of the broker. */
export const PORT = Number(process.env['MESSAGE_PORT']);
export const HOST = '127.0.0.1';

/** Nest 12 has metadata beside the payload of TCP and Redis; Nest 11 has nothing but the payload. */
export const HAS_METADATA = 'setOnDispatchHook' in ClientProxy.prototype;

/** Where the token is. */
export const MESSAGES: MicroservicesOptions = HAS_METADATA
  ? {}
  : { token: { tcp: { payload: 'token' }, redis: { payload: 'token' } } };

export const GRPC = { package: 'shop', protoPath: join(process.cwd(), 'orders.proto') };
/** A refused message goes to the queue `refused`: that is where RabbitMQ puts what is rejected. */
export const QUEUE = {
  urls: [`amqp://${HOST}:${PORT}`],
  queue: 'orders',
  queueOptions: {
    durable: false,
    arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'refused' },
  },
};

export const CONNECTIONS: Readonly<Record<string, () => MicroserviceOptions>> = {
  tcp: () => ({ transport: Transport.TCP, options: { host: HOST, port: PORT } }),
  grpc: () => ({ transport: Transport.GRPC, options: { url: `${HOST}:${PORT}`, ...GRPC } }),
  kafka: () => ({ strategy: new HandFedKafka({}) }),
  redis: () => ({ transport: Transport.REDIS, options: { host: HOST, port: PORT } }),
  nats: () => ({ transport: Transport.NATS, options: { servers: `nats://${HOST}:${PORT}` } }),
  mqtt: () => ({
    transport: Transport.MQTT,
    options: { url: `mqtt://${HOST}:${PORT}`, protocolVersion: 5 },
  }),
  rmq: () => ({ transport: Transport.RMQ, options: { ...QUEUE, noAck: false, prefetchCount: 2 } }),
};
