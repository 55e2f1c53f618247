import { Controller, Get, Logger, type Type } from '@nestjs/common';
import { MessagePattern, RpcException } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  Claims,
  GuardedElsewhere,
  JwtPolicyModule,
  OptionalToken,
  Public,
  RequireScope,
  transportCall,
  typedClaims,
  type DecisionEvent,
  type JwtPolicyTransport,
} from '../../src/jwt-policy/index.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryGateways, type MemoryClient } from '../support/memory-gateways.js';
import { MemoryServer } from '../support/memory-server.js';
import type { TestAppParts } from '../support/test-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

interface Message {
  readonly token?: string;
}

function authorizationOf({ token }: Message): readonly string[] {
  return token === undefined ? [] : [`Bearer ${token}`];
}

/** Messages of gateways whose token comes in the data. It decides no connections. */
const sockets: JwtPolicyTransport = {
  type: 'ws',
  decides: ['gateway-message'],
  view(context) {
    const [, data] = context.getArgs<[object, Message | undefined]>();
    return data && transportCall(data, { authorization: authorizationOf(data), scheme: 'ws' });
  },
  refusal: ({ code, message }) => new WsException({ status: 'error', code, message }),
};

/** Messages of microservices whose token comes in the data. */
const messages: JwtPolicyTransport = {
  type: 'rpc',
  decides: ['message-handler'],
  view(context) {
    const [data, key] = context.getArgs<[Message, object]>();
    return transportCall(key, { authorization: authorizationOf(data), scheme: 'rpc' });
  },
  refusal: ({ code }) => new RpcException({ code }),
};

@GuardedElsewhere('Handshake')
@WebSocketGateway()
@RequireScope('chat')
class ChatGateway {
  @SubscribeMessage('join')
  join(@Claims('sub') sub: string): unknown {
    return { joined: sub };
  }

  @RequireScope('moderate')
  @SubscribeMessage('ban')
  ban(): unknown {
    return 'banned';
  }
}

@GuardedElsewhere('Handshake')
@WebSocketGateway()
class LobbyGateway {
  @OptionalToken()
  @SubscribeMessage('greet')
  greet(@Claims('sub') sub: string | undefined): unknown {
    return { hello: sub ?? 'nobody' };
  }

  @Public()
  @SubscribeMessage('ping')
  ping(@Claims('sub') sub: string | undefined): unknown {
    return { pong: sub ?? 'nobody' };
  }
}

async function startWith(parts: Partial<TestAppParts>, options: object = {}): Promise<GuardedApp> {
  return opened(
    await startGuardedApp(parts.controllers ?? [], { issuers: [issuerOptions], ...options }, parts),
  );
}

async function connect(
  providers: Type[],
  transports: readonly JwtPolicyTransport[] = [sockets],
  options: object = {},
): Promise<{ app: GuardedApp; client: MemoryClient; token: (claims?: Record<string, unknown>) => string }> {
  const gateways = new MemoryGateways();
  const configure = (nest: { useWebSocketAdapter(adapter: MemoryGateways): unknown }): void =>
    void nest.useWebSocketAdapter(gateways);
  const app = await startWith({ providers, configure, transports }, options);
  return { app, client: gateways.connect(), token: (claims = {}) => app.issuer.token({ claims }) };
}

describe('a transport for gateways', () => {
  test('decides messages by the decorators of class and method, and hands the claims over', async () => {
    const { client, token } = await connect([ChatGateway]);
    expect(await client.send('join', { token: token({ scope: 'chat' }) })).toEqual({ joined: 'alice' });
    expect(await client.send('ban', { token: token({ scope: 'chat moderate' }) })).toBe('banned');
    expect(await client.send('ban', { token: token({ scope: 'chat' }) })).toMatchObject({
      code: 'SCOPE_MISSING',
    });
    expect(await client.send('join', {})).toEqual({
      status: 'error',
      code: 'TOKEN_MISSING',
      message: 'A bearer token is required.',
    });
  });

  test('keeps nothing of one message for the next, and nothing for public handlers', async () => {
    const { client, token } = await connect([LobbyGateway]);
    expect(await client.send('greet', { token: token() })).toEqual({ hello: 'alice' });
    expect(await client.send('greet', {})).toEqual({ hello: 'nobody' });
    expect(await client.send('ping', { token: token() })).toEqual({ pong: 'nobody' });
  });

  test('is told a shape that it does not know, or a key that is no argument, by a refusal', async () => {
    const { client } = await connect([ChatGateway]);
    expect(await client.send('join')).toMatchObject({ code: 'CONTEXT_UNSUPPORTED' });
    const keyless = { ...sockets, view: () => transportCall({}, {}) };
    expect(await (await connect([ChatGateway], [keyless])).client.send('join', {})).toMatchObject({
      code: 'CONTEXT_UNSUPPORTED',
    });
  });

  test('events name it', async () => {
    const events: DecisionEvent[] = [];
    const observers = [{ decided: (event: DecisionEvent) => void events.push(event) }];
    const { client, token } = await connect([ChatGateway], undefined, { observers });
    await client.send('join', { token: token({ scope: 'chat' }) });
    await client.send('join');
    expect(events.map((event) => `${event.transport} ${event.handler} ${event.outcome}`)).toEqual([
      'ws ChatGateway.join granted',
      'ws ChatGateway.join refused',
    ]);
  });

  test('typed claims reach the handler as well', async () => {
    const validate = (value: unknown): { value: unknown } => ({ value });
    const Sender = typedClaims({ '~standard': { version: 1, vendor: 'test', validate } });
    @GuardedElsewhere('Handshake')
    @WebSocketGateway()
    class TypedGateway {
      @SubscribeMessage('who')
      who(@Sender() sender: unknown): unknown {
        return sender;
      }
    }
    const { client, token } = await connect([TypedGateway]);
    expect(await client.send('who', { token: token() })).toMatchObject({ sub: 'alice' });
  });

  test('the start says how many handlers are guarded, and which are guarded elsewhere', async () => {
    const lines: string[] = [];
    for (const level of ['log', 'warn'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void lines.push(String(message)));
    await connect([ChatGateway, LobbyGateway]);
    expect(lines).toContain('3 handler(s) guarded, 1 public.');
    expect(lines.filter((line) => line.includes('elsewhere'))).toEqual([
      '2 handler(s) guarded elsewhere: Handshake.',
    ]);
  });

  test('policies with appliesTo refuse calls that have no route, and the start warns of it', async () => {
    const lines: string[] = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void lines.push(String(message)));
    const policies = [{ name: 'chat', issuers: [issuerOptions], appliesTo: [{ path: '/chat' }] }];
    const options = { issuers: undefined, policies };
    const { client, token } = await connect([ChatGateway], undefined, options);
    expect(lines).toContain(
      'Policies of ChatGateway.join say appliesTo: its calls get NO_POLICY_APPLIES unless the transport gives their route.',
    );
    expect(await client.send('join', { token: token({ scope: 'chat' }) })).toMatchObject({
      code: 'NO_POLICY_APPLIES',
    });
  });

  test('@GuardedElsewhere() on what it decides stops the start, on the method and on the class', async () => {
    @WebSocketGateway()
    class OnMethod {
      @GuardedElsewhere('WsGuard')
      @SubscribeMessage('join')
      join(): void {}
    }
    @GuardedElsewhere('WsGuard')
    @WebSocketGateway()
    class OnClass {
      @SubscribeMessage('join')
      join(): void {}
    }
    const everything: JwtPolicyTransport = { ...sockets, decides: ['gateway-message', 'gateway-connection'] };
    await expect(connect([OnMethod], [everything])).rejects.toThrow(
      'OnMethod.join: has @GuardedElsewhere(), but JwtPolicyGuard decides its calls.',
    );
    await expect(connect([OnClass], [everything])).rejects.toThrow(
      'OnClass: has @GuardedElsewhere(), but there is no handler',
    );
  });

  test('other kinds of the same class still need somebody, and may be guarded elsewhere', async () => {
    @RequireScope('chat')
    @WebSocketGateway()
    class Presence {
      @SubscribeMessage('join')
      join(): string {
        return 'joined';
      }

      handleConnection(): void {}
    }
    await expect(connect([Presence])).rejects.toThrow(
      /Presence\.handleConnection: is a connection handler of a gateway[^]*Presence: has a decorator of this module, and handlers/,
    );
    Reflect.decorate(
      [GuardedElsewhere('WsGuard')],
      Presence.prototype,
      'handleConnection',
      Object.getOwnPropertyDescriptor(Presence.prototype, 'handleConnection'),
    );
    const { client, token } = await connect([Presence]);
    expect(await client.send('join', { token: token({ scope: 'chat' }) })).toBe('joined');
    expect(await client.send('join', { token: token() })).toMatchObject({ code: 'SCOPE_MISSING' });
  });

  test('which decides no connections: a class with a demand has one problem, and may start with it', async () => {
    @RequireScope('chat')
    @WebSocketGateway()
    class Hall {
      @SubscribeMessage('join')
      join(): string {
        return 'joined';
      }
    }
    await expect(connect([Hall])).rejects.toThrow(
      /1 problem\(s\) found:\n {2}- Hall: is a gateway that clients/,
    );
    const { client, token } = await connect([Hall], undefined, { dangerouslyAllowUnguardedHandlers: true });
    expect(await client.send('join', { token: token({ scope: 'chat' }) })).toBe('joined');
    expect(await client.send('join', { token: token() })).toMatchObject({ code: 'SCOPE_MISSING' });
  });

  test('what its audit finds stops the start, with all other problems', async () => {
    const audited: JwtPolicyTransport = {
      ...sockets,
      audit: ({ handlers }) =>
        handlers.map(({ at, kind }) => ({ at, message: `is a ${kind} without a path.` })),
    };
    await expect(connect([ChatGateway], [audited])).rejects.toThrow(
      'ChatGateway.join: is a gateway-message without a path.',
    );
  });

  test('what its audit calls a warning is logged, and the application starts; an error beside it stops the start', async () => {
    const lines: string[] = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void lines.push(String(message)));
    const odd = { at: 'ChatGateway.join', message: 'shares its\nport.', severity: 'warning' } as const;
    const wrong = { at: 'ChatGateway.ban', message: 'has no path.', severity: 'error' } as const;
    const audited: JwtPolicyTransport = { ...sockets, audit: () => [odd, odd] };
    const { client, token } = await connect([ChatGateway], [audited]);
    // Twice the same, as of a class that is provided twice.
    expect(lines.filter((line) => line.includes('shares'))).toEqual(['ChatGateway.join: shares its\nport.']);
    expect(await client.send('join', { token: token({ scope: 'chat' }) })).toEqual({ joined: 'alice' });
    const failing = connect([ChatGateway], [{ ...audited, audit: () => [odd, wrong] }]);
    await expect(failing).rejects.toThrow('1 problem(s) found:\n  - ChatGateway.ban: has no path.');
  });

  test('its providers are in the module, with forRootAsync too', async () => {
    const transports = [{ ...sockets, providers: [{ provide: 'OF_SOCKETS', useValue: 'provided' }] }];
    const { app } = await connect([ChatGateway], transports);
    expect(app.app.get('OF_SOCKETS', { strict: false })).toBe('provided');
    const module = JwtPolicyModule.forRootAsync({
      transports,
      useFactory: () => ({ issuers: [issuerOptions] }),
    });
    expect(module.providers).toContainEqual(transports[0]?.providers[0]);
  });
});

describe('a transport for message handlers', () => {
  @Controller('sums')
  class Sums {
    private readonly offset = 1;

    constructor() {
      this.bound = this.bound.bind(this);
    }

    @RequireScope('sums')
    @Get()
    @MessagePattern('sum')
    sum(@Claims('sub') sub: string): unknown {
      return { sub };
    }

    @MessagePattern('bound')
    bound(): number {
      return this.offset;
    }
  }

  async function serve(hybrid: object): Promise<{ server: MemoryServer; app: GuardedApp }> {
    const server = new MemoryServer();
    const app = await startWith({
      controllers: [Sums],
      transports: [messages],
      configure: (nest) => void nest.connectMicroservice({ strategy: server }, hybrid),
    });
    await app.app.startAllMicroservices();
    return { server, app };
  }

  test('shares one plan with the route of the same method', async () => {
    const { server, app } = await serve({ inheritAppConfig: true });
    const token = app.issuer.token({ claims: { scope: 'sums' } });
    expect(await server.receive('sum', { token })).toEqual({ sub: 'alice' });
    expect(await (await app.call('/sums', token)).json()).toEqual({ sub: 'alice' });
    await expect(server.receive('sum', { token: app.issuer.token() })).rejects.toEqual({
      code: 'SCOPE_MISSING',
    });
    expect(await app.status('/sums')).toBe(403);
  });

  test('finds handlers that a constructor has bound', async () => {
    const { server, app } = await serve({ inheritAppConfig: true });
    expect(await server.receive('bound', { token: app.issuer.token() })).toBe(1);
    await expect(server.receive('bound', {})).rejects.toEqual({ code: 'TOKEN_MISSING' });
  });

  test('stops the start where Nest would not ask the guard: a hybrid application without inheritAppConfig', async () => {
    await expect(serve({})).rejects.toThrow(
      /Sums\.sum: has a transport, but Nest does not ask[^]*inheritAppConfig/,
    );
  });
});

describe('transports that cannot be used stop the start', () => {
  test.each<[string, unknown]>([
    ['transports: must be a list of transports', {}],
    ['transports[0]: must be a transport', [undefined]],
    ['transports[0]: is a function, and not what it returns: call it', [() => sockets]],
    ['transports[0]: needs a type', [{ ...sockets, type: '' }]],
    ['transports[0]: is of the type http, which is built in', [{ ...sockets, type: 'http' }]],
    [
      'transports[0]: must list in decides the kinds of handlers that it decides: one or more of query',
      [{ ...sockets, decides: ['route'] }],
    ],
    ['transports[0]: needs the functions view(context) and refusal', [{ ...sockets, view: undefined }]],
    ['transports[0]: must have a list of providers', [{ ...sockets, providers: {} }]],
    ['transports[0]: has a member audit that is not a function', [{ ...sockets, audit: true }]],
    ['transports[0]: has a member operations that is not', [{ ...sockets, operations: [] }]],
    ['transports[0]: has a member request that is not a function', [{ ...sockets, request: {} }]],
    ['transports[0]: has a member callInProcess that is not', [{ ...sockets, callInProcess: 'test' }]],
    ['transports[1]: is the second one of the type "ws"', [sockets, sockets]],
  ])('%s', (words, transports) => {
    expect(() =>
      JwtPolicyModule.forRoot({ issuers: [issuerOptions], transports: transports as never }),
    ).toThrow(words);
  });

  test('in what useFactory returns', async () => {
    const options = { issuers: [issuerOptions], transports: [sockets] };
    const imports = [JwtPolicyModule.forRootAsync({ useFactory: () => options })];
    const { Test } = await import('@nestjs/testing');
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(
      'transports: must stand beside useFactory',
    );
  });
});
