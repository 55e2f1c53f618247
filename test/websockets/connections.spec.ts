import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { expect, test } from '@jest/globals';
import type WebSocket from 'ws';
import { Claims, RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { closeAfterEach } from '../support/closing.js';
import { HTTP_ADAPTERS, startGateways } from './gateway-app.js';
import { connectWs } from './ws-clients.js';

const opened = closeAfterEach();

@WebSocketGateway()
class ChatGateway {
  static connected: unknown[] = [];

  handleConnection(client: WebSocket): void {
    ChatGateway.connected.push(policyOf(client)?.claims['sub']);
  }

  @SubscribeMessage('join')
  join(
    @MessageBody() room: string,
    @Claims('sub') sub: string,
    @ConnectedSocket() _client: WebSocket,
  ): object {
    return { event: 'joined', data: { room, sub } };
  }

  @RequireScope('chat/write')
  @SubscribeMessage('say')
  say(@MessageBody() text: string): object {
    return { event: 'said', data: text };
  }
}

test.each(HTTP_ADAPTERS)(
  'over %s a client of ws is connected with its token, and each message has its own demands',
  async (http) => {
    ChatGateway.connected = [];
    const { port, issuer } = opened(await startGateways({ adapter: 'ws', http, providers: [ChatGateway] }));
    const token = issuer.token({ claims: { sub: 'ann', scope: 'chat/read' } });
    const client = opened(connectWs(`ws://127.0.0.1:${port}`, { protocols: ['bearer', token] }));
    await client.hears(1);
    client.send('join', 'hall');
    client.send('say', 'hello');
    const [, ...answers] = await client.hears(3);
    expect(ChatGateway.connected).toEqual(['ann']);
    expect(answers.map((line) => JSON.parse(line) as unknown)).toEqual(
      expect.arrayContaining([
        { event: 'joined', data: { room: 'hall', sub: 'ann' } },
        {
          event: 'exception',
          data: {
            status: 'error',
            code: 'SCOPE_MISSING',
            statusCode: 403,
            message: 'The token lacks a scope that is required here.',
          },
        },
      ]),
    );
  },
);
