import type { WebSocketAdapter } from '@nestjs/common';
import type { MessageMappingProperties } from '@nestjs/websockets';
import { lastValueFrom, type Observable } from 'rxjs';

type Transform = (data: unknown) => Observable<unknown>;

/** A client of a gateway, in memory. */
export interface MemoryClient {
  /** What the gateway answers to a message; the exception that it emits instead. */
  send(message: string, data?: unknown): Promise<unknown>;
}

/** An adapter without sockets: gateways are connected as Nest does it, and clients call them directly. */
export class MemoryGateways implements WebSocketAdapter {
  private readonly connected: ((client: object) => void)[] = [];
  private readonly handlers: { handler: MessageMappingProperties; transform: Transform }[] = [];

  /** Called when the first gateway is bound: its messages are known by then, and the application is still starting. */
  onFirstServer: () => void = () => undefined;

  create(): object {
    return { on: () => undefined };
  }

  bindClientConnect(_server: object, callback: (client: object) => void): void {
    if (this.connected.length === 0) this.onFirstServer();
    this.connected.push(callback);
  }

  bindMessageHandlers(_client: object, handlers: MessageMappingProperties[], transform: Transform): void {
    for (const handler of handlers) this.handlers.push({ handler, transform });
  }

  close(): void {}
  dispose(): void {}

  connect(): MemoryClient {
    let emitted: unknown;
    const socket = { emit: (_event: string, data: unknown) => (emitted = data) };
    for (const callback of this.connected) callback(socket);
    return {
      send: async (message, data) => {
        const found = this.handlers.find(({ handler }) => handler.message === message);
        if (found === undefined) throw new Error(`no gateway has subscribed to ${message}`);
        const answer = await lastValueFrom(found.transform(found.handler.callback(data)), {
          defaultValue: undefined,
        });
        return answer ?? emitted;
      },
    };
  }
}
