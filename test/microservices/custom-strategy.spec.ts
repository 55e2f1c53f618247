import { Controller, Logger } from '@nestjs/common';
import {
  BaseRpcContext,
  MessagePattern,
  Server,
  TcpContext,
  type CustomTransportStrategy,
} from '@nestjs/microservices';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Claims, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startHandFed } from './hand-fed-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller()
class Orders {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Claims('sub') sub: string): unknown {
    return sub;
  }
}

function listen(): string[] {
  const lines: string[] = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void lines.push(String(message)));
  return lines;
}

describe('a custom strategy', () => {
  /** A server that hands over what a test gives it. */
  class OwnServer extends Server implements CustomTransportStrategy {
    listen(callback: () => void): void {
      callback();
    }

    close(): void {}

    on(): never {
      throw new Error('it has no events');
    }

    unwrap(): never {
      throw new Error('it stands on nothing');
    }

    async call(data: unknown, context: unknown): Promise<unknown> {
      const handler = this.getHandlerByPattern('orders.list');
      const answer = handler?.(data, context);
      return new Promise((resolve, reject) =>
        this.transformToObservable(answer as Promise<unknown>).subscribe({ next: resolve, error: reject }),
      );
    }
  }

  class OwnContext extends BaseRpcContext {}

  class LargerContext extends TcpContext {}

  const serve = async () => {
    const server = new OwnServer();
    const app = opened(await startHandFed(server, { controllers: [Orders] }));
    return { server, metadata: app.headers({ scope: 'orders/read' }) };
  };

  test.each<[string, (metadata: object) => unknown]>([
    ['a context of its own', (metadata) => new OwnContext([undefined, 'orders.list', metadata])],
    ['a plain object', (metadata) => ({ getMetadata: () => metadata, getPattern: () => 'orders.list' })],
    ['the metadata alone', (metadata) => metadata],
    ['nothing', () => undefined],
    ['a text', () => 'orders.list'],
  ])('is refused if it hands over %s, and the log says why', async (_what, contextOf) => {
    const lines = listen();
    const { server, metadata } = await serve();
    await expect(server.call({}, contextOf(metadata))).rejects.toMatchObject({
      code: 'CONTEXT_UNSUPPORTED',
      statusCode: 403,
    });
    expect(lines.filter((line) => line.startsWith('CONTEXT_UNSUPPORTED'))).toEqual([
      expect.stringContaining('a custom strategy must hand over a context of one of them'),
    ]);
  });

  test('is decided if it hands over a context of Nest, or one that extends it', async () => {
    const { server, metadata } = await serve();
    for (const Context of [TcpContext, LargerContext]) {
      const context = new Context([{ socket: {} }, 'orders.list', metadata] as never);
      // oxlint-disable-next-line no-await-in-loop -- one call after the other
      expect(await server.call({}, context)).toBe('alice');
    }
  });
});
