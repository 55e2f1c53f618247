import { Logger } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Namespace, Server, ServerOptions, Socket } from 'socket.io';
import { Public, RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startGateways, type GatewayApp } from './gateway-app.js';
import { connectIo, refusalOf } from './socket-io-clients.js';

const opened = closeAfterEach();
const entered: string[] = [];
const warnings: string[] = [];
beforeEach(() => {
  entered.splice(0);
  warnings.splice(0);
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((line: unknown) => void warnings.push(String(line)));
});
afterEach(() => void jest.restoreAllMocks());

abstract class NotingGateway {
  handleConnection(client: Socket): void {
    entered.push(`${this.constructor.name} ${client.nsp.name} ${String(policyOf(client)?.claims['sub'])}`);
  }

  @SubscribeMessage('where')
  where(): string {
    return this.constructor.name;
  }
}

@WebSocketGateway()
class RootGateway extends NotingGateway {}

@WebSocketGateway({ namespace: '/' })
class SlashGateway extends NotingGateway {}

@RequireScope('two')
@WebSocketGateway({ namespace: '/two' })
class TwoGateway extends NotingGateway {}

@RequireScope('bare')
@WebSocketGateway({ namespace: 'bare' })
class BareGateway extends NotingGateway {}

@RequireScope('shop')
@WebSocketGateway({ namespace: /^\/shop-\d+$/ })
class ShopGateway extends NotingGateway {}

@RequireScope('called')
@WebSocketGateway({
  namespace: (name: string, _auth: object, next: (error: Error | null, isThere: boolean) => void) =>
    next(null, name.startsWith('/called-')),
})
class CalledGateway extends NotingGateway {}

@RequireScope('three')
@WebSocketGateway({ namespace: '/two' })
class ThreeGateway {
  handleConnection(client: Socket): void {
    entered.push(`ThreeGateway ${client.nsp.name}`);
  }
}

@Public()
@WebSocketGateway({ namespace: '/two' })
class OpenGateway extends NotingGateway {}

function connect({ port, issuer }: GatewayApp, namespace: string, scope: string): Promise<string> {
  const token = issuer.token({ claims: { sub: 'ann', scope } });
  return opened(connectIo(`http://127.0.0.1:${port}${namespace}`, { auth: { token } })).answered();
}

const start = async (...providers: (new () => object)[]): Promise<GatewayApp> =>
  opened(await startGateways({ adapter: 'socket.io', providers }));

const INVALID = { message: 'Invalid namespace' };
const SCOPE = { data: { code: 'SCOPE_MISSING', statusCode: 403 } };

describe('each namespace has the demands of its gateway', () => {
  test.each([
    ['/', RootGateway, 'any', 'RootGateway / ann'],
    ['/', SlashGateway, 'any', 'SlashGateway / ann'],
    ['/two', TwoGateway, 'two', 'TwoGateway /two ann'],
    ['/bare', BareGateway, 'bare', 'BareGateway /bare ann'],
    ['/shop-1', ShopGateway, 'shop', 'ShopGateway /shop-1 ann'],
    ['/called-1', CalledGateway, 'called', 'CalledGateway /called-1 ann'],
  ])('%s of %p', async (namespace, gateway, scope, line) => {
    const app = await start(gateway);
    expect(await connect(app, namespace, scope)).toBe('connect');
    expect(entered).toEqual([line]);
  });

  test.each([
    ['/two', TwoGateway],
    ['/bare', BareGateway],
    ['/shop-1', ShopGateway],
    ['/called-1', CalledGateway],
  ])('%s of %p, also beside one without demands', async (namespace, gateway) => {
    const app = await start(RootGateway, gateway);
    expect(refusalOf(await connect(app, namespace, 'other'))).toMatchObject(SCOPE);
    expect(entered).toEqual([]);
    expect(await connect(app, '/', 'other')).toBe('connect');
    expect(entered).toEqual(['RootGateway / ann']);
  });

  test.each([RootGateway, SlashGateway, TwoGateway, BareGateway, ShopGateway, CalledGateway])(
    'and there is no other one beside that of %p',
    async (gateway) => {
      const app = await start(gateway);
      for (const namespace of ['/elsewhere', '/two/', '/TWO', '//', '/shop-x', '/_0'])
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        expect(refusalOf(await connect(app, namespace, 'two bare shop called'))).toEqual(INVALID);
    },
  );

  test('and / is none where no gateway is in it', async () => {
    const app = await start(TwoGateway, ShopGateway);
    expect(refusalOf(await connect(app, '/', 'two shop'))).toEqual(INVALID);
    expect(app.decisions).toEqual([]);
  });
});

test('a client of one namespace gets into another one of the same connection with its demands only', async () => {
  const { port, issuer } = await start(RootGateway, TwoGateway);
  const token = issuer.token({ claims: { sub: 'ann' } });
  const root = opened(connectIo(`http://127.0.0.1:${port}`, { auth: { token } }));
  expect(await root.answered()).toBe('connect');
  let other = token;
  const two = opened(root.beside('/two', (give) => give({ token: other })));
  expect(refusalOf(await two.answered())).toMatchObject(SCOPE);
  other = issuer.token({ claims: { sub: 'bob', scope: 'two' } });
  two.socket.connect();
  await two.hears('connect');
  expect(await root.ask('where')).toBe('RootGateway');
  expect(await two.ask('where')).toBe('TwoGateway');
  expect(entered).toEqual(['RootGateway / ann', 'TwoGateway /two bob']);
});

describe('two gateways in one namespace', () => {
  test.each(['two', 'three', ''])('let nobody in with the demand of one only: %p', async (scope) => {
    const app = await start(TwoGateway, ThreeGateway);
    expect(refusalOf(await connect(app, '/two', scope))).toMatchObject(SCOPE);
    expect(entered).toEqual([]);
  });

  test('let in who meets both, and each hears of it once', async () => {
    const app = await start(TwoGateway, ThreeGateway);
    expect(await connect(app, '/two', 'two three')).toBe('connect');
    expect(entered.toSorted()).toEqual(['ThreeGateway /two', 'TwoGateway /two ann']);
  });

  test('let nobody in without a token where only one is public', async () => {
    const { port } = await start(OpenGateway, ThreeGateway);
    const client = opened(connectIo(`http://127.0.0.1:${port}/two`));
    expect(refusalOf(await client.answered())).toMatchObject({ data: { code: 'TOKEN_MISSING' } });
  });
});

test.each([
  ['first', [ShopGateway, 'ExactGateway']],
  ['last', ['ExactGateway', ShopGateway]],
] as const)(
  'a gateway whose namespace an expression matches too has its own demands, bound %s',
  async (_when, order) => {
    @RequireScope('exact')
    @WebSocketGateway({ namespace: '/shop-7' })
    class ExactGateway extends NotingGateway {}
    const app = await start(...order.map((one) => (one === 'ExactGateway' ? ExactGateway : one)));
    expect(refusalOf(await connect(app, '/shop-7', 'shop'))).toMatchObject(SCOPE);
    expect(entered).toEqual([]);
    expect(await connect(app, '/shop-7', 'shop exact')).toBe('connect');
    expect(entered).toContain('ExactGateway /shop-7 ann');
  },
);

describe('a namespace that the application makes itself', () => {
  const open = async (
    make: (server: Server) => void,
    ...gateways: (new () => object)[]
  ): Promise<GatewayApp> => {
    @WebSocketGateway({ namespace: '/maker' })
    class MakingGateway {
      afterInit({ server }: Namespace): void {
        make(server);
      }
    }
    return start(...gateways, MakingGateway);
  };
  const nobody = (name: string): string =>
    `Nobody is asked about clients of the namespace "${name}" of socket.io, because no gateway is in it. Give it a gateway, or decide them in a middleware.`;

  test('is warned of once', async () => {
    await open((server) => {
      for (const name of ['/x', '/x', 'y']) server.of(name);
    });
    expect(warnings.filter((line) => line.startsWith('Nobody'))).toEqual([nobody('/x'), nobody('/y')]);
  });

  test('is warned of beside gateways whose namespaces have no single name', async () => {
    await open((server) => void server.of('/called-1'), ShopGateway, CalledGateway);
    expect(warnings.filter((line) => line.startsWith('Nobody'))).toEqual([nobody('/called-1')]);
  });

  test('is not warned of where a gateway comes to it, and clients are decided', async () => {
    const app = await open(
      (server) => {
        server.of('/shop-1');
        server.of('/two');
      },
      // Nest binds the first one last.
      RootGateway,
      ShopGateway,
      TwoGateway,
    );
    expect(warnings.filter((line) => line.startsWith('Nobody'))).toEqual([]);
    expect(refusalOf(await connect(app, '/shop-1', 'two'))).toMatchObject(SCOPE);
    expect(refusalOf(await connect(app, '/two', 'shop'))).toMatchObject(SCOPE);
  });

  test('is warned of where an adapter makes it before it hands out its server', async () => {
    class MakingAdapter extends IoAdapter {
      override createIOServer(port: number, options?: ServerOptions): Server {
        const server: Server = super.createIOServer(port, options);
        for (const name of ['/x', '/two']) server.of(name);
        return server;
      }
    }
    const app = opened(
      await startGateways({
        adapter: 'socket.io',
        providers: [RootGateway, TwoGateway],
        configure: (one) => void one.useWebSocketAdapter(new MakingAdapter(one)),
      }),
    );
    expect(warnings.filter((line) => line.startsWith('Nobody'))).toEqual([nobody('/x')]);
    expect(refusalOf(await connect(app, '/two', 'other'))).toMatchObject(SCOPE);
  });

  test('is not warned of if clients make it by asking', async () => {
    const app = await start(ShopGateway, CalledGateway);
    await connect(app, '/shop-1', 'shop');
    await connect(app, '/called-1', 'called');
    expect(warnings.filter((line) => line.startsWith('Nobody'))).toEqual([]);
    expect(entered).toEqual(['ShopGateway /shop-1 ann', 'CalledGateway /called-1 ann']);
  });
});

test('middleware of the application runs after the decision, and can refuse as well', async () => {
  const seen: unknown[] = [];
  @WebSocketGateway()
  class StrictGateway extends NotingGateway {
    afterInit(server: Server): void {
      server.use((socket, next) => {
        seen.push(socket.handshake.auth['name']);
        next(socket.handshake.auth['name'] === 'bad' ? new Error('not you') : undefined);
      });
    }
  }
  const { port, issuer } = await start(StrictGateway);
  const url = `http://127.0.0.1:${port}`;
  const token = issuer.token();
  const refused = opened(connectIo(url, { auth: { name: 'unseen' } }));
  expect(refusalOf(await refused.answered())).toMatchObject({ data: { code: 'TOKEN_MISSING' } });
  const bad = opened(connectIo(url, { auth: { name: 'bad', token } }));
  expect(refusalOf(await bad.answered())).toEqual({ message: 'not you' });
  const good = opened(connectIo(url, { auth: { name: 'good', token } }));
  expect(await good.answered()).toBe('connect');
  expect(seen).toEqual(['bad', 'good']);
  expect(entered).toEqual(['StrictGateway / alice']);
});
