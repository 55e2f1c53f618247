import {
  Catch,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { describe, expect, test } from '@jest/globals';
import { map, type Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import type WebSocket from 'ws';
import {
  ClaimRule,
  JwtPolicyGuard,
  Public,
  RequireScope,
  type PolicyOptions,
} from '../../src/jwt-policy/index.js';
import { RefusedWsException } from '../../src/jwt-policy/websockets/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { HTTP_ADAPTERS } from './gateway-app.js';
import { chat, exceptionFrame, startWs, type WsApp } from './ws-app.js';

const opened = closeAfterEach();

/** What a client hears that sends these events one after the other. */
async function ask(
  app: WsApp,
  token: string,
  events: readonly string[],
  url = '/',
): Promise<readonly string[]> {
  const client = opened(app.connect({ token, url }));
  await client.hears(1);
  for (const [index, event] of events.entries()) {
    client.send(event, 1);
    // oxlint-disable-next-line no-await-in-loop -- one message after the other
    await client.hears(index + 2);
  }
  return client.heard.slice(1);
}

describe('rows of policies', () => {
  const issuers = [issuerOptions];
  const policy = (name: string, pattern: readonly string[], rule?: string): PolicyOptions => ({
    name,
    issuers,
    appliesTo: [{ transport: 'ws', pattern }],
    ...(rule !== undefined && { checks: [{ claim: 'department', rule }] }),
  });

  test.each(HTTP_ADAPTERS)(
    'over %s name connections by their path, and messages by their event',
    async (http) => {
      const feed = chat(0, { path: '/feed' });
      const policies = [policy('feed', ['/feed', 'join']), policy('closing', ['say'], 'closing')];
      const app = opened(await startWs([feed.gateway], { http, options: { policies } }));
      const claims = { scope: 'chat/write' };
      expect(await ask(app, app.issuer.token({ claims }), ['join', 'say', 'join'], '/feed')).toEqual([
        expect.stringContaining('"joined"'),
        exceptionFrame('CLAIM_MISSING', 401),
        expect.stringContaining('"joined"'),
      ]);
      const closing = app.issuer.token({ claims: { ...claims, department: 'closing' } });
      expect(await ask(app, closing, ['say'], '/feed')).toEqual(['{"event":"said","data":1}']);
    },
  );

  test.each<[string, string, readonly string[], string]>([
    ['a connection without a path is /', '/', ['/'], 'open'],
    ['a path without its slash is the same one', '/feed', ['/feed'], 'open'],
    ['a wildcard may stand for it', '/feed', ['/*'], 'open'],
    ['another path is none', '/feed', ['/'], 'close 4403 NO_POLICY_APPLIES'],
    ['an event is no connection', '/', ['join', 'say'], 'close 4403 NO_POLICY_APPLIES'],
  ])('%s', async (_what, path, pattern, outcome) => {
    const { gateway } = chat(0, path === '/' ? {} : { path: path.slice(1) });
    const policies = [policy('some', pattern), policy('rest', ['join', 'say'])];
    const app = opened(await startWs([gateway], { options: { policies } }));
    const client = opened(app.connect({ token: app.issuer.token(), url: path }));
    if (outcome !== 'open') await client.closed();
    expect((await client.hears(1)).at(-1)).toBe(outcome);
  });

  test('a message that no row names is refused, and the connection stays', async () => {
    const { gateway, seen } = chat();
    const app = opened(await startWs([gateway], { options: { policies: [policy('some', ['/', 'join'])] } }));
    const heard = await ask(app, app.issuer.token({ claims: { scope: 'chat/write' } }), ['say', 'join']);
    expect(heard).toEqual([exceptionFrame('NO_POLICY_APPLIES', 403), expect.stringContaining('"joined"')]);
    expect(seen).toEqual(['connected alice /', 'join 1']);
  });
});

describe('headers under names of claimsToHeaders', () => {
  const policies = [
    { name: 'all', issuers: [issuerOptions], claimsToHeaders: [{ claim: 'sub', header: 'X-User' }] },
  ];

  function reading(): { readonly gateway: new () => object; readonly read: unknown[] } {
    const read: unknown[] = [];
    @WebSocketGateway()
    class Reading {
      handleConnection(_client: WebSocket, request: IncomingMessage): void {
        const raw = request.rawHeaders.filter((text) => /^x.user$/i.test(text));
        read.push(request.headers['x-user'], request.headers['x_user'], raw, request.headers['x-other']);
      }
    }
    return { gateway: Reading, read };
  }

  test.each<[string, object, (gateway: never) => void]>([
    ['a connection that is closed or opened', {}, () => {}],
    ['a handshake that is answered', { refuseWith: 'http' }, () => {}],
    ['a public gateway', {}, Public()],
  ])('that a client sends are removed: %s', async (_what, transport, decorate) => {
    const { gateway, read } = reading();
    decorate(gateway as never);
    const app = opened(await startWs([gateway], { transport, options: { policies } as object }));
    const headers = { 'x-user': 'admin', X_User: 'admin', 'x-other': 'kept' };
    opened(app.connect({ token: app.issuer.token(), headers }));
    await until(() => read.length > 0);
    expect(read).toEqual([undefined, undefined, [], 'kept']);
  });

  test.each(['close', 'http'] as const)(
    'are not seen by rules either, refused with %s',
    async (refuseWith) => {
      const { gateway } = chat();
      const seen: unknown[] = [];
      ClaimRule((_claims, { attributes: { headers } }) => {
        seen.push([headers['x-user'], headers['x-other']]);
        return true;
      })(gateway);
      const app = opened(
        await startWs([gateway], { transport: { refuseWith }, options: { policies } as object }),
      );
      const headers = { 'x-user': 'admin', 'x-other': 'kept' };
      const client = opened(app.connect({ token: app.issuer.token(), headers }));
      await client.hears(1);
      client.send('join', 1);
      await client.hears(2);
      expect(seen).toEqual([
        [undefined, 'kept'],
        [undefined, 'kept'],
      ]);
    },
  );
});

/** A decorator that puts another class in the place of a gateway, as instrumentation does. */
function Wrapped<T extends new (...args: never[]) => object>(gateway: T): T {
  // @ts-expect-error -- a mixin wants any[] for its parameters
  return class extends gateway {};
}

describe('a class decorator that wraps the gateway', () => {
  test.each(['inside', 'outside'] as const)('%s the decorator of Nest, leaves its demands', async (place) => {
    const seen: string[] = [];
    class Inner {
      handleConnection(): void {
        seen.push('connected');
      }

      @RequireScope('chat/write')
      @SubscribeMessage('say')
      say(): object {
        return { event: 'said' };
      }
    }
    const decorated = (): typeof Inner => {
      if (place === 'inside') {
        const wrapper = Wrapped(Inner);
        WebSocketGateway()(wrapper);
        return wrapper;
      }
      WebSocketGateway()(Inner);
      return Wrapped(Inner);
    };
    const Gateway = decorated();
    RequireScope('chat')(Gateway);
    const app = opened(await startWs([Gateway]));
    const without = opened(app.connect({ token: app.issuer.token() }));
    expect(await without.closed()).toEqual(['open', 'close 4403 SCOPE_MISSING']);
    expect(seen).toEqual([]);
    const reader = app.issuer.token({ claims: { scope: 'chat' } });
    expect(await ask(app, reader, ['say'])).toEqual([exceptionFrame('SCOPE_MISSING', 403)]);
    const writer = app.issuer.token({ claims: { scope: 'chat chat/write' } });
    expect(await ask(app, writer, ['say'])).toEqual(['{"event":"said"}']);
    expect(seen).toEqual(['connected', 'connected']);
  });
});

describe('a test that replaces JwtPolicyGuard', () => {
  test('by one that lets everybody pass, connects everybody and has everything answered', async () => {
    const { gateway, seen } = chat();
    const override = { canActivate: () => true };
    const app = opened(
      await startWs([gateway], {
        override: (builder) => void builder.overrideProvider(JwtPolicyGuard).useValue(override),
      }),
    );
    const client = opened(app.connect());
    await client.hears(1);
    client.send('say', 1);
    expect((await client.hears(2))[1]).toBe('{"event":"said","data":1}');
    expect(seen).toEqual(['connected undefined /', 'say 1']);
  });

  test.each<[string, () => boolean | Promise<boolean>]>([
    ['says no', () => false],
    ['says no later', async () => false],
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    [
      'rejects',
      async () => {
        throw new WsException('secret');
      },
    ],
  ])('by one that %s, connects nobody', async (_what, canActivate) => {
    const { gateway, seen } = chat();
    const app = opened(
      await startWs([gateway], {
        override: (builder) => void builder.overrideProvider(JwtPolicyGuard).useValue({ canActivate }),
      }),
    );
    const client = opened(app.connect({ token: app.issuer.token() }));
    expect(await client.closed()).toEqual(['open', 'close 4403 CONTEXT_UNSUPPORTED']);
    expect(seen).toEqual([]);
  });
});

describe("the application's own", () => {
  test('filter of WsException answers refusals of messages, once, and knows the code', async () => {
    @Catch(WsException)
    class OwnFilter implements ExceptionFilter {
      catch(exception: WsException, host: ArgumentsHost): void {
        const code = exception instanceof RefusedWsException ? exception.code : 'other';
        host
          .switchToWs()
          .getClient<WebSocket>()
          .send(JSON.stringify({ event: 'no', data: code }));
      }
    }
    const { gateway, seen } = chat();
    UseFilters(new OwnFilter())(gateway);
    const app = opened(await startWs([gateway]));
    const heard = await ask(app, app.issuer.token(), ['say', 'join']);
    expect(heard).toEqual(['{"event":"no","data":"SCOPE_MISSING"}', expect.stringContaining('"joined"')]);
    expect(seen).toEqual(['connected alice /', 'join 1']);
    const nobody = opened(app.connect());
    expect(await nobody.closed()).toEqual(['open', 'close 4401 TOKEN_MISSING']);
  });

  test('guards and interceptors come after the decision, and are not asked about refused messages', async () => {
    const asked: string[] = [];
    const own = { canActivate: () => asked.push('guard') > 0 };
    const around = {
      intercept: (_context: unknown, next: { handle(): Observable<object> }) => {
        asked.push('interceptor');
        return next.handle().pipe(map((answer) => ({ ...answer, seen: true })));
      },
    };
    const { gateway } = chat();
    UseGuards(own)(gateway);
    UseInterceptors(around)(gateway);
    const app = opened(await startWs([gateway]));
    const heard = await ask(app, app.issuer.token(), ['say', 'join']);
    expect(heard).toEqual([exceptionFrame('SCOPE_MISSING', 403), expect.stringContaining('"seen":true')]);
    expect(asked).toEqual(['guard', 'interceptor']);
  });
});
