import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, of } from 'rxjs';
import type { JwtPolicyClock } from '../clock.js';
import type { NormalizedOptions } from '../options/index.js';
import { keepState } from '../transports/kept-state.js';
import { TimedTestClock } from '../../../test/support/timed-test-clock.js';
import { EndSubscriptions } from './end-subscriptions.interceptor.js';

const OPTIONS = { policies: [] } as unknown as NormalizedOptions;

function contextOf(args: unknown[], type = 'graphql'): ExecutionContextHost {
  const context = new ExecutionContextHost(args, class Orders {}, () => {});
  context.setType(type);
  return context;
}

const INFO = {
  fieldName: 'ticks',
  parentType: { name: 'Subscription' },
  fieldNodes: [],
  variableValues: {},
  schema: { getSubscriptionType: () => ({ name: 'Subscription' }) },
};

/** A subscription whose token has this `exp`, as the guard leaves it. */
function granted(clock: JwtPolicyClock, exp: number | undefined, value: unknown): Promise<unknown> {
  const info = { ...INFO };
  const context = contextOf([undefined, {}, {}, info]);
  const result = { policy: 'default', issuer: 'https://id.test', claims: exp === undefined ? {} : { exp } };
  const state = { ...result, results: { default: result } };
  keepState(context, info, state);
  const handled = new EndSubscriptions(clock, OPTIONS).intercept(context, { handle: () => of(value) });
  return firstValueFrom(handled);
}

function endless(): AsyncIterable<unknown> {
  return { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
}

const DAY = 86_400;

describe('a subscription that was granted for a token', () => {
  it('waits for an end beyond what a timer takes, and is not ended before', async () => {
    const clock = new TimedTestClock();
    const iterator = (await granted(
      clock,
      clock.seconds + 60 * DAY,
      endless(),
    )) as AsyncIterableIterator<unknown>;
    const state = { isOver: false };
    const reading = iterator.next().then(() => (state.isOver = true));
    clock.advance(59 * DAY);
    await Promise.resolve();
    expect([state.isOver, clock.timers]).toEqual([false, 1]);
    clock.advance(DAY);
    await reading;
    expect([state.isOver, clock.timers]).toEqual([true, 0]);
  });

  it('ends at once for a token that is over, also with a clock that has no timers', async () => {
    const now = { now: () => 2_000_000 };
    const iterator = (await granted(now, 1_000, endless())) as AsyncIterableIterator<unknown>;
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('goes on without end for a token without exp, and leaves a value that is no iterator alone', async () => {
    const source = endless();
    expect(await granted(new TimedTestClock(), undefined, source)).toBe(source);
    const error = new Error('no iterator');
    expect(await granted(new TimedTestClock(), 5, error)).toBe(error);
  });
});

describe('what is no subscription with a token that ends', () => {
  const info = { ...INFO, parentType: { name: 'Query' } };

  it.each<[string, unknown[], string]>([
    ['an HTTP request', [{}, {}], 'http'],
    ['a call of another shape', [{}], 'graphql'],
    ['a query', [undefined, {}, {}, info], 'graphql'],
    [
      'a subscription without a verdict',
      [undefined, {}, {}, { ...info, parentType: { name: 'Subscription' } }],
      'graphql',
    ],
  ])('is handed on as it is: %s', async (_what, args, type) => {
    const interceptor = new EndSubscriptions(new TimedTestClock(), OPTIONS);
    const value = {};
    const handled = interceptor.intercept(contextOf(args, type), { handle: () => of(value) });
    expect(await firstValueFrom(handled)).toBe(value);
  });
});
