import type { Type } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { expect } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import type WebSocket from 'ws';
import type { ClientOptions, Server } from 'ws';
import { Claims, RequireScope } from '../../src/jwt-policy/index.js';
import { policyOf } from '../../src/jwt-policy/websockets/index.js';
import { startGateways, type GatewayApp, type GatewayAppParts } from './gateway-app.js';
import { connectWs, type WsTestClient } from './ws-clients.js';

/** A gateway of its own class, and what happened in it, in order. */
export interface Chat {
  readonly gateway: Type<{ readonly server: Server }>;
  readonly seen: string[];
}

/** Makes a gateway on a port, 0 for that of the application. */
export function chat(port = 0, options: object = {}): Chat {
  const seen: string[] = [];

  @WebSocketGateway(port, options)
  class ChatGateway {
    @WebSocketServer() server!: Server;

    handleConnection(client: WebSocket, request: IncomingMessage): void {
      seen.push(`connected ${String(policyOf(client)?.claims['sub'])} ${request.url}`);
    }

    handleDisconnect(): void {
      seen.push('disconnected');
    }

    @SubscribeMessage('join')
    join(@MessageBody() room: unknown, @Claims('sub') sub: string): object {
      seen.push(`join ${JSON.stringify(room)}`);
      return { event: 'joined', data: { room, sub } };
    }

    @RequireScope('chat/write')
    @SubscribeMessage('say')
    say(@MessageBody() text: unknown): object {
      seen.push(`say ${JSON.stringify(text)}`);
      return { event: 'said', data: text };
    }
  }

  return { gateway: ChatGateway, seen };
}

/** How a client connects. */
export interface Connecting extends ClientOptions {
  /** Sent in the Authorization header. */
  readonly token?: string;
  readonly protocols?: readonly string[];
  /** Path and parameters. */
  readonly url?: string;
  /** @default that of the application */
  readonly port?: number;
}

/** An application of gateways of `ws`. */
export interface WsApp extends GatewayApp {
  connect(connecting?: Connecting): WsTestClient;
}

/** Starts it. */
export async function startWs(
  providers: GatewayAppParts['providers'],
  parts: Partial<GatewayAppParts> = {},
): Promise<WsApp> {
  const app = await startGateways({ adapter: 'ws', providers, ...parts });
  return {
    ...app,
    connect({ token, url = '/', port = app.port, ...options } = {}) {
      const headers = {
        ...options.headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      return connectWs(`ws://127.0.0.1:${port}${url}`, { ...options, headers });
    },
  };
}

/** A frame as gateways of `ws` send it for a refused message. */
export function exceptionFrame(code: string, statusCode: number): string {
  return expect.stringMatching(
    new RegExp(
      `^{"event":"exception","data":{"status":"error","code":"${code}","statusCode":${statusCode},"message":"[^"]+"}}$`,
    ),
  ) as unknown as string;
}
