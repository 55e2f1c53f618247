import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { Type } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import {
  ClaimRule,
  GuardedElsewhere,
  JwtPolicyRoutes,
  OptionalToken,
  Public,
  RequireScope,
  UsePolicy,
} from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startGateways, type GatewayApp } from './gateway-app.js';
import { connectWs } from './ws-clients.js';

const opened = closeAfterEach();

const MISSING = 'close 4401 TOKEN_MISSING';
const NO_SCOPE = 'close 4403 SCOPE_MISSING';
const IN = 'connected';

/** Answers whoever is connected. */
class Answering {
  @Public()
  @SubscribeMessage('ping')
  ping(): object {
    return { event: 'pong' };
  }
}

/** Puts one of our decorators on a property or another member that TypeScript does not let it be on. */
function onMember(decorator: MethodDecorator, target: object): void {
  Reflect.apply(decorator, undefined, [target, 'handleConnection']);
}

function gateway(Class: Type): Type {
  WebSocketGateway()(Class);
  return Class;
}

/** What becomes of a client with a token of these scopes, or without a token. */
async function outcome({ port, issuer }: GatewayApp, scope: string | undefined): Promise<string> {
  const protocols = scope === undefined ? [] : ['bearer', issuer.token({ claims: { scope } })];
  const client = opened(connectWs(`ws://127.0.0.1:${port}`, { protocols }));
  await client.hears(1);
  client.send('ping');
  const [, second = ''] = await client.hears(2);
  return second.startsWith('close') ? second : IN;
}

const start = async (Gateway: Type): Promise<GatewayApp> =>
  opened(await startGateways({ adapter: 'ws', providers: [Gateway] }));

class Demanding extends Answering {
  @RequireScope('chat')
  handleConnection(): void {}
}

class Opened extends Answering {
  @Public()
  handleConnection(): void {}
}

@Public()
class PublicBase extends Answering {}

/** Each with what becomes of a client without a token, and of clients with the scopes "", "chat" and "chat hall". */
const GATEWAYS: readonly [string, () => Type, readonly [string, string, string, string]][] = [
  ['no decorator, and no such method', () => class extends Answering {}, [MISSING, IN, IN, IN]],
  [
    'a demand on a class without the method',
    () => {
      @RequireScope('chat')
      class Gateway extends Answering {}
      return Gateway;
    },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  ['a demand on the method', () => class extends Demanding {}, [MISSING, NO_SCOPE, IN, IN]],
  [
    'demands on class and method',
    () => {
      @RequireScope('hall')
      class Gateway extends Answering {
        @RequireScope('chat')
        handleConnection(): void {}
      }
      return Gateway;
    },
    [MISSING, NO_SCOPE, NO_SCOPE, IN],
  ],
  [
    'a method that overrides one with a demand',
    () =>
      class extends Demanding {
        override handleConnection(): void {}
      },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  [
    'a function that the constructor puts before a method with a demand',
    () =>
      class extends Demanding {
        override handleConnection = (): void => {};
      },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  ['a public method', () => class extends Opened {}, [IN, IN, IN, IN]],
  [
    'a public class without the method',
    () => {
      @Public()
      class Gateway extends Answering {}
      return Gateway;
    },
    [IN, IN, IN, IN],
  ],
  ['a public base class, and no method', () => class extends PublicBase {}, [MISSING, IN, IN, IN]],
  [
    'a method that overrides a public one',
    () =>
      class extends Opened {
        override handleConnection(): void {}
      },
    [MISSING, IN, IN, IN],
  ],
  [
    'a function that the constructor puts before an inherited public method',
    () =>
      class extends Opened {
        override handleConnection = (): void => {};
      },
    [MISSING, IN, IN, IN],
  ],
  [
    'a public method that the constructor of its class binds',
    () => {
      class Gateway extends Answering {
        constructor() {
          super();
          this.handleConnection = this.handleConnection.bind(this);
        }

        @Public()
        handleConnection(): void {}
      }
      return Gateway;
    },
    [IN, IN, IN, IN],
  ],
  [
    'a token that is optional',
    () => {
      class Gateway extends Answering {
        @OptionalToken()
        handleConnection(): void {}
      }
      return Gateway;
    },
    [IN, IN, IN, IN],
  ],
  [
    'a demand on an accessor',
    () => {
      class Gateway extends Answering {
        @RequireScope('chat')
        get handleConnection(): () => void {
          return () => {};
        }
      }
      return Gateway;
    },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  [
    'a demand on a property',
    () => {
      class Gateway extends Answering {
        handleConnection = (): void => {};
      }
      onMember(RequireScope('chat'), Gateway.prototype);
      return Gateway;
    },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  [
    'a demand on a property of the base class',
    () => {
      class Base extends Answering {
        handleConnection = (): void => {};
      }
      onMember(RequireScope('chat'), Base.prototype);
      return class extends Base {};
    },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  [
    'an open property',
    () => {
      class Gateway extends Answering {
        handleConnection = (): void => {};
      }
      onMember(Public(), Gateway.prototype);
      return Gateway;
    },
    [IN, IN, IN, IN],
  ],
  [
    'an open property of the base class',
    () => {
      class Base extends Answering {
        handleConnection = (): void => {};
      }
      onMember(Public(), Base.prototype);
      return class extends Base {};
    },
    [MISSING, IN, IN, IN],
  ],
  [
    'a function borrowed from another gateway with a demand',
    () => {
      class Gateway extends Answering {
        handleConnection(): void {}
      }
      Gateway.prototype.handleConnection = Demanding.prototype.handleConnection;
      return Gateway;
    },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  [
    'a function that instrumentation has wrapped, without its metadata',
    () => {
      class Gateway extends Answering {
        @RequireScope('chat')
        handleConnection(): void {}
      }
      Gateway.prototype.handleConnection = () => {};
      return Gateway;
    },
    [MISSING, NO_SCOPE, IN, IN],
  ],
  [
    'a class that another decorator wraps',
    () => {
      @RequireScope('chat')
      class Gateway extends Answering {}
      return class Wrapper extends Gateway {};
    },
    [MISSING, NO_SCOPE, IN, IN],
  ],
];

describe.each(GATEWAYS)('connections to a gateway with %s', (_what, make, expected) => {
  test('are decided by what the decorators say', async () => {
    const app = await start(gateway(make()));
    const outcomes: string[] = [];
    for (const scope of [undefined, '', 'chat', 'chat hall']) outcomes.push(await outcome(app, scope));
    expect(outcomes).toEqual(expected);
  });

  test('are in the route table with the same demands', async () => {
    const app = await start(gateway(make()));
    const entry = app.app
      .get(JwtPolicyRoutes)
      .table()
      .routes.find(({ kind }) => kind === 'gateway-connection');
    const needed = ['', 'chat', 'chat hall'][expected.slice(1).indexOf(IN)] ?? 'nothing';
    expect(entry?.access === 'required').toBe(expected[0] === MISSING);
    expect(entry?.scopes?.all.toSorted().join(' ') ?? '').toBe(needed);
  });
});

describe('what a gateway cannot say of its connections stops the start:', () => {
  class Other {
    @ClaimRule('sub', 'ann')
    handleConnection(): void {}
  }

  test.each<[string, () => Type, string]>([
    [
      'a function of another gateway that the constructor assigns, with decorators of its own',
      () =>
        class Gateway extends Answering {
          handleConnection = Other.prototype.handleConnection;
        },
      'Gateway.handleConnection: had a function with other decorators while the application started',
    ],
    [
      '@Public() on a method that overrides one with a demand',
      () => {
        class Gateway extends Demanding {
          @Public()
          override handleConnection(): void {}
        }
        return Gateway;
      },
      'Gateway.handleConnection: opens what Demanding.handleConnection demands',
    ],
    [
      'an unknown policy',
      () => {
        class Gateway extends Answering {
          @UsePolicy('partners')
          handleConnection(): void {}
        }
        return Gateway;
      },
      'Gateway.handleConnection: @UsePolicy() names the unknown policy "partners"',
    ],
    [
      'a decorator with a mistake on a property',
      () => {
        class Gateway extends Answering {
          handleConnection = (): void => {};
        }
        onMember(RequireScope(''), Gateway.prototype);
        return Gateway;
      },
      'Gateway.handleConnection: @RequireScope',
    ],
    [
      '@GuardedElsewhere() on the method',
      () => {
        class Gateway extends Answering {
          @GuardedElsewhere('Handshake')
          handleConnection(): void {}
        }
        return Gateway;
      },
      'Gateway.handleConnection: has @GuardedElsewhere(), but JwtPolicyGuard decides its calls.',
    ],
    [
      '@GuardedElsewhere() on a property',
      () => {
        class Gateway extends Answering {
          handleConnection = (): void => {};
        }
        onMember(GuardedElsewhere('Handshake'), Gateway.prototype);
        return Gateway;
      },
      'Gateway.handleConnection: has @GuardedElsewhere(), but JwtPolicyGuard decides its calls.',
    ],
    [
      '@GuardedElsewhere() on the class',
      () => {
        @GuardedElsewhere('Handshake')
        class Gateway extends Answering {}
        return Gateway;
      },
      'Gateway: has @GuardedElsewhere(), but there is no handler that needs it',
    ],
    [
      'a demand on a static member',
      () => {
        class Gateway extends Answering {
          @RequireScope('chat')
          static handleConnection(): void {}
        }
        return Gateway;
      },
      'Gateway.handleConnection: has a decorator of this module',
    ],
  ])('%s', async (_what, make, message) => {
    await expect(start(gateway(make()))).rejects.toThrow(message);
  });
});
