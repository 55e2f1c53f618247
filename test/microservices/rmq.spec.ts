import { Catch, Controller, UseFilters, type ExceptionFilter, type Type } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload, type RmqContext } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Public, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { filterModule } from './filter-module.js';
import { startHandFed, type HandFedApp, type HandFedParts } from './hand-fed-app.js';
import { HandFedRmq, type FakeQueue } from './hand-fed-rmq.js';

const opened = closeAfterEach();
const ran: unknown[] = [];
beforeEach(() => void ran.splice(0));

interface RmqParts extends Partial<HandFedParts> {
  /** The options of the server. */
  readonly server?: { readonly noAck?: boolean; readonly prefetchCount?: number };
}

async function start(
  controllers: readonly Type[],
  { server = { noAck: false }, ...parts }: RmqParts = {},
): Promise<HandFedApp & { readonly queue: FakeQueue }> {
  const rmq = new HandFedRmq(server);
  return { ...opened(await startHandFed(rmq, { controllers, ...parts })), queue: rmq.fake };
}

const WRITE = { scope: 'orders/write' };

function settle(context: RmqContext): void {
  const { ack } = context.getChannelRef() as FakeQueue['channel'];
  ack(context.getMessage() as never);
}

@Controller()
class Orders {
  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown, @Ctx() context: unknown): void {
    ran.push(data);
    settle(context as RmqContext);
  }

  @RequireScope('orders/write')
  @MessagePattern('orders.place')
  place(@Payload() data: unknown, @Ctx() context: unknown): unknown {
    ran.push(data);
    settle(context as RmqContext);
    return { placed: true };
  }

  @Public()
  @EventPattern('orders.ping')
  ping(@Payload() data: unknown): void {
    ran.push(data);
  }
}

/** A second handler of the same event, which every good token may call. */
@Controller()
class Audit {
  @EventPattern('orders.placed')
  audit(@Payload() data: unknown): void {
    ran.push({ audited: data });
  }
}

@Controller()
class Strict {
  @RequireScope('orders/admin')
  @EventPattern('orders.placed')
  strict(@Payload() data: unknown): void {
    ran.push({ strict: data });
  }
}

@Catch()
class PassesOn implements ExceptionFilter {
  catch(exception: unknown): Observable<unknown> {
    return throwError(() => exception);
  }
}

/** As many applications have one, so that no message waits for ever. */
@Catch()
class Acknowledges implements ExceptionFilter {
  catch(exception: unknown, host: { getArgs(): unknown[] }): Observable<unknown> {
    settle(host.getArgs()[1] as RmqContext);
    return throwError(() => exception);
  }
}

describe('a message of RabbitMQ that waits for word', () => {
  test('is rejected once if it is a refused event, so that the next one comes', async () => {
    const { queue, headers } = await start([Orders], { server: { noAck: false, prefetchCount: 2 } });
    const placed = (id: number, claims?: Record<string, unknown>) => ({
      pattern: 'orders.placed',
      data: { id },
      headers: claims === undefined ? {} : headers(claims),
    });
    await queue.publish(placed(1));
    await queue.publish(placed(2, {}));
    await queue.publish(placed(3, WRITE));
    expect(queue.settled).toEqual([
      ['nack', 1, false, false],
      ['nack', 2, false, false],
      ['ack', 3],
    ]);
    expect([ran, queue.isClosed, queue.undelivered]).toEqual([[{ id: 3 }], false, 0]);
  });

  test('is rejected once if it is a refused request, which is answered as well', async () => {
    const { queue, headers } = await start([Orders]);
    await queue.publish({ pattern: 'orders.place', id: '7', headers: headers() });
    await queue.publish({ pattern: 'orders.place', id: '8', headers: headers(WRITE) });
    await until(() => queue.replies.length > 1);
    expect(queue.replies).toMatchObject([{ err: { code: 'SCOPE_MISSING' } }, { response: { placed: true } }]);
    expect(queue.settled).toEqual([
      ['nack', 1, false, false],
      ['ack', 2],
    ]);
  });

  test('is rejected if it is an event that was sent to the pattern of requests', async () => {
    const { queue } = await start([Orders]);
    await queue.publish({ pattern: 'orders.place' });
    expect(queue.settled).toEqual([['nack', 1, false, false]]);
  });

  test.each<[string, Type[], number]>([
    ['one of two handlers', [Audit, Strict], 0],
    ['one of two handlers, in the other order', [Strict, Audit], 0],
    ['two of three handlers', [Strict, Audit, Orders], 0],
    ['all of two handlers', [Strict, Orders], 1],
  ])('is rejected only if no handler runs: refused %s', async (_what, controllers, rejections) => {
    const { queue, headers } = await start(controllers);
    await queue.publish({ pattern: 'orders.placed', data: { id: 1 }, headers: headers() });
    expect(queue.settled).toHaveLength(rejections);
    expect(ran).toHaveLength(rejections === 0 ? 1 : 0);
  });

  test('is rejected if every handler of it is refused only after its keys were awaited', async () => {
    const { queue, headers } = await start([Strict, Orders], {
      options: {
        issuers: [{ issuer: 'https://id.test', audience: 'orders', jwksUri: 'https://id.test/jwks' }],
        fetch: async () => {
          await new Promise(setImmediate);
          return new Response('{"keys":[]}');
        },
      },
    });
    await queue.publish({ pattern: 'orders.placed', headers: headers() });
    await until(() => queue.settled.length > 0);
    expect(queue.settled).toEqual([['nack', 1, false, false]]);
  });

  test('is rejected where Nest runs hooks before the guard', async () => {
    const { queue } = await start([Orders], {
      prepare: (app) => app.registerPreRequestHook((_context, next) => next()),
    });
    await queue.publish({ pattern: 'orders.placed' });
    await queue.publish({ pattern: 'orders.place', id: '7' });
    await until(() => queue.settled.length > 1);
    expect(queue.settled).toEqual([
      ['nack', 1, false, false],
      ['nack', 2, false, false],
    ]);
  });

  test.each<[Type<ExceptionFilter>, string]>([
    [PassesOn, 'of the application'],
    [PassesOn, 'of the controller'],
    [Acknowledges, 'of the application'],
    [Acknowledges, 'of the controller'],
  ])('is settled once behind a filter that catches everything: %p %s', async (filter, place) => {
    class Filtered extends Orders {}
    Controller()(Filtered);
    if (place === 'of the controller') UseFilters(filter)(Filtered);
    const imports = place === 'of the controller' ? [] : [filterModule(filter)];
    const { queue, headers } = await start([Filtered], { imports });
    await queue.publish({ pattern: 'orders.placed', data: 1, headers: headers() });
    await queue.publish({ pattern: 'orders.place', id: '7', data: 2, headers: headers() });
    await queue.publish({ pattern: 'orders.placed', data: 3, headers: headers(WRITE) });
    expect([queue.settled.map(([, tag]) => tag), queue.isClosed, ran]).toEqual([[1, 2, 3], false, [3]]);
  });

  test('is settled by nobody on a channel that is closed, and the caller is refused all the same', async () => {
    const { queue } = await start([Orders]);
    queue.isClosed = true;
    await queue.publish({ pattern: 'orders.place', id: '7' });
    await until(() => queue.replies.length > 0);
    expect(queue.replies).toMatchObject([{ err: { code: 'TOKEN_MISSING' } }]);
  });

  test('is left alone if its handler is public', async () => {
    const { queue } = await start([Orders]);
    await queue.publish({ pattern: 'orders.ping', data: 1 });
    expect([queue.settled, ran]).toEqual([[], [1]]);
  });
});

describe('a message of RabbitMQ that nobody waits for word of', () => {
  test.each([{ noAck: true }, {}])('is settled by nobody: %j', async (server) => {
    const { queue, headers } = await start([Orders], { server });
    await queue.publish({ pattern: 'orders.placed', headers: headers() });
    await queue.publish({ pattern: 'orders.place', id: '7', headers: headers() });
    expect([queue.settled, ran]).toEqual([[], []]);
  });

  test('is one that waits for word if the option was given without a value, as Nest takes it', async () => {
    const { queue } = await start([Orders], { server: { noAck: undefined as never } });
    await queue.publish({ pattern: 'orders.placed' });
    expect(queue.settled).toHaveLength(1);
  });
});

describe('the token of a RabbitMQ message', () => {
  test.each<[string, (authorization: string) => unknown, boolean]>([
    ['as a text', (one) => ({ authorization: one }), true],
    ['in another letter case', (one) => ({ Authorization: one }), true],
    ['as bytes', (one) => ({ authorization: Buffer.from(one) }), true],
    ['twice', (one) => ({ authorization: [one, one] }), false],
    ['in two spellings', (one) => ({ authorization: one, AUTHORIZATION: one }), false],
    ['as a number', () => ({ authorization: 7 }), false],
    ['among headers that are a list', (one) => [['authorization', one]], false],
    ['among headers that are a text', (one) => `authorization: ${one}`, false],
    ['among no headers', () => undefined, false],
  ])('comes %s', async (_how, headersOf, isGranted) => {
    const { queue, headers } = await start([Orders]);
    const { authorization } = headers(WRITE);
    await queue.publish({ pattern: 'orders.placed', data: 1, headers: headersOf(authorization) as never });
    expect(ran).toEqual(isGranted ? [1] : []);
  });
});
