import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Claims, RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { HAS_CHROMIUM } from '../support/browser.js';
import { closeAfterEach } from '../support/closing.js';
import { BrowserPage } from './browser-page.js';
import { startGateways, type GatewayApp, type GatewayAppParts } from './gateway-app.js';

const connected = new Set<unknown>();

// The page comes from another server, as in most applications, and socket.io begins with HTTP.
@WebSocketGateway({ cors: true })
class ChatGateway {
  handleConnection(client: object): void {
    connected.add(policyOf(client)?.claims['sub']);
  }

  @SubscribeMessage('join')
  join(@MessageBody() room: string, @Claims('sub') sub: string): object {
    return { event: 'joined', data: { room, sub } };
  }

  @RequireScope('chat/write')
  @SubscribeMessage('say')
  say(@MessageBody() text: string): object {
    return { event: 'said', data: text };
  }
}

const JOIN = [['join', 'hall']] as const;

function joined(sub: string): string {
  return JSON.stringify({ event: 'joined', data: { room: 'hall', sub } });
}

const SCOPE_MISSING = {
  status: 'error',
  code: 'SCOPE_MISSING',
  statusCode: 403,
  message: 'The token lacks a scope that is required here.',
};
const EXPIRED = {
  status: 'error',
  code: 'TOKEN_EXPIRED',
  statusCode: 401,
  message: 'The token has expired.',
};

function exception(data: object): string {
  return JSON.stringify({ event: 'exception', data });
}

function connectError(code: string, message: string): string {
  return `refused ${JSON.stringify({ message, data: { status: 'error', code, statusCode: 401, message } })}`;
}

/** What a browser reads: `open` and the subprotocol, messages, and why a connection is refused or closed. */
const ADAPTERS = [
  {
    adapter: 'ws',
    http: 'express',
    granted: 'open bearer',
    nobody: ['open ', 'close 4401 TOKEN_MISSING'],
    forger: ['open bearer', 'close 4401 SIGNATURE_INVALID'],
    ended: ['close 4401 TOKEN_EXPIRED'],
  },
  {
    adapter: 'socket.io',
    http: 'fastify',
    granted: 'open ',
    nobody: [connectError('TOKEN_MISSING', 'A bearer token is required.')],
    forger: [connectError('SIGNATURE_INVALID', 'The signature of the token is invalid.')],
    ended: [exception(EXPIRED), 'close io server disconnect'],
  },
] as const;

if (!HAS_CHROMIUM)
  process.stderr.write('SKIPPED: there is no Chromium here, so no browser connects to gateways.\n');

(HAS_CHROMIUM ? describe : describe.skip)('a page in Chromium (skipped where there is none)', () => {
  const opened = closeAfterEach();

  beforeEach(() => connected.clear());

  const start = async (parts: Omit<GatewayAppParts, 'providers'>): Promise<GatewayApp> =>
    opened(await startGateways({ ...parts, providers: [ChatGateway] }));

  test.each(ADAPTERS)(
    'connects with its token over $adapter, reads why it is refused, and that its token has ended',
    async ({ adapter, http, granted, nobody, forger, ended }) => {
      const { port, issuer, clock } = await start({ adapter, http });
      const token = (sub: string, seconds: number): string =>
        issuer.token({ claims: { sub, scope: 'chat/read', exp: clock.seconds + seconds } });
      const page = opened(
        await BrowserPage.open(adapter, port, {
          ann: { token: token('ann', 300), messages: JOIN },
          bob: { token: token('bob', 3600), messages: [['say', 'hello']] },
          nobody: { messages: JOIN },
          forger: { token: `${token('ann', 300).slice(0, -8)}AAAAAAAA`, messages: JOIN },
        }),
      );
      await page.tells({ ann: 2, bob: 2, nobody: nobody.length, forger: forger.length });
      expect(connected).toEqual(new Set(['ann', 'bob']));
      clock.advance(600);
      expect(await page.tells({ ann: 2 + ended.length })).toEqual({
        ann: [granted, joined('ann'), ...ended],
        bob: [granted, exception(SCOPE_MISSING)],
        nobody,
        forger,
      });
    },
  );

  test('sends its token in the first message where the options say so', async () => {
    const transport = { token: { firstMessage: { event: 'authenticate' } } };
    const { port, issuer } = await start({ adapter: 'ws', transport });
    const token = issuer.token({ claims: { sub: 'ann' } });
    const page = opened(
      await BrowserPage.open('ws', port, {
        ann: { messages: [['authenticate', { token }], ...JOIN] },
        nobody: { messages: JOIN },
      }),
    );
    expect(await page.tells({ ann: 2, nobody: 2 })).toEqual({
      ann: ['open ', joined('ann')],
      nobody: ['open ', 'close 4401 TOKEN_MISSING'],
    });
  });

  test('reads no reason where the handshake itself is refused', async () => {
    const { port, issuer } = await start({ adapter: 'ws', transport: { refuseWith: 'http' } });
    const page = opened(
      await BrowserPage.open('ws', port, {
        ann: { token: issuer.token({ claims: { sub: 'ann' } }), messages: JOIN },
        nobody: { messages: JOIN },
      }),
    );
    expect(await page.tells({ ann: 2, nobody: 1 })).toEqual({
      ann: ['open bearer', joined('ann')],
      nobody: ['close 1006 '],
    });
  });
});
