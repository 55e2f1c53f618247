import {
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import { describe, expect, test } from '@jest/globals';
import { inProcessContext, inProcessGrpcCall } from './in-process-contexts.js';
import { messageParts } from './message-parts.js';
import type { MessageTransport } from './microservices-options.js';

const message = {
  name: 'orders.list',
  headers: { authorization: 'Bearer x', 'x-a': '1' },
  data: { page: 1 },
};

const CONTEXTS: readonly (readonly [Exclude<MessageTransport, 'grpc'>, object])[] = [
  ['tcp', TcpContext],
  ['redis', RedisContext],
  ['nats', NatsContext],
  ['mqtt', MqttContext],
  ['rmq', RmqContext],
  ['kafka', KafkaContext],
];

describe('the context of a message that no broker has carried', () => {
  test.each(CONTEXTS)('is of the class of %s, and read as a message of it', (transport, contextClass) => {
    const context = inProcessContext(transport, message);
    expect(context.constructor).toBe(contextClass);
    const parts = messageParts(context);
    expect({ ...parts, headers: Object.fromEntries(parts?.headers ?? []) }).toEqual({
      transport,
      called: 'orders.list',
      headers:
        transport === 'nats'
          ? { authorization: ['Bearer x'], 'x-a': ['1'] }
          : { authorization: 'Bearer x', 'x-a': '1' },
      remoteAddress: transport === 'tcp' ? '127.0.0.1' : '',
    });
  });

  test('gives handlers of NATS headers by their exact names', () => {
    const context = inProcessContext('nats', message) as NatsContext;
    const headers = context.getHeaders() as Record<'get' | 'has' | 'values', (name: string) => unknown>;
    expect([headers.get('x-a'), headers.has('x-a'), headers.values('x-a')]).toEqual(['1', true, ['1']]);
    expect([headers.get('X-A'), headers.has('X-A'), headers.values('X-A')]).toEqual(['', false, []]);
    expect([headers.get('toString'), headers.has('toString')]).toEqual(['', false]);
  });

  test('gives handlers of RabbitMQ a channel that takes every answer, and the message', () => {
    const context = inProcessContext('rmq', message) as RmqContext;
    const channel = context.getChannelRef() as Record<'ack' | 'nack' | 'reject', () => void>;
    for (const answer of ['ack', 'nack', 'reject'] as const) expect(channel[answer]()).toBeUndefined();
    const { content } = context.getMessage() as { readonly content: Buffer };
    expect(JSON.parse(content.toString())).toEqual({ pattern: 'orders.list', data: { page: 1 } });
  });

  test('gives handlers of Kafka a heartbeat, and the value', async () => {
    const context = inProcessContext('kafka', message) as KafkaContext;
    await expect(context.getHeartbeat()()).resolves.toBeUndefined();
    expect(context.getMessage()).toMatchObject({ value: { page: 1 }, topic: 'orders.list' });
  });
});

test('the call of gRPC has what handlers and guards read of a real one', () => {
  const [data, metadata, call] = inProcessGrpcCall({ ...message, name: '/shop.Orders/List' }) as [
    unknown,
    { get(name: string): unknown; getMap(): object },
    Record<'getPath' | 'getPeer' | 'getDeadline' | 'sendMetadata' | 'on', () => unknown> & object,
  ];
  expect(data).toEqual({ page: 1 });
  expect([metadata.get('Authorization'), metadata.get('absent')]).toEqual([['Bearer x'], []]);
  expect(metadata.getMap()).toEqual({ authorization: 'Bearer x', 'x-a': '1' });
  expect(call).toMatchObject({ request: { page: 1 }, metadata, cancelled: false });
  expect([call.getPath(), call.getPeer(), call.getDeadline()]).toEqual([
    '/shop.Orders/List',
    '127.0.0.1:0',
    Infinity,
  ]);
  expect([call.sendMetadata(), call.on()]).toEqual([undefined, undefined]);
});
