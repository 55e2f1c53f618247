import { Catch, Controller, UseFilters, type ExceptionFilter, type Type } from '@nestjs/common';
import { Ctx, GrpcStreamCall, Payload, RpcException } from '@nestjs/microservices';
import { EMPTY, of, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from '@jest/globals';
import { RequireScope } from '../../src/jwt-policy/index.js';
import type { DecisionEvent } from '../../src/jwt-policy/observe/index.js';
import { until } from '../support/until.js';
import { closeAfterEach } from '../support/closing.js';
import { filterModule } from './filter-module.js';
import { startGrpcApp, type GrpcApp, type GrpcAppParts } from './grpc-app.js';
import type { Outcome, StreamCallMethod } from './grpc-client.js';
import { GrpcOrders } from './grpc-orders.js';

const opened = closeAfterEach();
const start = async (parts: GrpcAppParts): Promise<GrpcApp> => opened(await startGrpcApp(parts));

const READ = { claims: { scope: 'orders/read' } };
const codeOf = (event: DecisionEvent): string | undefined =>
  event.outcome === 'refused' ? event.code : undefined;

const STREAM_CALLS: readonly StreamCallMethod[] = ['Import', 'Watch'];

@Catch()
class PassesOn implements ExceptionFilter {
  catch(exception: unknown): Observable<unknown> {
    return throwError(() => exception);
  }
}

@Catch()
class TellsItsOwn implements ExceptionFilter {
  catch(): Observable<unknown> {
    return throwError(() => ({ code: 2, details: 'something went wrong' }));
  }
}

@Catch()
class TellsNothing implements ExceptionFilter {
  catch(): Observable<unknown> {
    return EMPTY;
  }
}

@Catch()
class TakesItForDone implements ExceptionFilter {
  catch(): Observable<unknown> {
    return of('done');
  }
}

@Catch()
class Fails implements ExceptionFilter {
  catch(): Observable<unknown> {
    throw new Error('the filter fails');
  }
}

const CATCH_ALLS: readonly Type<ExceptionFilter>[] = [
  PassesOn,
  TellsItsOwn,
  TellsNothing,
  TakesItForDone,
  Fails,
];

/** The controller with a filter on the class. */
function filteredClass(filter: Type<ExceptionFilter>): Type {
  class Filtered extends GrpcOrders {}
  Controller()(Filtered);
  UseFilters(filter)(Filtered);
  return Filtered;
}

/** Handlers that have the filter themselves. */
function filteredMethods(filter: Type<ExceptionFilter>): Type {
  @Controller()
  class Filtered {
    @UseFilters(filter)
    @RequireScope('orders/read')
    @GrpcStreamCall('Orders', 'Import')
    import(@Payload() call: never, @Ctx() callback: never): void {
      new GrpcOrders().import(call, callback, 'alice');
    }

    @UseFilters(filter)
    @RequireScope('orders/read')
    @GrpcStreamCall('Orders', 'Watch')
    watch(@Payload() call: never): void {
      new GrpcOrders().watch(call, 'alice');
    }
  }
  return Filtered;
}

const PLACES: readonly [string, (filter: Type<ExceptionFilter>) => GrpcAppParts][] = [
  [
    'of the application',
    (filter) => ({
      controllers: [GrpcOrders],
      imports: [filterModule(filter)],
    }),
  ],
  ['of the controller', (filter) => ({ controllers: [filteredClass(filter)] })],
  ['of the method', (filter) => ({ controllers: [filteredMethods(filter)] })],
];

const CASES = PLACES.flatMap(([place, partsOf]) =>
  CATCH_ALLS.flatMap((filter) =>
    STREAM_CALLS.map((method) => [method, filter.name, place, partsOf(filter)] as const),
  ),
);

describe('a refused stream call', () => {
  test.each(STREAM_CALLS)(
    'ends, a thousand times in a row, and a good one still works: %s',
    async (method) => {
      const { client, issuer } = await start({ controllers: [GrpcOrders] });
      const poor = issuer.token();
      for (let round = 0; round < 50; round += 1) {
        const calls = Array.from({ length: 20 }, (_, index) =>
          client.call(method, index % 2 === 0 ? poor : undefined),
        );
        // oxlint-disable-next-line no-await-in-loop -- one client does not open a thousand streams at once
        const codes = (await Promise.all(calls)).map(({ error }: Outcome) => error?.code);
        expect(codes).toEqual(calls.map((_, index) => (index % 2 === 0 ? 7 : 16)));
      }
      expect(await client.call(method, issuer.token(READ))).toMatchObject({ error: undefined });
    },
  );

  test.each(CASES)(
    'ends with its refusal: %s, behind a filter %s %s',
    async (method, _filter, _place, parts) => {
      const { client, issuer } = await start(parts);
      const { error, values } = await client.call(method, issuer.token());
      expect([error?.code, error?.metadata.get('error-code'), values]).toEqual([7, ['SCOPE_MISSING'], []]);
      const granted = await client.call(method, issuer.token(READ));
      expect(granted.error).toBeUndefined();
      expect(granted.values).toContainEqual({ sub: 'alice', id: 2 });
    },
  );

  test('ends once, where a filter has ended it before', async () => {
    @Catch()
    class EndsIt implements ExceptionFilter {
      catch(exception: RpcException, host: { getArgs(): unknown[] }): Observable<unknown> {
        const [call, callback] = host.getArgs() as [{ emit(...args: unknown[]): void }, unknown];
        const status = exception.getError();
        if (typeof callback === 'function') callback(status);
        else call.emit('error', status);
        return of(undefined);
      }
    }
    const { client } = await start({
      controllers: [GrpcOrders],
      imports: [filterModule(EndsIt)],
    });
    for (const method of STREAM_CALLS)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await client.call(method)).error?.code).toBe(16);
  });

  test('ends where Nest runs hooks before the guard', async () => {
    const { client, issuer } = await start({
      controllers: [GrpcOrders],
      prepare: (app) => app.registerPreRequestHook((_context, next) => next()),
    });
    for (const method of STREAM_CALLS) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await client.call(method)).error?.code).toBe(16);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await client.call(method, issuer.token(READ))).error).toBeUndefined();
    }
  });

  test.each(STREAM_CALLS)(
    'ends quietly where its client is gone before it is decided: %s',
    async (method) => {
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      const codes: (string | undefined)[] = [];
      const observer = { decided: (event: DecisionEvent) => void codes.push(codeOf(event)) };
      const { client, issuer } = await start({
        controllers: [GrpcOrders],
        options: {
          issuers: [{ issuer: 'https://id.test', audience: 'orders', jwksUri: 'https://id.test/jwks' }],
          fetch: async () => {
            await gate;
            return new Response('{"keys":[]}');
          },
          observers: [observer],
        },
      });
      const gone = client.cancelled(method, issuer.token(READ));
      // The next call comes over the same connection, so the server has seen the other one by then.
      await client.call('Ping');
      gone.cancel();
      expect((await gone.ended).error?.code).toBe(1);
      await client.call('Ping');
      open();
      await until(() => codes.length > 0);
      expect(codes).toEqual(['KEYS_UNAVAILABLE']);
      expect((await client.call(method)).error?.code).toBe(16);
    },
  );
});
