import { expect, test } from '@jest/globals';
import { TimedTestClock } from '../../../test/support/timed-test-clock.js';
import type { Admission } from './connection.js';
import { refusedUndecided } from './decide-connection.js';
import { GrantedConnection } from './granted-connection.js';
import type { Handshake } from './handshake.js';

const REFUSED: Admission = { granted: false, exception: refusedUndecided() };

/** A connection whose token ends after a minute. Decided again, it has these outcomes, and is then refused. */
function connection(...admissions: readonly Admission[]) {
  const left = [...admissions];
  const clock = new TimedTestClock();
  const heard: string[] = [];
  const closing: (() => void)[] = [];
  const ends = {
    end: ({ code }: { readonly code: string }) => void heard.push(code),
    onceClosed: (run: () => void) => void closing.push(run),
  };
  const guard = { canActivate: () => true };
  const granted = new GrantedConnection(
    {} as Handshake,
    guard,
    [],
    ends,
    async () => left.shift() ?? REFUSED,
  );
  granted.endAt(clock.now() + 60_000, clock);
  return { granted, clock, heard, close: () => closing.forEach((run) => run()) };
}

/** What is decided again is decided after the next turn. */
async function decided(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}

test('a connection whose token ends while it is decided again ends once', async () => {
  const { granted, clock, heard } = connection();
  granted.reconsider();
  clock.advance(61);
  await decided();
  expect(heard).toEqual(['TOKEN_EXPIRED']);
});

test('a connection that was refused is not ended by its token as well', async () => {
  const { granted, clock, heard } = connection();
  granted.reconsider();
  await decided();
  clock.advance(61);
  granted.reconsider();
  await decided();
  expect(heard).toEqual(['CONTEXT_UNSUPPORTED']);
});

test('a connection that its client closes while it is decided again is not ended', async () => {
  const { granted, clock, heard, close } = connection();
  granted.reconsider();
  close();
  await decided();
  expect(clock.timers).toBe(0);
  clock.advance(61);
  expect(heard).toEqual([]);
});

test('a connection that was granted again can be decided once more', async () => {
  const { granted, heard } = connection({ granted: true, states: [] });
  granted.reconsider();
  await decided();
  expect(heard).toEqual([]);
  granted.reconsider();
  await decided();
  expect(heard).toEqual(['CONTEXT_UNSUPPORTED']);
});
