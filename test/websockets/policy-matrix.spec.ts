import {
  Injectable,
  Scope,
  UseFilters,
  UseInterceptors,
  UsePipes,
  ValidationPipe,
  Catch,
} from '@nestjs/common';
import type { ArgumentsHost, CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Ack, MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { IsString } from 'class-validator';
import { map, of, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from '@jest/globals';
import {
  Claims,
  jwtPolicyOf,
  OptionalToken,
  Public,
  RequireScope,
  type TokenSource,
} from '../../src/jwt-policy/index.js';
import {
  callRoute,
  everyBadToken,
  policyMatrix,
  TestKitError,
  type MatrixRow,
} from '../../src/jwt-policy/testing/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { ADAPTERS, configured, initGateways, issuer } from './in-process-app.js';

const opened = closeAfterEach();
const reader = { scope: 'orders/read' };
const writer = { scope: 'orders/write' };

/** What handlers were given, and what became of them. */
const seen: unknown[] = [];

class PlacedOrder {
  @IsString()
  item!: string;
}

@Injectable()
class WithSub implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const sub = jwtPolicyOf(context)?.claims['sub'];
    return next.handle().pipe(map((answer: unknown) => ({ answer, sub })));
  }
}

@Catch()
class Quiet {
  catch(error: unknown, host: ArgumentsHost): void {
    seen.push(['caught', String(error), host.getType()]);
  }
}

@WebSocketGateway()
class OrdersGateway {
  @RequireScope('orders/read')
  @SubscribeMessage('orders.list')
  list(@Claims('sub') sub: string, @MessageBody() data: unknown): unknown {
    seen.push({ sub, data });
    return { event: 'orders', data: [] };
  }

  @RequireScope('orders/read')
  @SubscribeMessage('orders.watch')
  watch(): Observable<unknown> {
    return of({ event: 'order', data: 1 }, { event: 'order', data: 2 });
  }

  @SubscribeMessage('orders.none')
  none(): void {}

  @RequireScope('orders/write')
  @SubscribeMessage('orders.fail')
  fail(): never {
    throw new Error('the database is away');
  }

  @SubscribeMessage('orders.failLater')
  failLater(): Observable<never> {
    return throwError(() => new WsException('sold out'));
  }

  @UseFilters(Quiet)
  @SubscribeMessage('orders.failQuietly')
  failQuietly(): never {
    throw new Error('nobody hears');
  }

  @UsePipes(new ValidationPipe({ expectedType: PlacedOrder }))
  @SubscribeMessage('orders.place')
  place(@MessageBody() order: PlacedOrder): unknown {
    seen.push(order);
    return order;
  }

  @UseInterceptors(WithSub)
  @SubscribeMessage('orders.count')
  count(): number {
    return 1;
  }

  @Public()
  @SubscribeMessage('orders.ping')
  ping(): string {
    return 'pong';
  }

  @OptionalToken()
  @SubscribeMessage('orders.maybe')
  maybe(): void {}
}

const ROWS: readonly MatrixRow[] = [
  ['ws /', {}, 'granted'],
  ['ws /', null, 'TOKEN_MISSING'],
  ['ws /', { bad: 'expired' }, 'TOKEN_EXPIRED'],
  ['ws orders.list', reader, 200],
  ['ws orders.list', reader, 'granted', { body: { page: 1 } }],
  ['ws orders.list', writer, 'SCOPE_MISSING'],
  ['ws orders.list', writer, 403],
  ['ws orders.list', null, 401],
  ['ws orders.list', { bad: 'expired' }, 'TOKEN_EXPIRED'],
  ['ws orders.list', 'x.y.z', 'TOKEN_MALFORMED'],
  ['ws orders.watch', reader, 200],
  ['ws orders.watch', writer, 'SCOPE_MISSING'],
  ['ws orders.none', {}, 200],
  ['ws orders.fail', writer, 500],
  ['ws orders.fail', writer, 'granted'],
  ['ws orders.fail', reader, 'SCOPE_MISSING'],
  ['ws orders.failLater', {}, 500],
  ['ws orders.failQuietly', {}, 200],
  ['ws orders.place', {}, 200, { body: { item: 'tea' } }],
  ['ws orders.place', {}, 500, { body: { item: 7 } }],
  ['ws orders.count', {}, 200],
  // The connection still needs a token.
  ['ws orders.ping', {}, 200],
  ['ws orders.ping', null, 'TOKEN_MISSING'],
  ['ws orders.maybe', null, 'TOKEN_MISSING'],
];

describe.each(ADAPTERS)('messages of gateways over %s', (adapter) => {
  test('are rows of a matrix, in an application that never listens', async () => {
    seen.length = 0;
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway] }));
    await policyMatrix(app, issuer, ROWS);
    const sub: unknown = expect.any(String);
    expect(seen.slice(0, 2)).toEqual([
      { sub, data: undefined },
      { sub, data: { page: 1 } },
    ]);
    expect(seen).toContainEqual(['caught', 'Error: nobody hears', 'ws']);
    expect(seen).toContainEqual({ item: 'tea' });
    expect(seen).not.toContainEqual({ item: 7 });
  });

  test('refuse every bad token with the code that its fault must give', async () => {
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway] }));
    for (const call of ['ws orders.list', 'ws /']) {
      const tried = await everyBadToken(app, call, { claims: reader });
      expect(tried.filter(({ code }) => code !== undefined).length).toBeGreaterThan(20);
    }
  });

  test('refuse every bad token where everybody may connect', async () => {
    @Public()
    @WebSocketGateway()
    class OpenGateway {
      @RequireScope('orders/read')
      @SubscribeMessage('orders.list')
      list(): void {}

      @SubscribeMessage('orders.ping')
      ping(): void {}
    }
    const app = opened(await initGateways({ adapter, providers: [OpenGateway] }));
    await policyMatrix(app, issuer, [
      ['ws /', null, 'granted'],
      ['ws orders.ping', 'not a token', 'granted'],
      ['ws orders.list', null, 'TOKEN_MISSING'],
      ['ws orders.list', {}, 'SCOPE_MISSING'],
      ['ws orders.list', reader, 200],
    ]);
    await everyBadToken(app, 'ws orders.list', { claims: reader });
    await expect(everyBadToken(app, 'ws orders.ping')).rejects.toThrow('OpenGateway.ping is public');
  });

  test('explain a row that does not hold', async () => {
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway] }));
    const rows = policyMatrix(app, issuer, [
      ['ws orders.list', writer, 200],
      ['ws orders.list', reader, 200],
      ['ws /', null, 'granted'],
    ]);
    const message = await rows.catch((error: unknown) => (error as Error).message);
    expect(message).toContain(`2 of 3 row(s) of the policy matrix do not hold:

row 1: ws orders.list by {"scope":"orders/write"}
    expected 200
    found    403, SCOPE_MISSING at OrdersGateway.list
    403 SCOPE_MISSING: The token lacks a scope that is required here.
    ws orders.list -> OrdersGateway.list
`);
    expect(message).toContain('found    401, TOKEN_MISSING at OrdersGateway.handleConnection');
  });

  test('are answered as a client would be', async () => {
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway] }));
    expect(await callRoute(app, 'ws orders.count', issuer.token())).toMatchObject({
      status: 200,
      granted: true,
      anonymous: false,
      handler: 'OrdersGateway.count',
    });
  });

  test('are called under every option for tokens', async () => {
    const transport = { token: { query: 'token', firstMessage: { event: 'authenticate' } } } as const;
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway], transport }));
    await policyMatrix(app, issuer, ROWS);
    const http = opened(
      await initGateways({ adapter, providers: [OrdersGateway], transport: { refuseWith: 'http' } }),
    );
    await policyMatrix(http, issuer, ROWS);
  });

  test('have the headers of the row in conditions and rules, in any letter case', async () => {
    const policies = [
      {
        name: 'shops',
        issuers: [configured],
        appliesTo: [
          {
            transport: 'ws',
            when: {
              describe: 'of shop 1',
              matches: ({ headers }: { readonly headers: object }) =>
                (headers as Record<string, unknown>)['x-shop'] === '1',
            },
          },
        ],
      },
    ];
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway], options: { policies } }));
    await policyMatrix(app, issuer, [
      ['ws orders.none', {}, 'granted', { headers: { 'X-Shop': '1' } }],
      ['ws orders.none', {}, 'NO_POLICY_APPLIES', { headers: { 'X-Shop': '2' } }],
      ['ws /', {}, 'NO_POLICY_APPLIES'],
    ]);
  });

  test('have the token where a row carries it, for a policy that reads it there', async () => {
    const origin: TokenSource = {
      describe: 'the header x-key',
      read: ({ headers }) => headers['x-key'],
    };
    const options = { policies: [{ name: 'own', issuers: [configured], origin }] };
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway], options }));
    const carry = (token: string) => ({ 'x-key': token });
    await policyMatrix(app, issuer, [
      ['ws orders.list', reader, 200, { carry }],
      ['ws orders.list', {}, 'SCOPE_MISSING', { carry }],
      ['ws orders.list', reader, 'TOKEN_MISSING'],
    ]);
  });

  test('of a gateway that is made for each client are called', async () => {
    @WebSocketGateway({ path: '/scoped' })
    @Injectable({ scope: Scope.REQUEST })
    class ScopedGateway {
      private connected: unknown;

      async handleConnection(client: object): Promise<void> {
        this.connected = policyOf(client)?.claims['sub'];
      }

      @RequireScope('orders/read')
      @SubscribeMessage('orders.list')
      list(@Claims('sub') sub: string): void {
        seen.push(['scoped', sub === this.connected]);
      }
    }
    seen.length = 0;
    const app = opened(await initGateways({ adapter, providers: [ScopedGateway] }));
    await policyMatrix(app, issuer, [
      ['ws orders.list', reader, 200],
      ['ws orders.list', {}, 'SCOPE_MISSING'],
      ['ws /scoped', null, 'TOKEN_MISSING'],
      ['ws /scoped', {}, 200],
    ]);
    expect(seen).toEqual([['scoped', true]]);
  });

  test('reach every gateway that has subscribed to the event', async () => {
    @WebSocketGateway()
    class FirstGateway {
      @SubscribeMessage('orders.both')
      both(): void {
        seen.push('first');
      }
    }
    @WebSocketGateway()
    class SecondGateway {
      @RequireScope('orders/read')
      @SubscribeMessage('orders.both')
      both(): void {
        seen.push('second');
      }
    }
    seen.length = 0;
    const app = opened(await initGateways({ adapter, providers: [FirstGateway, SecondGateway] }));
    await policyMatrix(app, issuer, [
      ['ws orders.both', reader, 'granted'],
      ['ws orders.both', {}, 'SCOPE_MISSING'],
    ]);
    expect(seen.map(String).toSorted()).toEqual(['first', 'first', 'second']);
  });

  test('of two applications of one process are decided each by its own', async () => {
    const strict = opened(
      await initGateways({
        adapter,
        providers: [OrdersGateway],
        options: { issuers: [configured], checks: [{ claim: 'department', rule: 'closing' }] },
      }),
    );
    const plain = opened(await initGateways({ adapter, providers: [OrdersGateway] }));
    await Promise.all([
      policyMatrix(strict, issuer, [
        ['ws orders.none', {}, 'CLAIM_MISSING'],
        ['ws orders.none', { department: 'closing' }, 'granted'],
      ]),
      policyMatrix(plain, issuer, [['ws orders.none', {}, 'granted']]),
    ]);
  });

  test('cannot be called in an application without gateways', async () => {
    const app = opened(await initGateways({ adapter, providers: [] }));
    await expect(callRoute(app, 'ws orders.list')).rejects.toThrow(
      '"ws orders.list" cannot be called: The application has bound no gateway to a server.',
    );
  });

  test('that no gateway has are told with those that there are', async () => {
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway] }));
    const called = callRoute(app, 'ws orders.lst');
    await expect(called).rejects.toThrow(TestKitError);
    await expect(called).rejects.toThrow(
      'No gateway of the application has it. They have "/", "orders.list",',
    );
  });
});

test('a handler of socket.io that acknowledges by hand is called with an acknowledgement', async () => {
  @WebSocketGateway()
  class AckGateway {
    @SubscribeMessage('orders.ack')
    acknowledge(@Ack() ack: (answer: unknown) => void): void {
      ack({ ok: true });
      seen.push('acknowledged');
    }
  }
  seen.length = 0;
  const app = opened(await initGateways({ adapter: 'socket.io', providers: [AckGateway] }));
  await policyMatrix(app, issuer, [
    ['ws orders.ack', {}, 200],
    ['ws orders.ack', null, 401],
  ]);
  expect(seen).toEqual(['acknowledged']);
});

test('connections to namespaces of socket.io, and to a dynamic one by any of its names', async () => {
  @WebSocketGateway({ namespace: 'orders' })
  class NamedGateway {
    @SubscribeMessage('orders.list')
    list(): void {}
  }
  @WebSocketGateway({ namespace: /^\/shop-\d+$/ })
  class ShopGateway {
    handleConnection(client: { readonly nsp: { readonly name: string } }): void {
      seen.push(client.nsp.name);
    }
  }
  seen.length = 0;
  const app = opened(await initGateways({ adapter: 'socket.io', providers: [NamedGateway, ShopGateway] }));
  await policyMatrix(app, issuer, [
    ['ws /orders', {}, 'granted'],
    ['ws /orders', null, 'TOKEN_MISSING'],
    ['ws orders.list', {}, 200],
    ['ws /shop-1', {}, 200],
    ['ws /shop-1', null, 401],
  ]);
  expect(seen).toContain('/shop-1');
});
