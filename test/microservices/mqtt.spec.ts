import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, MqttContext, Payload } from '@nestjs/microservices';
import { beforeEach, expect, test } from '@jest/globals';
import { connectAsync, type IClientPublishOptions } from 'mqtt';
import { HAS_MOSQUITTO, Mosquitto } from '../support/mosquitto.js';
import { until } from '../support/until.js';
import { mqttClient } from './broker-clients.js';
import { mqttConnection } from './broker-connections.js';
import { describeMessages } from './describe-messages.js';
import { operationPolicies } from './operation-policies.js';
import { bearer, outcomeOf, withBroker, type Broker } from './with-broker.js';

interface MqttBroker extends Broker {
  readonly url: string;
}

async function startMosquitto(): Promise<MqttBroker> {
  const server = await Mosquitto.start();
  const { url } = server;
  return {
    url,
    connection: mqttConnection(url),
    connect: () => mqttClient(url),
    close: () => server.close(),
  };
}

/** What came to which handler. */
const seen: unknown[][] = [];

@Controller()
class Wildcards {
  @EventPattern('orders/+')
  any(@Ctx() context: MqttContext): void {
    seen.push(['any', context.getTopic()]);
  }

  @EventPattern('orders/vip/#')
  vip(@Ctx() context: MqttContext): void {
    seen.push(['vip', context.getTopic()]);
  }

  @MessagePattern('bills/+')
  list(): string {
    return 'list';
  }

  @MessagePattern('parcels/#')
  parcels(@Payload() data: unknown): string {
    seen.push(['parcels', data]);
    return 'parcels';
  }
}

@Controller()
class Shared {
  @EventPattern('$share/workers/orders/+')
  any(@Payload() data: unknown): void {
    seen.push(['any', data]);
  }

  @EventPattern('$share/workers/bills/list')
  list(@Payload() data: unknown): void {
    seen.push(['list', data]);
  }
}

@Controller()
class Plain {
  @EventPattern('orders/placed')
  placed(@Payload() data: unknown): void {
    seen.push(['placed', data]);
  }

  @MessagePattern('orders/list')
  list(@Payload() data: unknown): unknown {
    return data;
  }
}

withBroker('mosquitto', HAS_MOSQUITTO, startMosquitto, (used) => {
  describeMessages(used);

  beforeEach(() => void seen.splice(0));

  test('that come by a wildcard meet the policies of their own topic', async () => {
    const parts = { controllers: [Wildcards], options: { policies: operationPolicies } };
    const { issuer, decisions } = await used.start(parts);
    const headers = bearer(issuer.token());
    for (const topic of ['orders/sent', 'orders/closed', 'orders/vip/a/b', 'orders/Closed'])
      await used.client().emit(topic, {}, headers);
    await until(() => decisions.length === 4);
    expect(decisions.map(outcomeOf)).toEqual([['orders'], 'CLAIM_MISSING', ['orders'], ['orders']]);
    expect(await used.client().send('bills/list', {}, headers)).toBe('list');
    await expect(used.client().send('bills/mine', {}, headers)).rejects.toMatchObject({
      code: 'NO_POLICY_APPLIES',
    });
    expect(seen).toEqual([
      ['any', 'orders/sent'],
      ['vip', 'orders/vip/a/b'],
      ['any', 'orders/Closed'],
    ]);
  });

  test('of a shared subscription are decided once each, by the topic without the group', async () => {
    const parts = { controllers: [Shared], options: { policies: operationPolicies } };
    const one = await used.start(parts);
    const other = await used.start(parts);
    const good = bearer(one.issuer.token());
    const decided = (): number => one.decisions.length + other.decisions.length;
    for (let id = 1; id <= 10; id += 1) {
      await used.client().emit('orders/sent', { id }, id % 2 === 0 ? good : {});
      await until(() => decided() === id);
    }
    await used.client().emit('orders/closed', { id: 11 }, good);
    await used.client().emit('bills/list', { id: 12 }, good);
    await until(() => decided() === 12 && seen.length >= 6);
    expect(seen.map(([handler, data]) => [handler, (data as { id: number }).id])).toEqual([
      ['any', 2],
      ['any', 4],
      ['any', 6],
      ['any', 8],
      ['any', 10],
      ['list', 12],
    ]);
    const refused = [...one.decisions, ...other.decisions]
      .map(outcomeOf)
      .filter((outcome) => typeof outcome === 'string');
    expect(refused.toSorted()).toEqual(['CLAIM_MISSING', ...Array<string>(5).fill('TOKEN_MISSING')]);
  });

  test('that Nest sends as answers, and hands to a wildcard that matches them, are refused', async () => {
    const { issuer, decisions } = await used.start({ controllers: [Wildcards] });
    expect(await used.client().send('parcels/list', { id: 1 }, bearer(issuer.token()))).toBe('parcels');
    await until(() => decisions.length === 2);
    expect(decisions.map(outcomeOf)).toEqual([['default'], 'TOKEN_MISSING']);
    expect(seen).toEqual([['parcels', { id: 1 }]]);
  });

  test('that are refused are acknowledged, so that a session that comes back does not get them again', async () => {
    const session = mqttConnection(used.broker().url, {
      clientId: 'orders-1',
      clean: false,
      properties: { sessionExpiryInterval: 3600 },
      subscribeOptions: { qos: 1 },
    });
    const before = await used.start({ controllers: [Plain] }, session);
    const good = bearer(before.issuer.token());
    await used.client().emit('orders/placed', { id: 1 }, { authorization: 'Bearer a.b.c' });
    await used.client().emit('orders/placed', { id: 2 }, good);
    await until(() => seen.length === 1);
    // The acknowledgements are sent before this answer.
    await used.client().send('orders/list', {}, good);
    await before.close();
    await used.client().emit('orders/placed', { id: 3 }, good);
    const after = await used.start({ controllers: [Plain] }, session);
    await until(() => seen.length === 2);
    await used.client().send('orders/list', {}, good);
    expect(seen).toEqual([
      ['placed', { id: 2 }],
      ['placed', { id: 3 }],
    ]);
    expect(after.decisions.map(outcomeOf)).toEqual([['default'], ['default']]);
  });

  test('of other programs are decided by the same properties, and none of them ends the server', async () => {
    const { issuer, decisions } = await used.start({ controllers: [Plain] });
    const token = `Bearer ${issuer.token()}`;
    const properties = (userProperties: Record<string, string | string[]>): IClientPublishOptions => ({
      properties: { userProperties },
    });
    const mqtt = await connectAsync(used.broker().url, { protocolVersion: 5 });
    const sent: [string, IClientPublishOptions, unknown][] = [
      ['', {}, 'TOKEN_MISSING'],
      ['null', {}, 'TOKEN_MISSING'],
      ['no JSON', properties({ Authorization: token }), ['default']],
      ['{"data":1}', properties({ authorization: [token] }), ['default']],
      ['{}', properties({ authorization: '' }), 'AUTHORIZATION_MALFORMED'],
      ['{}', properties({ authorization: [token, token] }), 'TOKEN_AMBIGUOUS'],
      ['{}', properties({ __proto__: 'a', constructor: 'b', authorization: [token, ''] }), 'TOKEN_AMBIGUOUS'],
      ['{}', { properties: { responseTopic: 'orders/placed', contentType: token } }, 'TOKEN_MISSING'],
    ];
    for (const [text, options] of sent)
      await mqtt.publishAsync('orders/placed', text, { qos: 1, ...options });
    await mqtt.endAsync();
    await until(() => decisions.length === sent.length && seen.length >= 2);
    expect(decisions.map(outcomeOf)).toEqual(sent.map(([, , outcome]) => outcome));
    expect(await used.client().send('orders/list', { id: 1 }, bearer(issuer.token()))).toEqual({ id: 1 });
    expect(seen).toHaveLength(2);
  });

  test('that the broker retained are refused at each subscription, and the next ones are decided', async () => {
    const mqtt = await connectAsync(used.broker().url, { protocolVersion: 5 });
    await mqtt.publishAsync('orders/placed', '{"data":{"id":1}}', { qos: 1, retain: true });
    const { issuer, decisions } = await used.start({ controllers: [Plain] });
    await until(() => decisions.length === 1);
    await used.client().emit('orders/placed', { id: 2 }, bearer(issuer.token()));
    await until(() => seen.length === 1);
    expect(decisions.map(outcomeOf)).toEqual(['TOKEN_MISSING', ['default']]);
    expect(seen).toEqual([['placed', { id: 2 }]]);
    await mqtt.publishAsync('orders/placed', '', { qos: 1, retain: true });
    await mqtt.endAsync();
  });

  test('of MQTT 3 have no user properties: their token is in the payload where the application says so', async () => {
    const messages = { token: { mqtt: { payload: 'token' } } };
    const { url } = used.broker();
    const older = mqttConnection(url, { protocolVersion: 4 });
    const { issuer } = await used.start({ controllers: [Plain], messages }, older);
    const client = mqttClient(url, { protocolVersion: 4 });
    try {
      const token = issuer.token();
      expect(await client.send('orders/list', { id: 1, token })).toEqual({ id: 1 });
      await expect(client.send('orders/list', { id: 1 })).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
      await expect(client.send('orders/list', { id: 1, Token: token })).rejects.toMatchObject({
        code: 'TOKEN_MISSING',
      });
    } finally {
      await client.close();
    }
  });
});
