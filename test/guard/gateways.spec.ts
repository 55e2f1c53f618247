import { Logger } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, expect, jest, test } from '@jest/globals';
import { GuardedElsewhere } from '../../src/jwt-policy/index.js';
import { type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { closeAfterEach } from '../support/closing.js';
import { MemoryGateways, type MemoryClient } from '../support/memory-gateways.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@WebSocketGateway()
class ChatGateway {
  @GuardedElsewhere('Handshake')
  handleConnection(): void {}

  @GuardedElsewhere('WsAuthGuard')
  @SubscribeMessage('join')
  join(): string {
    return 'joined';
  }
}

@WebSocketGateway()
class OpenGateway {
  @SubscribeMessage('shout')
  shout(): string {
    return 'shouted';
  }
}

async function connect(
  providers: (typeof ChatGateway | typeof OpenGateway)[],
  options: Partial<JwtPolicyOptions> = {},
): Promise<MemoryClient> {
  const gateways = new MemoryGateways();
  opened(
    await startGuardedApp([], { issuers: [issuerOptions], ...options } as JwtPolicyOptions, {
      providers,
      configure: (app) => void app.useWebSocketAdapter(gateways),
    }),
  );
  return gateways.connect();
}

test('messages that another guard decides are let through', async () => {
  const client = await connect([ChatGateway]);
  expect(await client.send('join')).toBe('joined');
});

test('messages of unguarded handlers are let through where those are allowed', async () => {
  const client = await connect([ChatGateway, OpenGateway], { dangerouslyAllowUnguardedHandlers: true });
  expect([await client.send('join'), await client.send('shout')]).toEqual(['joined', 'shouted']);
});

test('a message whose handler was not there at start is refused', async () => {
  const lines: string[] = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void lines.push(String(message)));
  class SwappedGateway extends OpenGateway {
    @GuardedElsewhere('WsAuthGuard')
    @SubscribeMessage('swap')
    swap(): string {
      return 'swapped';
    }
  }
  WebSocketGateway()(SwappedGateway);
  const gateways = new MemoryGateways();
  const other = (): string => 'other';
  Reflect.defineMetadata('websockets:message_mapping', true, other);
  Reflect.defineMetadata('message', 'swap', other);
  const swap = SwappedGateway.prototype.swap;
  opened(
    await startGuardedApp(
      [],
      { issuers: [issuerOptions], dangerouslyAllowUnguardedHandlers: true },
      {
        providers: [SwappedGateway],
        configure: (app) => {
          app.useWebSocketAdapter(gateways);
          // Gateways are connected while the application starts, before the handlers are looked for.
          SwappedGateway.prototype.swap = other;
          gateways.onFirstServer = () => (SwappedGateway.prototype.swap = swap);
        },
      },
    ),
  );
  expect(await gateways.connect().send('swap')).toMatchObject({ status: 'error' });
  expect(lines).toContain(
    'CONTEXT_UNSUPPORTED at SwappedGateway.other: no transport decides calls of this type',
  );
});
