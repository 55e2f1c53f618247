import { Catch, Controller, UseFilters, type ExceptionFilter, type Type } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { from, throwError, type Observable } from 'rxjs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Claims, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { until } from '../support/until.js';
import { filterModule } from './filter-module.js';
import { startHandFed, type HandFedApp, type HandFedParts } from './hand-fed-app.js';
import { HandFedKafka } from './hand-fed-kafka.js';

const opened = closeAfterEach();
const ran: unknown[] = [];
beforeEach(() => void ran.splice(0));

async function start(
  controllers: readonly Type[],
  parts: Partial<HandFedParts> = {},
): Promise<HandFedApp & { readonly kafka: HandFedKafka }> {
  const kafka = new HandFedKafka();
  return { ...opened(await startHandFed(kafka, { controllers, ...parts })), kafka };
}

const WRITE = { scope: 'orders/write' };
const REPLY = { kafka_correlationId: '7', kafka_replyTopic: 'replies' };

@Controller()
class Orders {
  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown, @Claims('sub') sub: unknown): void {
    ran.push({ data, sub });
  }

  @RequireScope('orders/write')
  @MessagePattern('orders.place')
  place(@Payload() data: unknown): unknown {
    ran.push(data);
    return { placed: data };
  }

  @Public()
  @EventPattern('orders.ping')
  ping(@Payload() data: unknown): void {
    ran.push(data);
  }

  @EventPattern('orders.fails')
  fails(@Payload() _data: unknown): void {
    throw new Error('the handler fails');
  }
}

@Catch()
class PassesOn implements ExceptionFilter {
  catch(exception: unknown): Observable<unknown> {
    return throwError(() => exception);
  }
}

@Catch()
class TellsItsOwn implements ExceptionFilter {
  catch(): Observable<unknown> {
    return throwError(() => new Error('something went wrong'));
  }
}

describe('a refused event of Kafka', () => {
  test('lets its offset commit, and the next one runs', async () => {
    const { kafka, headers } = await start([Orders]);
    await kafka.receive({ topic: 'orders.placed', value: { id: 1 } });
    await kafka.receive({ topic: 'orders.placed', value: { id: 2 }, headers: headers() });
    await kafka.receive({ topic: 'orders.placed', value: { id: 3 }, headers: headers(WRITE) });
    expect(ran).toEqual([{ data: { id: 3 }, sub: 'alice' }]);
    expect(kafka.replies).toEqual([]);
  });

  test('lets its offset commit where a filter of the application catches everything', async () => {
    const filters = [PassesOn, TellsItsOwn];
    for (const filter of filters) {
      const imports = [filterModule(filter)];
      class Filtered extends Orders {}
      Controller()(Filtered);
      UseFilters(filter)(Filtered);
      // oxlint-disable-next-line no-await-in-loop -- one application after the other
      const { kafka } = await start([Filtered], { imports });
      // oxlint-disable-next-line no-await-in-loop -- one application after the other
      await kafka.receive({ topic: 'orders.placed', value: { id: 1 } });
      // oxlint-disable-next-line no-await-in-loop -- one application after the other
      await kafka.receive({ topic: 'orders.place', value: { id: 2 } });
    }
    expect(ran).toEqual([]);
  });

  test('lets its offset commit where Nest runs hooks before the guard', async () => {
    const { kafka, headers } = await start([Orders], {
      prepare: (app) => app.registerPreRequestHook((_context, next) => next()),
    });
    await kafka.receive({ topic: 'orders.placed', value: { id: 1 } });
    await kafka.receive({ topic: 'orders.place', value: { id: 2 } });
    await kafka.receive({ topic: 'orders.placed', value: { id: 3 }, headers: headers(WRITE) });
    expect(ran).toEqual([{ data: { id: 3 }, sub: 'alice' }]);
  });

  test('lets its offset commit where it was sent to the topic of requests', async () => {
    const { kafka, headers } = await start([Orders]);
    await kafka.receive({ topic: 'orders.place', value: { id: 1 } });
    await kafka.receive({ topic: 'orders.place', value: { id: 2 }, headers: headers(WRITE) });
    expect(ran).toEqual([{ id: 2 }]);
  });

  test('is not mixed up with an event whose handler fails: that one is read again', async () => {
    const { kafka, headers } = await start([Orders]);
    await expect(kafka.receive({ topic: 'orders.fails', headers: headers() })).rejects.toMatchObject({
      message: 'Internal server error',
    });
    await kafka.receive({ topic: 'orders.fails' });
  });

  test.each([
    ['first', true],
    ['second', false],
  ])('does not hide that the other handler of its topic fails: refused %s', async (_which, isFirst) => {
    @Controller()
    class Strict {
      @RequireScope('orders/write')
      @EventPattern('orders.fails')
      strict(@Payload() _data: unknown): void {
        ran.push('strict');
      }
    }
    const imports = [filterModule(TellsItsOwn)];
    const controllers = isFirst ? [Strict, Orders] : [Orders, Strict];
    const { kafka, headers } = await start(controllers, { imports });
    await expect(kafka.receive({ topic: 'orders.fails', headers: headers() })).rejects.toThrow(
      'something went wrong',
    );
    await kafka.receive({ topic: 'orders.fails' });
    expect(ran).toEqual([]);
  });

  test('leaves the other handler of its topic running to its end', async () => {
    @Controller()
    class Audit {
      @EventPattern('orders.placed')
      placed(@Payload() _data: unknown): Observable<number> {
        return from((async () => ran.push('stream ended'))());
      }
    }
    const imports = [filterModule(TellsItsOwn)];
    for (const controllers of [
      [Audit, Orders],
      [Orders, Audit],
    ]) {
      ran.splice(0);
      // oxlint-disable-next-line no-await-in-loop -- one application after the other
      const { kafka, headers } = await start(controllers, { imports });
      // oxlint-disable-next-line no-await-in-loop -- one application after the other
      await kafka.receive({ topic: 'orders.placed', headers: headers() });
      expect(ran).toEqual(['stream ended']);
    }
  });
});

describe('a request of Kafka', () => {
  test('gets its refusal at the reply topic, and its offset commits', async () => {
    const { kafka, headers } = await start([Orders]);
    await kafka.receive({ topic: 'orders.place', value: { id: 1 }, headers: { ...REPLY, ...headers() } });
    await until(() => kafka.replies.length > 0);
    const [reply] = kafka.replies;
    const error = reply?.messages[0]?.headers['kafka_nest-err'];
    expect(JSON.parse(String(error))).toEqual({
      status: 'error',
      code: 'SCOPE_MISSING',
      statusCode: 403,
      message: 'The token lacks a scope that is required here.',
    });
    expect([reply?.topic, ran]).toEqual(['replies', []]);
  });

  test('gets its answer with a good token', async () => {
    const { kafka, headers } = await start([Orders]);
    await kafka.receive({
      topic: 'orders.place',
      value: { id: 1 },
      headers: { ...REPLY, ...headers(WRITE) },
    });
    await until(() => kafka.replies.length > 0);
    expect(kafka.replies[0]?.messages[0]?.headers['kafka_nest-err']).toBeUndefined();
    expect(ran).toEqual([{ id: 1 }]);
  });
});

describe('the token of a Kafka message', () => {
  const outcomeOf = async (
    headersOf: (authorization: string) => Readonly<Record<string, unknown>>,
    parts: Partial<HandFedParts> = {},
  ): Promise<string> => {
    const outcomes: string[] = [];
    const observer = {
      decided: (event: { outcome: string; code?: string }) => void outcomes.push(event.code ?? event.outcome),
    };
    const { kafka, headers } = await start([Orders], { observers: [observer], ...parts });
    const { authorization } = headers(WRITE);
    await kafka.receive({ topic: 'orders.placed', headers: headersOf(authorization) });
    return outcomes.join();
  };

  test.each<[string, (authorization: string) => Readonly<Record<string, unknown>>, string]>([
    ['as a text', (authorization) => ({ authorization }), 'granted'],
    ['as bytes', (authorization) => ({ authorization: Buffer.from(authorization) }), 'granted'],
    ['in another letter case', (authorization) => ({ AUTHORIZATION: authorization }), 'granted'],
    [
      'twice',
      (authorization) => ({ authorization: [authorization, authorization] }),
      'AUTHORIZATION_MALFORMED',
    ],
    [
      'in two spellings',
      (authorization) => ({ authorization, Authorization: authorization }),
      'TOKEN_AMBIGUOUS',
    ],
    ['not at all: null', () => ({ authorization: null }), 'TOKEN_MISSING'],
    ['not at all: no headers', () => ({}), 'TOKEN_MISSING'],
    ['after a zero byte', (one) => ({ authorization: Buffer.from(`\0${one}`) }), 'AUTHORIZATION_MALFORMED'],
    ['in JSON', (one) => ({ authorization: JSON.stringify({ token: one }) }), 'AUTHORIZATION_MALFORMED'],
    ['in a list in JSON', (one) => ({ authorization: JSON.stringify([one]) }), 'granted'],
    ['as nothing', () => ({ authorization: '' }), 'AUTHORIZATION_MALFORMED'],
  ])('comes %s', async (_how, headersOf, outcome) => {
    expect(await outcomeOf(headersOf)).toBe(outcome);
  });

  test('leaves the payload before the handler sees it', async () => {
    const { kafka, issuer } = await start([Orders], { messages: { token: { kafka: { payload: 'token' } } } });
    const token = issuer.token({ claims: WRITE });
    await kafka.receive({ topic: 'orders.placed', value: { token, id: 1 } });
    await kafka.receive({ topic: 'orders.ping', value: { token, id: 2 } });
    expect(ran).toEqual([{ data: { id: 1 }, sub: 'alice' }, { id: 2 }]);
  });
});

test('a topic that is an expression is decided by the topic that was called', async () => {
  @Controller()
  class Logs {
    @EventPattern(/^logs\./g)
    log(@Payload() data: unknown): void {
      ran.push(data);
    }
  }
  const { kafka, headers } = await start([Logs], {
    options: {
      issuers: undefined,
      policies: [
        { name: 'logs', issuers: [issuerOptions], appliesTo: [{ transport: 'rpc', pattern: 'logs.web' }] },
      ],
    } as never,
  });
  for (const topic of ['logs.web', 'logs.db', 'logs.web'])
    // oxlint-disable-next-line no-await-in-loop -- one partition keeps their order
    await kafka.receive({ topic, value: { topic }, headers: headers() });
  expect(ran).toEqual([{ topic: 'logs.web' }, { topic: 'logs.web' }]);
});
