import { Catch, Controller, Logger, UseFilters, type ExceptionFilter, type Type } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { from, throwError, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Public, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { filterModule } from './filter-module.js';
import { carrying, startTcpApp, type MessageAppParts, type TcpApp } from './tcp-app.js';

const opened = closeAfterEach();
const start = async (parts: MessageAppParts): Promise<TcpApp> => opened(await startTcpApp(parts));

const ran: unknown[] = [];
beforeEach(() => void ran.splice(0));
afterEach(() => void jest.restoreAllMocks());

const WRITE = { claims: { scope: 'orders/write' } };

@Controller()
class Strict {
  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    ran.push({ strict: data });
  }

  @RequireScope('orders/write')
  @MessagePattern('orders.place')
  place(@Payload() data: unknown): unknown {
    ran.push({ placed: data });
    return 'placed';
  }

  @Public()
  @MessagePattern('ping')
  ping(@Payload() data: unknown): unknown {
    return data;
  }
}

/** A second handler of the event, which goes on after it has answered. */
@Controller()
class Audit {
  @EventPattern('orders.placed')
  audit(@Payload() data: unknown): Observable<unknown> {
    return from(this.record(data));
  }

  private async record(data: unknown): Promise<void> {
    for (const step of ['begun', 'ended']) {
      // oxlint-disable-next-line no-await-in-loop -- one step after the other
      await new Promise(setImmediate);
      ran.push({ [step]: data });
    }
  }
}

@Catch()
class CatchesAll implements ExceptionFilter {
  catch(exception: unknown): Observable<unknown> {
    ran.push('caught');
    return throwError(() => exception);
  }
}

const filteredClass = (controller: Type): Type => {
  class Filtered extends controller {}
  Controller()(Filtered);
  UseFilters(CatchesAll)(Filtered);
  return Filtered;
};

@Controller()
class FilteredMethod {
  @UseFilters(CatchesAll)
  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: unknown): void {
    ran.push({ strict: data });
  }
}

@UseFilters(CatchesAll)
@Controller()
class FilteredAndBound extends Strict {
  constructor() {
    super();
    this.placed = this.placed.bind(this);
  }
}

const APP_WIDE = [filterModule(CatchesAll)];

async function settle({ client }: TcpApp): Promise<void> {
  // One socket keeps the order of its messages; each round lets what was begun go on.
  for (let round = 0; round < 5; round += 1)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await client.send('ping');
}

@Controller()
class Ping {
  @Public()
  @MessagePattern('ping')
  ping(@Payload() data: unknown): unknown {
    return data;
  }
}

describe('two handlers of one event', () => {
  test.each<[string, MessageAppParts]>([
    ['the first is refused', { controllers: [Strict, Audit] }],
    ['the second is refused', { controllers: [Audit, Strict] }],
    ['a filter of the application catches everything', { controllers: [Strict, Audit], imports: APP_WIDE }],
    ['it catches everything, and the second is refused', { controllers: [Audit, Strict], imports: APP_WIDE }],
    ['a filter of the class catches everything', { controllers: [filteredClass(Strict), Audit] }],
    ['the same with a method bound in the constructor', { controllers: [FilteredAndBound, Audit] }],
    ['a filter of the method catches everything', { controllers: [FilteredMethod, Audit, Ping] }],
  ])('are decided each by itself, and the granted one runs to its end: %s', async (_what, parts) => {
    const app = await start(parts);
    await app.client.emit('orders.placed', 1, carrying(app.issuer.token()));
    await settle(app);
    expect(ran).toEqual([{ begun: 1 }, { ended: 1 }]);
  });

  test('both run with a token that is good for both', async () => {
    const app = await start({ controllers: [Strict, Audit] });
    await app.client.emit('orders.placed', 1, carrying(app.issuer.token(WRITE)));
    await settle(app);
    expect(ran).toEqual([{ strict: 1 }, { begun: 1 }, { ended: 1 }]);
  });

  test('share a payload of which the token is taken out once', async () => {
    const app = await start({
      controllers: [Strict, Audit],
      messages: { token: { tcp: { payload: 'token' } } },
    });
    await app.client.emit('orders.placed', { token: app.issuer.token(WRITE), id: 1 });
    await settle(app);
    expect(ran).toEqual([{ strict: { id: 1 } }, { begun: { id: 1 } }, { ended: { id: 1 } }]);
  });
});

describe('a message of the other kind than its handler', () => {
  test('is decided like any other: an event for the handler of requests', async () => {
    const app = await start({ controllers: [Strict], imports: APP_WIDE });
    await app.client.emit('orders.place', 1);
    await app.client.emit('orders.place', 2, carrying(app.issuer.token(WRITE)));
    await settle(app);
    expect(ran).toEqual(['caught', { placed: 2 }]);
  });

  test('is decided like any other: a request for the handler of events, which never has an answer', async () => {
    const { client, issuer } = await start({ controllers: [Strict] });
    expect(await client.send('orders.placed', 1)).toBeUndefined();
    expect(await client.send('orders.placed', 2, carrying(issuer.token(WRITE)))).toBeUndefined();
    expect(ran).toEqual([{ strict: 2 }]);
  });
});

describe('a refused event', () => {
  test('has one short line in the log each time, and good ones run beside a thousand of them', async () => {
    const lines: string[] = [];
    const app = await start({ controllers: [Strict] });
    for (const level of ['log', 'warn', 'error', 'debug'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void lines.push(String(message)));
    const poor = app.issuer.token();
    const good = app.issuer.token(WRITE);
    for (let index = 0; index < 1010; index += 1)
      // oxlint-disable-next-line no-await-in-loop -- one socket keeps the order of its messages
      await app.client.emit('orders.placed', index, carrying(index % 101 === 0 ? good : poor));
    await settle(app);
    expect(ran).toHaveLength(10);
    expect(lines).toHaveLength(1000);
    for (const line of new Set(lines)) {
      expect(line).toMatch(/^SCOPE_MISSING at Strict\.placed: /);
      expect(line.length).toBeLessThan(300);
      expect(line).not.toContain(poor.slice(-20));
    }
  });

  test('is one whose token expired before the server came to it', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const deserialize = async (packet: unknown): Promise<never> => {
      await gate;
      return packet as never;
    };
    const app = await start({ controllers: [Strict], server: { deserializer: { deserialize } } });
    const { client, clock, issuer } = app;
    await client.emit('orders.placed', 1, carrying(issuer.token(WRITE)));
    clock.advance(4000);
    await client.emit('orders.placed', 2, carrying(issuer.token(WRITE)));
    open();
    await settle(app);
    expect(ran).toEqual([{ strict: 2 }]);
  });
});
