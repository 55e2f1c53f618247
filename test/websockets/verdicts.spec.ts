import {
  Injectable,
  Logger,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { from, map, switchMap, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  Claims,
  jwtPolicyOf,
  OptionalToken,
  Public,
  RequireScope,
  typedClaims,
  type JwtClaims,
} from '../../src/jwt-policy/index.js';
import { callRoute } from '../../src/jwt-policy/testing/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { startGateways, type GatewayApp, type GatewayAppParts } from './gateway-app.js';
import { ADAPTERS, initGateways, issuer } from './in-process-app.js';
import { connectWs, type WsTestClient } from './ws-clients.js';

const opened = closeAfterEach();
const Sender = typedClaims({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) => ({ value: { from: (value as JwtClaims).sub } }),
  },
});

/** Puts the verdict beside the answer, after everything that came meanwhile was decided. */
@Injectable()
class VerdictInterceptor implements NestInterceptor {
  static open: Promise<void> = Promise.resolve();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(VerdictInterceptor.open).pipe(
      switchMap(() => next.handle()),
      map((data: unknown) => {
        const verdict = jwtPolicyOf(context);
        return {
          event: context.getHandler().name,
          data: [data, verdict?.policy ?? 'none', verdict?.claims.sub ?? 'nobody'],
        };
      }),
    );
  }
}

const heard: unknown[] = [];

@UseInterceptors(VerdictInterceptor)
@WebSocketGateway()
class OrdersGateway {
  @Public()
  handleConnection(): void {}

  @RequireScope('orders/read')
  @SubscribeMessage('orders.list')
  list(
    @MessageBody() data: unknown,
    @Claims() claims: JwtClaims,
    @Claims('sub') sub: string,
    @Claims(['realm', 'roles']) roles: unknown,
    @Claims('absent') absent: unknown,
    @Sender() sender: { from: string },
  ): unknown {
    const all = [data, claims.iss, sub, roles, absent ?? 'nothing', sender.from];
    heard.push(all);
    return all;
  }

  @SubscribeMessage('bills.list')
  bills(@Claims('sub') sub: string): unknown {
    return sub;
  }

  @OptionalToken({ onInvalid: 'anonymous' })
  @SubscribeMessage('orders.count')
  count(@Claims('sub') sub: string | undefined): unknown {
    return sub ?? 'nobody';
  }

  @Public()
  @SubscribeMessage('orders.ping')
  ping(@Claims('sub') sub: string | undefined): unknown {
    return sub ?? 'nobody';
  }
}

const policies = [
  { name: 'orders', issuers: [issuerOptions], appliesTo: [{ transport: 'ws', pattern: 'orders.*' }] },
  { name: 'bills', issuers: [issuerOptions], appliesTo: [{ transport: 'ws', pattern: 'bills.*' }] },
];
const claims = { sub: 'ann', scope: 'orders/read', realm: { roles: ['clerk'] } };

async function start(parts: Partial<GatewayAppParts> = {}): Promise<GatewayApp> {
  const options = { policies };
  return opened(await startGateways({ adapter: 'ws', providers: [OrdersGateway], options, ...parts }));
}

async function connected({ port }: GatewayApp, token?: string): Promise<WsTestClient> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const client = opened(connectWs(`ws://127.0.0.1:${port}`, { headers }));
  await client.hears(1);
  return client;
}

/** The answers to messages, in the order of their events. */
async function answers(client: WsTestClient, ...events: readonly string[]): Promise<readonly unknown[]> {
  const before = client.heard.length;
  for (const event of events) client.send(event, 'data');
  const lines = (await client.hears(before + events.length)).slice(before);
  return lines.toSorted().map((line) => (JSON.parse(line) as { readonly data: unknown }).data);
}

beforeEach(() => {
  heard.length = 0;
  VerdictInterceptor.open = Promise.resolve();
});
afterEach(() => void jest.restoreAllMocks());

describe('the verdict on a message', () => {
  test('is in the arguments of its handler and in its interceptors', async () => {
    const app = await start();
    const client = await connected(app, app.issuer.token({ claims }));
    expect(await answers(client, 'orders.list')).toEqual([
      [['data', 'https://id.test', 'ann', ['clerk'], 'nothing', 'ann'], 'orders', 'ann'],
    ]);
  });

  test('is nobody where the token is optional or the handler public', async () => {
    const app = await start();
    const client = await connected(app);
    expect(await answers(client, 'orders.count', 'orders.ping')).toEqual([
      ['nobody', 'none', 'nobody'],
      ['nobody', 'none', 'nobody'],
    ]);
    const known = await connected(app, app.issuer.token({ claims }));
    expect(await answers(known, 'orders.count', 'orders.ping')).toEqual([
      ['ann', 'orders', 'ann'],
      ['nobody', 'none', 'nobody'],
    ]);
  });

  test('is its own though messages of one client, and of two, are handled at once', async () => {
    const app = await start();
    const clients = [
      await connected(app, app.issuer.token({ claims })),
      await connected(app, app.issuer.token({ claims: { ...claims, sub: 'bob' } })),
    ];
    let release = (): void => {};
    VerdictInterceptor.open = new Promise((resolve) => (release = resolve));
    const asked = clients.map((client) =>
      answers(client, 'bills.list', 'orders.count', 'bills.list', 'orders.ping'),
    );
    // Each handler of each client has been decided before the first one runs.
    while (app.decisions.filter(({ handler }) => handler.endsWith('.bills')).length < 4)
      await new Promise((resolve) => setImmediate(resolve));
    release();
    for (const [index, sub] of ['ann', 'bob'].entries())
      expect(await asked[index]).toEqual([
        [sub, 'bills', sub],
        [sub, 'bills', sub],
        [sub, 'orders', sub],
        ['nobody', 'none', 'nobody'],
      ]);
  });

  test.each(ADAPTERS)('is in the arguments over %s', async (adapter) => {
    const app = opened(await initGateways({ adapter, providers: [OrdersGateway] }));
    const outcome = await callRoute(app, 'ws orders.list', issuer.token(claims), { body: 1 });
    expect(outcome.status).toBe(200);
    expect(heard).toEqual([[1, 'https://id.example.com', 'ann', ['clerk'], 'nothing', 'ann']]);
  });
});

describe('decisions about gateways', () => {
  @WebSocketGateway()
  class ChatGateway {
    @RequireScope('chat/write')
    @SubscribeMessage('say')
    say(): object {
      return { event: 'said' };
    }

    @Public()
    @SubscribeMessage('ping')
    ping(): object {
      return { event: 'pong' };
    }

    @OptionalToken({ onInvalid: 'anonymous' })
    @SubscribeMessage('look')
    look(): object {
      return { event: 'seen' };
    }
  }

  test('are told to observers, each connection and each message', async () => {
    const app = await start({ providers: [ChatGateway], options: {} });
    const client = await connected(app, app.issuer.token());
    client.send('say');
    client.send('ping');
    client.send('look');
    await client.hears(4);
    const [begun, ...messages] = app.decisions;
    expect(begun).toEqual({
      outcome: 'granted',
      transport: 'ws',
      handler: 'ChatGateway.handleConnection',
      policies: ['default'],
      issuer: 'https://id.test',
    });
    expect(messages).toEqual([
      {
        outcome: 'refused',
        transport: 'ws',
        handler: 'ChatGateway.say',
        code: 'SCOPE_MISSING',
        family: 'no_access',
        policy: 'default',
        step: 'scope',
        detail: expect.any(String),
        token: { digest: expect.stringMatching(/^[\da-f]{8}$/), issuer: '"https://id.test"', kid: '"key-1"' },
      },
      expect.objectContaining({ outcome: 'granted', transport: 'ws', handler: 'ChatGateway.look' }),
    ]);
  });

  test('are logged where they refuse, without the token, and quietly where there was none', async () => {
    const lines: string[] = [];
    for (const level of ['warn', 'debug'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void lines.push(`${level} ${String(message)}`));
    const app = await start({ providers: [ChatGateway], options: {} });
    const token = app.issuer.token();
    const client = await connected(app, token);
    lines.length = 0;
    client.send('say', { token });
    await client.hears(2);
    const nobody = opened(connectWs(`ws://127.0.0.1:${app.port}`));
    await nobody.closed();
    expect(lines.map((line) => line.replace(/token=[\da-f]{8}/, 'token=…'))).toEqual([
      expect.stringMatching(
        /^warn SCOPE_MISSING at ChatGateway\.say: .* \(policy="default" step="scope" issuer="https:\/\/id\.test" kid="key-1" token=…\)$/,
      ),
      expect.stringMatching(/^debug TOKEN_MISSING at ChatGateway\.handleConnection: /),
    ]);
    expect(lines.join('\n')).not.toContain(token.split('.')[2]);
  });
});
