import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Claims } from '../../src/jwt-policy/index.js';
import { HAS_REDIS, RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { redisClient } from './broker-clients.js';
import { redisConnection } from './broker-connections.js';
import { describeMessages } from './describe-messages.js';
import type { BrokerConnection } from './message-app.js';
import { operationPolicies } from './operation-policies.js';
import { bearer, outcomeOf, withBroker, type Broker } from './with-broker.js';

interface RedisBroker extends Broker {
  readonly port: number;
}

async function startRedis(): Promise<RedisBroker> {
  const server = await RedisServer.start();
  const { port } = server;
  return {
    port,
    connection: redisConnection(port),
    connect: () => redisClient(port),
    close: () => server.close(),
  };
}

/** What came to which handler. */
const seen: unknown[][] = [];

@Controller()
class Wildcards {
  @EventPattern('orders.*')
  any(@Payload() data: unknown): void {
    seen.push(['any', data]);
  }

  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    seen.push(['placed', data]);
  }

  @MessagePattern('bills.?ist')
  list(@Claims('sub') sub: string): string {
    return sub;
  }

  @MessagePattern('parcels.*')
  parcels(@Payload() data: unknown): string {
    seen.push(['parcels', data]);
    return 'parcels';
  }
}

@Controller()
class Plain {
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    seen.push(['placed', data]);
  }

  @EventPattern('orders.*')
  star(@Payload() data: unknown): void {
    seen.push(['star', data]);
  }
}

withBroker('redis-server', HAS_REDIS, startRedis, (used) => {
  describeMessages(used);

  beforeEach(() => void seen.splice(0));
  const wildcards = (): BrokerConnection => redisConnection(used.broker().port, { wildcards: true });

  test('that come by a wildcard meet the policies of their own channel', async () => {
    const parts = { controllers: [Wildcards], options: { policies: operationPolicies } };
    const { issuer, decisions } = await used.start(parts, wildcards());
    const headers = bearer(issuer.token());
    await used.client().emit('orders.sent', {}, headers);
    await until(() => decisions.length === 1);
    await used.client().emit('orders.vip.sent', {}, headers);
    await until(() => decisions.length === 2);
    await used.client().emit('orders.closed', {}, headers);
    await until(() => decisions.length === 3);
    expect(decisions.map(outcomeOf)).toEqual([['orders'], ['orders'], 'CLAIM_MISSING']);
    expect(await used.client().send('bills.list', {}, headers)).toBe('alice');
    await expect(used.client().send('bills.mist', {}, headers)).rejects.toMatchObject({
      code: 'NO_POLICY_APPLIES',
    });
    expect(seen.map(([handler]) => handler)).toEqual(['any', 'any']);
  });

  test('that match two patterns are decided for each of the two handlers', async () => {
    const { issuer, decisions } = await used.start({ controllers: [Wildcards] }, wildcards());
    await used.client().emit('orders.placed', { id: 1 });
    await used.client().emit('orders.placed', { id: 2 }, bearer(issuer.token()));
    await until(() => decisions.length === 4 && seen.length >= 2);
    expect(seen).toHaveLength(2);
    expect(new Map(seen as [string, unknown][])).toEqual(
      new Map([
        ['any', { id: 2 }],
        ['placed', { id: 2 }],
      ]),
    );
  });

  test('of a server without wildcards come by a channel whose name has a star', async () => {
    const { issuer, decisions } = await used.start({ controllers: [Plain] });
    await used.client().emit('orders.sent', {}, bearer(issuer.token()));
    await used.client().emit('orders.*', { id: 1 }, bearer(issuer.token()));
    await used.client().emit('orders.*', { id: 2 });
    await until(() => decisions.length === 2);
    expect(decisions.map(outcomeOf)).toEqual([['default'], 'TOKEN_MISSING']);
    expect(seen).toEqual([['star', { id: 1 }]]);
  });

  test('that Nest sends as answers, and hands to a wildcard that matches them, are refused', async () => {
    const { issuer, decisions } = await used.start({ controllers: [Wildcards] }, wildcards());
    expect(await used.client().send('parcels.list', { id: 1 }, bearer(issuer.token()))).toBe('parcels');
    await until(() => decisions.length === 2);
    expect(decisions.map(outcomeOf)).toEqual([['default'], 'TOKEN_MISSING']);
    expect(seen).toEqual([['parcels', { id: 1 }]]);
  });

  test('with metadata of any other shape are refused, and the server goes on', async () => {
    const { issuer, decisions } = await used.start({ controllers: [Plain] });
    const token = `Bearer ${issuer.token()}`;
    const packets: [string, string][] = [
      ['null', 'TOKEN_MISSING'],
      ['[]', 'TOKEN_MISSING'],
      ['"text"', 'TOKEN_MISSING'],
      ['no JSON', 'TOKEN_MISSING'],
      [JSON.stringify({ data: {}, metadata: token }), 'TOKEN_MISSING'],
      [JSON.stringify({ data: {}, metadata: [token] }), 'TOKEN_MISSING'],
      [JSON.stringify({ data: {}, metadata: 1 }), 'TOKEN_MISSING'],
      [JSON.stringify({ data: {}, metadata: { authorization: null } }), 'TOKEN_MISSING'],
      [`{"data":{},"metadata":{"__proto__":{"authorization":"${token}"}}}`, 'TOKEN_MISSING'],
      [JSON.stringify({ data: {}, metadata: { authorization: { token } } }), 'AUTHORIZATION_MALFORMED'],
      [JSON.stringify({ data: {}, metadata: { authorization: [[token]] } }), 'AUTHORIZATION_MALFORMED'],
      [JSON.stringify({ data: {}, metadata: { authorization: [token, 1] } }), 'TOKEN_AMBIGUOUS'],
    ];
    const publisher = new Redis(used.broker().port, '127.0.0.1');
    for (const [packet] of packets) await publisher.publish('orders.placed', packet);
    await publisher.quit();
    await used.client().emit('orders.placed', { id: 1 }, { authorization: token });
    await until(() => decisions.length === packets.length + 1);
    expect(decisions.map(outcomeOf)).toEqual([...packets.map(([, code]) => code), ['default']]);
    expect(seen).toEqual([['placed', { id: 1 }]]);
  });

  test('have their token in the payload where the application says so', async () => {
    const messages = { token: { redis: { payload: 'token' } } };
    const { issuer, decisions } = await used.start({ controllers: [Plain], messages });
    const token = issuer.token();
    await used.client().emit('orders.placed', { id: 1, token });
    await used.client().emit('orders.placed', { id: 2, token }, bearer(token));
    await used.client().emit('orders.placed', { id: 3 });
    await until(() => decisions.length === 3);
    expect(decisions.map(outcomeOf)).toEqual([['default'], 'TOKEN_AMBIGUOUS', 'TOKEN_MISSING']);
    expect(seen).toEqual([['placed', { id: 1 }]]);
  });
});
