import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { Type } from '@nestjs/common';
import * as fc from 'fast-check';
import type { WebSocket } from 'ws';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  ClaimRule,
  explanationText,
  JwtPolicyExplainer,
  JwtPolicyRoutes,
  OptionalToken,
  Public,
  RequireScope,
  type CallExplanation,
  type ExplainRequest,
} from '../../src/jwt-policy/index.js';
import { routeTableText } from '../../src/jwt-policy/inspection/index.js';
import { policyTable } from '../../src/jwt-policy/testing/index.js';
import { closeAfterAll, closeAfterEach } from '../support/closing.js';
import { freePort } from '../support/free-port.js';
import { generateKey } from '../support/test-issuer.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { startGateways, type GatewayApp } from './gateway-app.js';
import { connectWs } from './ws-clients.js';

const opened = closeAfterEach();

@RequireScope('orders')
@WebSocketGateway({ path: '/orders' })
class OrdersGateway {
  handleConnection(): void {}

  @RequireScope('orders/read')
  @SubscribeMessage('orders.watch')
  watch(): void {}

  @SubscribeMessage('orders.list')
  list(): void {}

  @Public()
  @SubscribeMessage('orders.ping')
  ping(): void {}

  @OptionalToken({ onInvalid: 'anonymous' })
  @SubscribeMessage('orders.count')
  count(): void {}

  @SubscribeMessage('shared')
  shared(): void {}
}

@Public()
@WebSocketGateway({ path: '/news' })
class NewsGateway {
  @SubscribeMessage('shared')
  shared(): void {}
}

describe('of gateways', () => {
  const held = closeAfterAll();
  const state = {} as { app: GatewayApp; ask: (request: ExplainRequest) => Promise<CallExplanation> };

  beforeAll(async () => {
    state.app = held(await startGateways({ adapter: 'ws', providers: [OrdersGateway, NewsGateway] }));
    const explainer = state.app.app.get(JwtPolicyExplainer);
    state.ask = (request) => explainer.explain(request);
  });

  test('the route table has each connection and each message with its demands', () => {
    const { routes, findings } = state.app.app.get(JwtPolicyRoutes).table();
    expect(findings.map(({ code }) => code)).toEqual(['PUBLIC_CLASS']);
    expect(
      routes.map(({ kind, transport, operation, access, scopes, handler }) => [
        kind,
        `${transport} ${operation}`,
        access,
        scopes.all.join(' '),
        handler,
      ]),
    ).toEqual([
      ['gateway-message', 'ws orders.watch', 'required', 'orders orders/read', 'watch'],
      ['gateway-message', 'ws orders.list', 'required', 'orders', 'list'],
      ['gateway-message', 'ws orders.ping', 'public', '', 'ping'],
      ['gateway-message', 'ws orders.count', 'optional', 'orders', 'count'],
      ['gateway-message', 'ws shared', 'required', 'orders', 'shared'],
      ['gateway-connection', 'ws /orders', 'required', 'orders', 'handleConnection'],
      ['gateway-message', 'ws shared', 'public', '', 'shared'],
      ['gateway-connection', 'ws /news', 'public', '', 'handleConnection'],
    ]);
  });

  test('the table for snapshots has each', () => {
    expect(policyTable(state.app.app)).toContain(`ws orders.watch -> OrdersGateway.watch
  required by policy default
  scope orders (class)
  scope orders/read (method)
`);
    expect(policyTable(state.app.app)).toContain(`ws /orders -> OrdersGateway.handleConnection
  required by policy default
  scope orders (class)
`);
  });

  test('a message and a connection are explained as they are decided', async () => {
    const { ask, app } = state;
    const token = app.issuer.token({ claims: { scope: 'orders' } });
    const refused = await ask({ operation: 'ws orders.watch', token });
    expect(refused).toMatchObject({
      outcome: 'refused',
      sentence: '403 SCOPE_MISSING: The token lacks a scope that is required here.',
      call: { operation: 'ws orders.watch' },
      route: { handler: 'OrdersGateway.watch', operation: 'ws orders.watch' },
      notes: [],
    });
    expect(refused).not.toHaveProperty('answer');
    expect(explanationText(refused)).toContain('\nws orders.watch -> OrdersGateway.watch\n');
    expect(await ask({ operation: 'ws /orders', token })).toMatchObject({
      outcome: 'granted',
      route: { handler: 'OrdersGateway.handleConnection', operation: 'ws /orders' },
    });
    expect(await ask({ handler: 'OrdersGateway.handleConnection', token })).toMatchObject({
      outcome: 'granted',
      route: { operation: 'ws /orders' },
    });
  });

  test.each<[string, string, (app: GatewayApp) => string | undefined]>([
    ['granted', 'Granted', ({ issuer }) => issuer.token({ claims: { scope: 'orders orders/read' } })],
    ['refused', '401 TOKEN_MISSING', () => undefined],
    ['refused', '401 TOKEN_MALFORMED', () => 'x.y.z'],
    ['refused', '401 TOKEN_EXPIRED', ({ issuer }) => issuer.token({ claims: { exp: 1 } })],
    ['refused', '401 SIGNATURE_INVALID', ({ issuer }) => issuer.token({ key: generateKey('key-1') })],
    ['refused', '403 SCOPE_MISSING', ({ issuer }) => issuer.token()],
  ])('an explanation of a message is %s with %s', async (outcome, sentence, tokenOf) => {
    const token = tokenOf(state.app);
    const found = await state.ask({ operation: 'ws orders.watch', ...(token !== undefined && { token }) });
    expect(found.outcome).toBe(outcome);
    expect(found.sentence.startsWith(sentence)).toBe(true);
  });

  test('a call without a token is told where clients put it', async () => {
    const { notes } = await state.ask({ operation: 'ws orders.watch' });
    expect(notes).toEqual([
      'Over ws the token is read here: the header Authorization, the subprotocol after "bearer" (browsers), or auth.token of socket.io; a parameter of the URL or the first message only if the options say so.',
    ]);
  });

  test('an outage of the keys is explained as one', async () => {
    const fetch = (): Promise<never> => Promise.reject(new Error('away'));
    const options = { fetch, issuers: [{ issuer: 'https://id.test', audience: 'orders' }] };
    const parts = { adapter: 'ws', providers: [NewsGateway, OrdersGateway], options } as const;
    const { app, issuer } = opened(await startGateways(parts));
    const { sentence } = await app
      .get(JwtPolicyExplainer)
      .explain({ operation: 'ws /orders', token: issuer.token() });
    expect(sentence).toMatch(/^503 /);
  });

  test('an event of two gateways is none of them, unless a handler chooses', async () => {
    const found = await state.ask({ operation: 'ws shared' });
    expect(found).toMatchObject({
      outcome: 'route-ambiguous',
      candidates: [
        { handler: 'OrdersGateway.shared', operation: 'ws shared' },
        { handler: 'NewsGateway.shared', operation: 'ws shared' },
      ],
    });
    expect(await state.ask({ operation: 'ws shared', handler: 'NewsGateway.shared' })).toMatchObject({
      outcome: 'public',
    });
    expect(await state.ask({ operation: 'ws shared', handler: 'OrdersGateway.shared' })).toMatchObject({
      outcome: 'refused',
    });
  });

  test.each([
    ['ws orders.wach', 'ws orders.watch'],
    ['ws /order', 'ws /orders'],
    ['ws Orders.Watch', 'ws orders.watch'],
    ['rpc orders.watch', 'ws orders.watch'],
  ])('an explanation of %s names %s', async (operation, near) => {
    const found = await state.ask({ operation });
    expect(found.outcome).toBe('route-unknown');
    expect(found.candidates.map((one) => one.operation)[0]).toBe(near);
  });
});

describe('the route table of gateways over socket.io', () => {
  async function tableOf(gateway: Type, adapter: 'ws' | 'socket.io' = 'socket.io') {
    const { app } = opened(await startGateways({ adapter, providers: [gateway] }));
    return app.get(JwtPolicyRoutes).table();
  }

  test('has a gateway without handlers, because clients hear what it sends', async () => {
    @WebSocketGateway({ namespace: 'feed' })
    class FeedGateway {}
    const table = await tableOf(FeedGateway);
    expect(routeTableText(table, { columns: 120, colours: false })).toBe(
      `METHOD  PATH   ACCESS    DEMANDS          HANDLER
ws      /feed  required  any valid token  FeedGateway.handleConnection

1 handler(s): 1 required (1 with any valid token).
`,
    );
  });

  test('has a dynamic namespace as one that stands for many', async () => {
    @WebSocketGateway({ namespace: /^\/shop-\d+$/ })
    class ShopGateway {
      @SubscribeMessage('join')
      join(): void {}
    }
    const { app, issuer } = opened(await startGateways({ adapter: 'socket.io', providers: [ShopGateway] }));
    const { routes } = app.get(JwtPolicyRoutes).table();
    expect(routes.map(({ operation }) => operation)).toEqual(['join', '/*']);
    const found = await app
      .get(JwtPolicyExplainer)
      .explain({ operation: 'ws /shop-7', token: issuer.token() });
    expect(found).toMatchObject({
      outcome: 'granted',
      route: { handler: 'ShopGateway.handleConnection', operation: 'ws /*' },
    });
  });

  test('names a connection by its path or namespace, also on a port of its own', async () => {
    const own = { path: 'own', host: '127.0.0.1' } as object;
    @WebSocketGateway(await freePort(), own)
    class OwnPortGateway {}
    const { routes } = await tableOf(OwnPortGateway, 'ws');
    expect(routes.map(({ operation }) => operation)).toEqual(['/own']);
  });
});

describe('the guard and explain', () => {
  const answer = { event: 'answer', data: 1 };

  @WebSocketGateway()
  class DecidedGateway {
    @Public()
    handleConnection(client: WebSocket): void {
      client.send('connected');
    }

    @RequireScope('orders/read')
    @SubscribeMessage('orders.watch')
    watch(): object {
      return answer;
    }

    @ClaimRule({
      describe: 'is sent by its shop',
      run: (claims, { attributes }) =>
        [attributes.headers['x-shop']].flat().includes((claims as { sub?: string }).sub),
    })
    @SubscribeMessage('orders.ofShop')
    ofShop(): object {
      return answer;
    }

    @SubscribeMessage('orders.hidden')
    hidden(): object {
      return answer;
    }

    @OptionalToken({ onInvalid: 'anonymous' })
    @SubscribeMessage('orders.count')
    count(): object {
      return answer;
    }

    @Public()
    @SubscribeMessage('orders.ping')
    ping(): object {
      return answer;
    }
  }

  @WebSocketGateway({ path: '/closed' })
  class ClosedGateway {
    @RequireScope('orders/read')
    handleConnection(client: WebSocket): void {
      client.send('connected');
    }
  }

  const held = closeAfterAll();
  const state = {} as { app: GatewayApp; ask: (request: ExplainRequest) => Promise<CallExplanation> };

  beforeAll(async () => {
    const policies = [
      {
        name: 'orders',
        issuers: [issuerOptions],
        appliesTo: [
          { transport: 'ws', pattern: ['orders.watch', 'orders.count', 'orders.ofShop', '/closed'] },
        ],
      },
      {
        name: 'shops',
        issuers: [{ ...issuerOptions, audience: 'shops' }],
        appliesTo: [{ transport: 'ws', pattern: 'orders.of*' }],
      },
    ];
    const providers = [DecidedGateway, ClosedGateway];
    state.app = held(await startGateways({ adapter: 'ws', providers, options: { policies } }));
    const explainer = state.app.app.get(JwtPolicyExplainer);
    state.ask = (request) => explainer.explain(request);
  });

  /** `granted`, or status and code as the client gets them. */
  async function outcomeOf(name: string, headers: Record<string, string | string[]>): Promise<string> {
    const isMessage = !name.startsWith('/');
    const path = isMessage ? '/' : name;
    const client = connectWs(`ws://127.0.0.1:${state.app.port}${path}`, { headers } as never);
    try {
      const begun = await client.hears(2);
      const [, code, refused] = /^close 4(\d+) (.*)$/.exec(begun[1] ?? '') ?? [];
      if (refused !== undefined) return `${code} ${refused}`;
      if (!isMessage) return 'granted';
      client.send(name);
      const { event, data } = JSON.parse((await client.hears(3))[2] ?? '') as {
        readonly event: string;
        readonly data: { readonly statusCode: number; readonly code: string };
      };
      return event === 'exception' ? `${data.statusCode} ${data.code}` : 'granted';
    } finally {
      await client.close();
    }
  }

  test('give one verdict on a message and a connection, whatever the token, the name and the headers', async () => {
    const { app, ask } = state;
    const stranger = generateKey('key-1', 'ES256');
    const claims = fc.record(
      {
        iss: fc.constantFrom('https://id.test', 'x'),
        aud: fc.constantFrom<unknown>('orders', ['orders', 'shops'], 'x', 7),
        sub: fc.constantFrom('alice', 'bob'),
        exp: fc.constantFrom<unknown>(app.clock.seconds - 90, 1e13, 'x'),
        scope: fc.constantFrom('orders/read', 'orders/write', ''),
      },
      { requiredKeys: [] },
    );
    const token = fc.oneof(
      { weight: 6, arbitrary: claims.map((given) => app.issuer.token({ claims: given })) },
      { weight: 1, arbitrary: fc.constant(app.issuer.token({ key: stranger })) },
      { weight: 1, arbitrary: fc.stringMatching(/^[\w.=-]{1,40}$/) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
    const names = [
      'orders.watch',
      'orders.count',
      'orders.ofShop',
      'orders.hidden',
      'orders.ping',
      '/closed',
    ];
    const shop = fc.constantFrom<string | string[]>('alice', 'bob', ['bob', 'eve']);
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(token, fc.constantFrom(...names), shop, async (text, name, sent) => {
        app.clock.advance(2);
        const headers = { 'x-shop': sent };
        const authorization = text === undefined ? {} : { authorization: `Bearer ${text}` };
        const given = text === undefined ? {} : { token: text };
        const found = await outcomeOf(name, { ...headers, ...authorization });
        const { outcome, sentence } = await ask({ ...given, operation: `ws ${name}`, headers });
        outcomes.add(outcome);
        const isOpen = ['granted', 'anonymous', 'public'].includes(outcome);
        expect(isOpen ? 'granted' : sentence.split(':')[0]).toBe(found);
      }),
      { numRuns: 200 },
    );
    expect([...outcomes].toSorted()).toEqual(['anonymous', 'granted', 'public', 'refused']);
  });
});
