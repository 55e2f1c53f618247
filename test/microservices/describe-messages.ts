import { Controller, Get } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { beforeEach, expect, test } from '@jest/globals';
import { ClaimRule, Claims, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { expression } from '../../src/jwt-policy/expressions/index.js';
import { until } from '../support/until.js';
import type { SentHeaders } from './broker-clients.js';
import { bearer, outcomeOf, type Broker, type BrokerUnderTest } from './with-broker.js';

/** The data of the events that handlers have seen. */
const seen: unknown[] = [];

/** Handlers whose patterns mean the same to every broker. */
@Controller()
class Orders {
  @RequireScope('orders/read')
  @Get('orders')
  @MessagePattern('orders.list')
  list(@Claims('sub') sub: string, @Payload() data: unknown): unknown {
    return { sub, data };
  }

  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    seen.push(data);
  }

  @ClaimRule(expression("#[vars.claimSet.sub == attributes.headers['x-owner']]"))
  @MessagePattern('orders.own')
  own(): string {
    return 'own';
  }

  @Public()
  @MessagePattern('orders.ping')
  ping(@Claims('sub') sub: string | undefined): string {
    return sub ?? 'nobody';
  }
}

/** What has to be the same with every broker. */
export function describeMessages({ client, start }: BrokerUnderTest<Broker>): void {
  beforeEach(() => void seen.splice(0));

  test('are granted with a good token, whatever the letter case of its header', async () => {
    const { issuer } = await start({ controllers: [Orders] });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    for (const header of ['authorization', 'Authorization', 'AUTHORIZATION'])
      expect(await client().send('orders.list', { page: 1 }, bearer(token, header))).toEqual({
        sub: 'alice',
        data: { page: 1 },
      });
    expect(await client().send('orders.ping')).toBe('nobody');
  });

  test('are refused in one shape, in which nothing of the token is', async () => {
    const { issuer, clock } = await start({ controllers: [Orders] });
    const good = issuer.token({ claims: { scope: 'orders/read' } });
    const refusals: [SentHeaders, string, number][] = [
      [{}, 'TOKEN_MISSING', 401],
      [{ authorization: 'Basic abc' }, 'TOKEN_MISSING', 401],
      [{ 'x-authorization': `Bearer ${good}` }, 'TOKEN_MISSING', 401],
      [bearer(`${good.slice(0, -8)}AAAAAAAA`), 'SIGNATURE_INVALID', 401],
      [bearer('a.b'), 'TOKEN_MALFORMED', 401],
      [bearer(issuer.token({ claims: { exp: clock.seconds - 3600 } })), 'TOKEN_EXPIRED', 401],
      [bearer(issuer.token()), 'SCOPE_MISSING', 403],
      [{ authorization: [`Bearer ${good}`, `Bearer ${good}`] }, 'TOKEN_AMBIGUOUS', 400],
      [{ ...bearer(good), ...bearer(good, 'Authorization') }, 'TOKEN_AMBIGUOUS', 400],
      [{ ...bearer(good, 'AUTHORIZATION'), authorization: 'Basic abc' }, 'TOKEN_AMBIGUOUS', 400],
    ];
    for (const [headers, code, statusCode] of refusals) {
      const error = await client()
        .send('orders.list', {}, headers)
        .then(
          (answer) => ({ answer, headers }),
          (thrown: unknown) => thrown,
        );
      expect(error).toEqual({ status: 'error', code, statusCode, message: expect.any(String) });
      expect(JSON.stringify(error)).not.toContain(good.slice(-20));
    }
  });

  test('do not find the token in the payload', async () => {
    const { issuer } = await start({ controllers: [Orders] });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    const hiding = { ...bearer(token), headers: bearer(token), metadata: bearer(token), token };
    await expect(client().send('orders.list', hiding)).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  });

  test('have their headers in the attributes of rules', async () => {
    const { issuer } = await start({ controllers: [Orders] });
    const headers = bearer(issuer.token());
    expect(await client().send('orders.own', {}, { ...headers, 'X-Owner': 'alice' })).toBe('own');
    for (const owner of ['bob', ['alice', 'bob'], ['bob', 'alice']])
      await expect(client().send('orders.own', {}, { ...headers, 'X-Owner': owner })).rejects.toMatchObject({
        code: 'CLAIM_RULE_FAILED',
      });
  });

  test('of refused events reach no handler, and the good ones after them do', async () => {
    const { issuer, decisions } = await start({ controllers: [Orders] });
    const good = bearer(issuer.token({ claims: { scope: 'orders/write' } }));
    await client().emit('orders.placed', { id: 1 });
    await client().emit('orders.placed', { id: 2 }, bearer(issuer.token()));
    await client().emit('orders.placed', { id: 3 }, good);
    await client().emit('orders.placed', { id: 4 }, { authorization: 'Bearer a.b.c' });
    await client().emit('orders.placed', { id: 5 }, good);
    await until(() => decisions.length === 5 && seen.length >= 2);
    await client().send('orders.ping');
    expect(seen).toEqual([{ id: 3 }, { id: 5 }]);
    expect(decisions.map(outcomeOf)).toEqual([
      'TOKEN_MISSING',
      'SCOPE_MISSING',
      ['default'],
      'TOKEN_MALFORMED',
      ['default'],
    ]);
  });

  test('are refused when they arrive after their token has expired', async () => {
    const { issuer, clock } = await start({ controllers: [Orders] });
    const headers = bearer(issuer.token({ claims: { scope: 'orders/read' } }));
    await client().send('orders.list', {}, headers);
    clock.advance(2 * 3600);
    await expect(client().send('orders.list', {}, headers)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  test('and requests of a hybrid application meet the same demands', async () => {
    const { issuer, url } = await start({ controllers: [Orders], isHybrid: true });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    expect(await client().send('orders.list', {}, bearer(token))).toMatchObject({ sub: 'alice' });
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${url}/orders`, { headers })).status).toBe(200);
    expect((await fetch(`${url}/orders`)).status).toBe(401);
    await expect(client().send('orders.list')).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  });
}
