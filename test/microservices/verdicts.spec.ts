import {
  Controller,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { map, type Observable } from 'rxjs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  Claims,
  jwtPolicyOf,
  OptionalToken,
  Public,
  RequireScope,
  typedClaims,
  type DecisionEvent,
  type JwtClaims,
  type JwtPolicyOptions,
} from '../../src/jwt-policy/index.js';
import { callRoute } from '../../src/jwt-policy/testing/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { carrying, startTcpApp, type TcpApp } from './tcp-app.js';

const opened = closeAfterEach();
const Sender = typedClaims({
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
});

/** What handlers of events were given. */
let seen: unknown[] = [];
beforeEach(() => void (seen = []));

/** Puts the verdict beside the answer. */
@Injectable()
class VerdictInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const verdict = jwtPolicyOf(context);
    const said = verdict && {
      sub: verdict.claims.sub,
      issuer: verdict.issuer,
      policy: verdict.policy,
      results: Object.keys(verdict.results),
      isFrozen: Object.isFrozen(verdict.claims),
    };
    return next.handle().pipe(map((answer: unknown) => ({ answer, verdict: said ?? 'none' })));
  }
}

@UseInterceptors(VerdictInterceptor)
@Controller()
class OrdersController {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(
    @Claims() claims: JwtClaims,
    @Claims('sub') sub: string,
    @Claims(['realm', 'roles']) roles: unknown,
    @Claims('absent') absent: unknown,
    @Sender() sender: { sub: string },
  ): unknown {
    return { iss: claims.iss, sub, roles, absent: absent ?? 'nothing', sender: sender.sub };
  }

  @OptionalToken({ onInvalid: 'anonymous' })
  @MessagePattern('orders.count')
  count(@Claims('sub') sub: string | undefined): unknown {
    return sub ?? 'nobody';
  }

  @Public()
  @MessagePattern('orders.ping')
  ping(@Claims('sub') sub: string | undefined): unknown {
    return sub ?? 'nobody';
  }

  @MessagePattern('orders.forged')
  forged(@Claims('sub') sub: string): unknown {
    return sub;
  }
}

/** Answers when the test says so, with the claims that it was given before. */
const gate: { open: () => void; reached: () => void } = { open: () => {}, reached: () => {} };

@Controller()
class SlowController {
  @MessagePattern('slow')
  async slow(@Claims('sub') sub: string, @Payload() { wait }: { wait: boolean }): Promise<string> {
    if (wait)
      await new Promise<void>((resolve) => {
        gate.open = resolve;
        gate.reached();
      });
    return sub;
  }
}

@Controller()
class EventsController {
  @EventPattern('placed')
  first(@Claims('sub') sub: string): void {
    seen.push(`first ${sub}`);
  }

  @Public()
  @EventPattern('placed')
  open(@Claims('sub') sub: string | undefined): void {
    seen.push(`open ${sub}`);
  }

  @RequireScope('audit')
  @EventPattern('placed')
  third(@Claims('sub') sub: string): void {
    seen.push(`third ${sub}`);
  }

  @Public()
  @MessagePattern('done')
  done(): string {
    return 'done';
  }
}

const start = async (
  controllers: readonly Type[],
  options: Partial<JwtPolicyOptions> = {},
): Promise<TcpApp> => opened(await startTcpApp({ controllers, options }));

const ORDERS = [OrdersController, SlowController, EventsController];

describe('the verdict of a message', () => {
  test('is there for handlers, typed claims and interceptors', async () => {
    const { client, issuer } = await start(ORDERS);
    const token = issuer.token({ claims: { scope: 'orders/read', realm: { roles: ['clerk'] } } });
    expect(await client.send('orders.list', {}, carrying(token))).toEqual({
      answer: { iss: 'https://id.test', sub: 'alice', roles: ['clerk'], absent: 'nothing', sender: 'alice' },
      verdict: {
        sub: 'alice',
        issuer: 'https://id.test',
        policy: 'default',
        results: ['default'],
        isFrozen: true,
      },
    });
  });

  test('has the results of all policies that applied to the operation', async () => {
    const policies = [
      { name: 'base', issuers: [issuerOptions] },
      { name: 'web', issuers: [issuerOptions], appliesTo: [{ path: '/**' }] },
      { name: 'orders', issuers: [issuerOptions], appliesTo: [{ transport: 'rpc', pattern: 'orders.*' }] },
    ];
    const { client, issuer } = await start(ORDERS, { policies, issuers: undefined } as never);
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    expect(await client.send('orders.list', {}, carrying(token))).toMatchObject({
      verdict: { policy: 'orders', results: ['base', 'orders'] },
    });
  });

  test('is nothing for nobody and on public handlers, also where a token was sent', async () => {
    const { client, issuer } = await start(ORDERS);
    const nobody = { answer: 'nobody', verdict: 'none' };
    expect(await client.send('orders.count')).toEqual(nobody);
    expect(await client.send('orders.count', {}, carrying('no.good.token'))).toEqual(nobody);
    expect(await client.send('orders.ping', {}, carrying(issuer.token()))).toEqual(nobody);
    expect(await client.send('orders.count', {}, carrying(issuer.token()))).toMatchObject({
      answer: 'alice',
      verdict: { sub: 'alice' },
    });
  });

  test('is never taken from what the sender wrote', async () => {
    const { client, issuer } = await start(ORDERS);
    const forged = { jwtPolicy: { claims: { sub: 'mallory' } }, claims: { sub: 'mallory' } };
    const metadata = { ...carrying(issuer.token()), ...forged };
    expect(await client.send('orders.forged', forged, metadata)).toMatchObject({ answer: 'alice' });
    expect(await client.send('orders.ping', forged, forged)).toEqual({ answer: 'nobody', verdict: 'none' });
  });

  test('is not mixed up with that of another message of the same handler', async () => {
    const { client, issuer } = await start(ORDERS);
    const reached = new Promise<void>((resolve) => void (gate.reached = resolve));
    const first = client.send('slow', { wait: true }, carrying(issuer.token({ claims: { sub: 'alice' } })));
    await reached;
    const bob = issuer.token({ claims: { sub: 'bob' } });
    expect(await client.send('slow', { wait: false }, carrying(bob))).toBe('bob');
    gate.open();
    expect(await first).toBe('alice');
  });

  test('belongs to one handler of an event, although they share the message', async () => {
    const { client, issuer } = await start(ORDERS);
    await client.emit('placed', {}, carrying(issuer.token()));
    // One socket keeps the order: the event is through when this is answered.
    await client.send('done');
    expect(seen).toEqual(['first alice', 'open undefined']);
  });
});

describe('observers', () => {
  test('hear of messages and events as of requests, with the transport', async () => {
    const events: DecisionEvent[] = [];
    const observers = [{ decided: (event: DecisionEvent) => void events.push(event) }];
    const { client, issuer } = await start(ORDERS, { observers });
    const token = issuer.token({ claims: { scope: 'orders/read' } });
    await client.send('orders.list', {}, carrying(token));
    await client.send('orders.list', {}, carrying(issuer.token())).catch(() => undefined);
    await client.send('orders.count');
    await client.send('orders.ping');
    await client.emit('placed');
    await client.send('done');
    expect(events).toEqual([
      {
        outcome: 'granted',
        transport: 'rpc',
        handler: 'OrdersController.list',
        policies: ['default'],
        issuer: 'https://id.test',
      },
      {
        outcome: 'refused',
        transport: 'rpc',
        handler: 'OrdersController.list',
        code: 'SCOPE_MISSING',
        family: 'no_access',
        policy: 'default',
        step: 'scope',
        detail: expect.stringContaining('orders/read'),
        token: { digest: expect.any(String), issuer: '"https://id.test"', kid: expect.any(String) },
      },
      { outcome: 'anonymous', transport: 'rpc', handler: 'OrdersController.count' },
      expect.objectContaining({ handler: 'EventsController.first', code: 'TOKEN_MISSING' }),
      expect.objectContaining({ handler: 'EventsController.third', code: 'TOKEN_MISSING' }),
    ]);
    expect(JSON.stringify(events)).not.toContain(token.split('.')[2]);
  });

  test('that throw change neither the answer nor the decision', async () => {
    const observers = [
      {
        decided(): void {
          throw new Error('the counter is away');
        },
      },
    ];
    const { client, issuer } = await start(ORDERS, { observers });
    expect(await client.send('orders.count', {}, carrying(issuer.token()))).toMatchObject({
      answer: 'alice',
    });
    await expect(client.send('orders.list')).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  });
});

test('messages of clients are decided as ever while the test kit watches', async () => {
  const { app, client, issuer } = await start(ORDERS);
  expect((await callRoute(app, 'rpc orders.count')).anonymous).toBe(true);
  expect(await client.send('orders.count', {}, carrying(issuer.token()))).toMatchObject({ answer: 'alice' });
  await expect(client.send('orders.list')).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  const outcomes = await Promise.all(
    [undefined, issuer.token()].map((token) => callRoute(app, 'rpc orders.count', token)),
  );
  expect(outcomes.map(({ anonymous }) => anonymous)).toEqual([true, false]);
});
