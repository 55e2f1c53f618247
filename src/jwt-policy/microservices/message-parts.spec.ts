import {
  BaseRpcContext,
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import { describe, expect, it } from '@jest/globals';
import { inProcessContext } from './in-process-contexts.js';
import { headerTexts } from './message-headers.js';
import { messageParts } from './message-parts.js';

const METADATA = { Authorization: 'Bearer a' };

/** The headers of NATS: names are case-sensitive. */
const NATS = {
  keys: () => ['Authorization', 'authorization'],
  values: (name: string) => [`Bearer ${name}`],
};

describe('the parts of a message', () => {
  it.each<[string, object, string, string, readonly string[], string]>([
    [
      'TCP',
      new TcpContext([{ socket: { remoteAddress: '10.0.0.1' } }, '"orders.list"', METADATA] as never),
      'tcp',
      'orders.list',
      ['Bearer a'],
      '10.0.0.1',
    ],
    [
      'TCP without a socket',
      new TcpContext([{}, 'orders.list', METADATA] as never),
      'tcp',
      'orders.list',
      ['Bearer a'],
      '',
    ],
    ['Redis', new RedisContext(['orders.list', METADATA]), 'redis', 'orders.list', ['Bearer a'], ''],
    [
      'NATS',
      new NatsContext(['orders.list', NATS]),
      'nats',
      'orders.list',
      ['Bearer Authorization', 'Bearer authorization'],
      '',
    ],
    ['NATS without headers', new NatsContext(['orders.list', undefined]), 'nats', 'orders.list', [], ''],
    [
      'MQTT 5',
      new MqttContext(['orders/list', { properties: { userProperties: { authorization: ['a', 'b'] } } }]),
      'mqtt',
      'orders/list',
      ['a', 'b'],
      '',
    ],
    ['MQTT 3', new MqttContext(['orders/list', {}]), 'mqtt', 'orders/list', [], ''],
    [
      'RabbitMQ',
      new RmqContext([{ properties: { headers: METADATA } }, {}, '{"cmd": "list"}']),
      'rmq',
      '{"cmd":"list"}',
      ['Bearer a'],
      '',
    ],
    ['RabbitMQ without headers', new RmqContext([{}, {}, 'orders.list']), 'rmq', 'orders.list', [], ''],
    [
      'Kafka',
      new KafkaContext([{ headers: METADATA }, 0, 'orders.list', {}, async () => {}, {}] as never),
      'kafka',
      'orders.list',
      ['Bearer a'],
      '',
    ],
  ])('are read from the context of %s', (_what, context, transport, called, authorization, remoteAddress) => {
    const parts = messageParts(context);
    expect(parts).toMatchObject({ transport, called, remoteAddress });
    expect(headerTexts(parts?.headers ?? [], 'authorization')).toEqual(authorization);
  });

  it.each<[string, unknown]>([
    ['a list', ['Bearer a']],
    ['a text', 'authorization: Bearer a'],
    ['a number', 7],
    ['null', null],
    ['undefined', undefined],
  ])('have no headers if the metadata is %s', (_what, metadata) => {
    const context = new TcpContext([{}, 'orders.list', metadata] as never);
    expect([...(messageParts(context)?.headers ?? ['?'])]).toEqual([]);
  });

  it('have no headers on a version of Nest whose contexts have no metadata', () => {
    const context = new TcpContext([{}, 'orders.list', METADATA] as never);
    Object.assign(context, { getMetadata: undefined });
    expect([...(messageParts(context)?.headers ?? ['?'])]).toEqual([]);
  });

  it('are read from a context that extends one of Nest', () => {
    class Extended extends TcpContext {}
    expect(messageParts(new Extended([{}, 'orders.list', METADATA] as never))).toMatchObject({
      transport: 'tcp',
    });
  });

  it.each<[string, unknown]>([
    ['a context of a custom strategy', new BaseRpcContext(['orders.list'])],
    ['a plain object', { getPattern: () => 'orders.list', getMetadata: () => METADATA }],
    ['nothing', undefined],
    ['null', null],
    ['a TCP context without its parts', new TcpContext([] as never)],
    ['a RabbitMQ context without its message', new RmqContext([] as never)],
    ['an MQTT context without its packet', new MqttContext(['orders/list'] as never)],
    ['a Kafka context without its message', new KafkaContext([] as never)],
  ])('are not known of %s', (_what, context) => {
    expect(messageParts(context)).toBeUndefined();
  });
});

describe('a context that no broker has carried', () => {
  it.each(['tcp', 'redis', 'nats', 'mqtt', 'rmq', 'kafka'] as const)(
    'is read like any other: %s',
    (transport) => {
      const message = { name: 'orders.list', headers: { authorization: 'Bearer a' }, data: { id: 1 } };
      const parts = messageParts(inProcessContext(transport, message));
      expect(parts).toMatchObject({ transport, called: 'orders.list' });
      expect(headerTexts(parts?.headers ?? [], 'authorization')).toEqual(['Bearer a']);
      expect(headerTexts(parts?.headers ?? [], 'tenant')).toEqual([]);
    },
  );

  it('takes what handlers do with it, and does nothing', async () => {
    const message = { name: 'orders.list', headers: { tenant: 'a' }, data: { id: 1 } };
    const rmq = inProcessContext('rmq', message) as RmqContext;
    const channel = rmq.getChannelRef() as Record<'ack' | 'nack' | 'reject', (message: unknown) => void>;
    for (const settle of ['ack', 'nack', 'reject'] as const)
      expect(channel[settle](rmq.getMessage())).toBeUndefined();
    const kafka = inProcessContext('kafka', message) as KafkaContext;
    await expect(kafka.getHeartbeat()()).resolves.toBeUndefined();
    const nats = (inProcessContext('nats', message) as NatsContext).getHeaders() as {
      get(name: string): string;
      has(name: string): boolean;
      values(name: string): readonly string[];
    };
    expect([nats.get('tenant'), nats.get('other'), nats.has('tenant'), nats.has('other')]).toEqual([
      'a',
      '',
      true,
      false,
    ]);
    expect([nats.values('tenant'), nats.values('toString')]).toEqual([['a'], []]);
  });
});
