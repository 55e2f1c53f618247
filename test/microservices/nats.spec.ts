import { connect, headers as natsHeaders, type MsgHdrs } from '@nats-io/transport-node';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import { beforeEach, expect, test } from '@jest/globals';
import { Claims } from '../../src/jwt-policy/index.js';
import { HAS_NATS, NatsServer } from '../support/nats-server.js';
import { until } from '../support/until.js';
import { natsClient } from './broker-clients.js';
import { natsConnection } from './broker-connections.js';
import { describeMessages } from './describe-messages.js';
import { operationPolicies } from './operation-policies.js';
import { bearer, outcomeOf, withBroker, type Broker } from './with-broker.js';

interface NatsBroker extends Broker {
  readonly url: string;
}

async function startNats(): Promise<NatsBroker> {
  const server = await NatsServer.start();
  const { url } = server;
  return {
    url,
    connection: natsConnection(url),
    connect: () => natsClient(url),
    close: () => server.close(),
  };
}

/** What came to which handler. */
const seen: unknown[][] = [];

@Controller()
class Wildcards {
  @EventPattern('orders.*')
  any(@Ctx() context: NatsContext): void {
    seen.push(['any', context.getSubject()]);
  }

  @EventPattern('orders.vip.>')
  vip(@Ctx() context: NatsContext): void {
    seen.push(['vip', context.getSubject()]);
  }

  @MessagePattern('bills.*')
  list(@Claims('sub') sub: string): string {
    return sub;
  }
}

@Controller()
class Plain {
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    seen.push(['placed', data]);
  }

  @MessagePattern('orders.list')
  list(@Payload() data: unknown): unknown {
    seen.push(['list', data]);
    return data;
  }
}

withBroker('nats-server', HAS_NATS, startNats, (used) => {
  describeMessages(used);

  beforeEach(() => void seen.splice(0));

  test('that come by a wildcard meet the policies of their own subject', async () => {
    const parts = { controllers: [Wildcards], options: { policies: operationPolicies } };
    const { issuer, decisions } = await used.start(parts);
    const headers = bearer(issuer.token());
    for (const subject of ['orders.sent', 'orders.closed', 'orders.vip.a.b', 'orders.Closed'])
      await used.client().emit(subject, {}, headers);
    await until(() => decisions.length === 4);
    expect(decisions.map(outcomeOf)).toEqual([['orders'], 'CLAIM_MISSING', ['orders'], ['orders']]);
    expect(await used.client().send('bills.list', {}, headers)).toBe('alice');
    await expect(used.client().send('bills.mine', {}, headers)).rejects.toMatchObject({
      code: 'NO_POLICY_APPLIES',
    });
    expect(seen).toEqual([
      ['any', 'orders.sent'],
      ['vip', 'orders.vip.a.b'],
      ['any', 'orders.Closed'],
    ]);
  });

  test('that a queue group shares are decided once each', async () => {
    const grouped = natsConnection(used.broker().url, { queue: 'workers' });
    const one = await used.start({ controllers: [Plain] }, grouped);
    const other = await used.start({ controllers: [Plain] }, grouped);
    const good = bearer(one.issuer.token());
    for (let id = 1; id <= 20; id += 1)
      await used.client().emit('orders.placed', { id }, id % 2 === 0 ? good : {});
    await until(() => one.decisions.length + other.decisions.length === 20 && seen.length >= 10);
    await used.client().send('orders.list', {}, good);
    const ids = seen
      .filter(([handler]) => handler === 'placed')
      .map(([, data]) => (data as { id: number }).id);
    expect(ids.toSorted((a, b) => a - b)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  });

  test('of other programs are decided by the same headers, and none of them ends the server', async () => {
    const { issuer, decisions } = await used.start({ controllers: [Plain] });
    const token = `Bearer ${issuer.token()}`;
    const made = (...values: [string, string][]): MsgHdrs => {
      const headers = natsHeaders();
      for (const [name, value] of values) headers.append(name, value);
      return headers;
    };
    const nats = await connect({ servers: used.broker().url });
    const sent: [string, string | undefined, MsgHdrs | undefined, unknown][] = [
      // Nest drops what is no JSON, and asks no guard.
      ['orders.placed', undefined, made(['authorization', token]), undefined],
      ['orders.placed', 'no JSON', made(['authorization', token]), undefined],
      ['orders.placed', 'null', undefined, 'TOKEN_MISSING'],
      ['orders.placed', '"text"', made(['Authorization', token]), ['default']],
      ['orders.placed', '{"data":1}', made(['AUTHORIZATION', token]), ['default']],
      ['orders.placed', '{}', made(['authorization', '']), 'AUTHORIZATION_MALFORMED'],
      ['orders.placed', '{}', made(['authorization', token], ['authorization', token]), 'TOKEN_AMBIGUOUS'],
      [
        'orders.placed',
        '{}',
        made(['Authorization', token], ['authorization', 'Basic a']),
        'TOKEN_AMBIGUOUS',
      ],
      // A request without an id: Nest takes it for an event, whose refusal nobody hears.
      ['orders.list', '{"data":1}', undefined, 'TOKEN_MISSING'],
      ['orders.list', '{"data":2}', made(['authorization', token]), ['default']],
    ];
    for (const [subject, text, headers] of sent)
      nats.publish(subject, text, { reply: 'nobody', ...(headers && { headers }) });
    await nats.drain();
    const expected = sent.map(([, , , outcome]) => outcome).filter((outcome) => outcome !== undefined);
    await until(() => decisions.length === expected.length && seen.length >= 3);
    expect(decisions.map(outcomeOf)).toEqual(expected);
    expect(seen.map(([handler]) => handler)).toEqual(['placed', 'placed', 'list']);
    expect(await used.client().send('orders.list', { id: 1 }, bearer(issuer.token()))).toEqual({ id: 1 });
  });

  test('have their token in another header where the application says so', async () => {
    const messages = { token: { nats: { header: 'X-Token' } } };
    const { issuer } = await used.start({ controllers: [Plain], messages });
    const token = issuer.token();
    expect(await used.client().send('orders.list', {}, bearer(token, 'x-token'))).toEqual({});
    await expect(used.client().send('orders.list', {}, bearer(token))).rejects.toMatchObject({
      code: 'TOKEN_MISSING',
    });
  });
});
