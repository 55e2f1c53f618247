import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { Refusal } from '../errors/index.js';
import type { ImportedJwks } from './import-jwks.js';
import { RemoteKeys, type RefreshTimes } from './remote-keys.js';
import { verificationKey, type VerificationKey } from './verification-key.js';
import { isInUse } from '../../../test/support/is-in-use.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const TIMES: RefreshTimes = {
  timeToLiveMs: 100_000,
  maxStaleMs: 60_000,
  timeoutMs: 5000,
  cooldownMs: 30_000,
};
const MATERIALS = [0, 1, 2].map(() => makeKeyPair('ed25519').publicKey);

/** What the endpoint may serve: kids with their key material. One key is in all sets, one kid changes its key. */
const SETS = {
  A: { shared: 0, a: 1 },
  B: { shared: 0, b: 1 },
  C: { shared: 0, a: 2 },
} as const satisfies Record<string, Readonly<Record<string, number>>>;
const KIDS = ['shared', 'a', 'b'];

type Behaviour = keyof typeof SETS | 'fail' | 'hang';
type Command =
  | { readonly kind: 'advance'; readonly milliseconds: number }
  | { readonly kind: 'behave'; readonly as: Behaviour }
  | { readonly kind: 'ask'; readonly kid: string }
  | { readonly kind: 'close' };
type Found = VerificationKey | Refusal;

const milliseconds = fc.oneof(
  fc.integer({ min: 0, max: 2000 }),
  fc.constantFrom(4999, 5000, 29_999, 30_000, 80_000, 100_000, 159_999, 160_000),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('advance' as const), milliseconds }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('behave' as const),
      as: fc.constantFrom<Behaviour[]>('A', 'B', 'C', 'fail', 'hang'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), kid: fc.constantFrom(...KIDS, 'forged') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const) }) },
);

/** A key source beside what it should know and do, held against each other after every command. */
class Model {
  private behaviour: Behaviour = 'A';
  private loading = 0;
  private timers = 0;
  private closed = false;
  private current: { readonly set: Readonly<Record<string, number>>; readonly since: number } | undefined;
  private askingFor: string | undefined;
  private lastFetchForUnknown = -Infinity;
  /** What was wrong with an answer that came late. */
  private failure: unknown;
  private readonly found = new Set<VerificationKey>();
  private readonly pending = new Map<Promise<Found>, number>();

  private readonly keys = new RemoteKeys({
    issuer: 'https://id.test',
    allowMissingKid: false,
    url: 'https://id.test/jwks',
    times: TIMES,
    load: (signal) => this.load(signal),
    clock: { now: () => Date.now(), after: (delay, run) => this.after(delay, run) },
    report: () => undefined,
    onSet: () => undefined,
    random: () => 0.5,
  });

  async run(one: Command): Promise<void> {
    if (one.kind === 'advance') await jest.advanceTimersByTimeAsync(one.milliseconds);
    else if (one.kind === 'behave') this.behaviour = one.as;
    else if (one.kind === 'ask') this.ask(one.kid);
    else this.close();
    await jest.advanceTimersByTimeAsync(0);
    this.assertState();
  }

  /** Every call has its answer once the deadline has passed, and nothing is left behind by closing. */
  async end(): Promise<void> {
    await jest.advanceTimersByTimeAsync(TIMES.timeoutMs);
    this.assertState();
    expect(this.pending.size).toBe(0);
    this.close();
    await jest.advanceTimersByTimeAsync(0);
    expect([this.loading, this.timers, jest.getTimerCount()]).toEqual([0, 0, 0]);
  }

  private close(): void {
    this.closed = true;
    this.keys.close();
  }

  private after(delay: number, run: () => void): () => void {
    this.timers += 1;
    if (this.timers > 1) this.failure = new Error(`${this.timers} timers at once`);
    let isWaiting = true;
    const leave = (): void => {
      if (isWaiting) this.timers -= 1;
      isWaiting = false;
    };
    const timer = setTimeout(() => {
      leave();
      run();
    }, delay);
    return () => {
      leave();
      clearTimeout(timer);
    };
  }

  private async load(signal: AbortSignal): Promise<ImportedJwks> {
    // What is thrown here counts as a failed fetch, so it is kept.
    try {
      expect([this.closed, this.loading]).toEqual([false, 0]);
      this.assertCause();
    } catch (error) {
      this.failure = error;
    }
    this.loading += 1;
    const { behaviour } = this;
    try {
      if (behaviour === 'fail') throw new Error('down');
      if (behaviour === 'hang')
        return await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error(String(signal.reason)))),
        );
      const set: Readonly<Record<string, number>> = SETS[behaviour];
      const keys = Object.entries(set).map(([kid, material]) => keyOf(kid, material));
      this.current = { set, since: Date.now() };
      return { keys, dropped: [] };
    } finally {
      this.loading -= 1;
    }
  }

  /** A fetch that a call causes while the set is fresh is for an unknown kid: at most one in a cooldown. */
  private assertCause(): void {
    if (this.askingFor === undefined || this.age() >= TIMES.timeToLiveMs) return;
    expect(this.current?.set).not.toHaveProperty(this.askingFor);
    expect(Date.now() - this.lastFetchForUnknown).toBeGreaterThanOrEqual(TIMES.cooldownMs);
    this.lastFetchForUnknown = Date.now();
  }

  private ask(kid: string): void {
    const expected = this.materialOf(kid);
    this.askingFor = kid;
    const answer = this.keys.find(kid, 'EdDSA');
    this.askingFor = undefined;
    if (expected !== undefined) expect(answer).toMatchObject({ kid, key: MATERIALS[expected] });
    if (!(answer instanceof Promise)) return this.assertAnswer(answer, kid);
    this.pending.set(answer, Date.now());
    void this.awaitAnswer(answer, kid);
  }

  private async awaitAnswer(answer: Promise<Found>, kid: string): Promise<void> {
    try {
      this.assertAnswer(await answer, kid);
    } catch (error) {
      this.failure = error;
    } finally {
      this.pending.delete(answer);
    }
  }

  private assertAnswer(answer: Found, kid: string): void {
    if ('code' in answer) {
      expect(answer.code).toEqual(this.isUsable() ? expect.stringMatching(/^KEY/) : 'KEYS_UNAVAILABLE');
      return;
    }
    expect(answer).toMatchObject({ kid, key: MATERIALS[this.materialOf(kid) ?? -1] });
    this.found.add(answer);
  }

  private assertState(): void {
    if (this.failure !== undefined) throw this.failure;
    for (const since of this.pending.values()) expect(Date.now() - since).toBeLessThan(TIMES.timeoutMs);
    for (const key of this.found) {
      const material = this.materialOf(key.kid ?? '');
      const isServed = material !== undefined && key.key === MATERIALS[material];
      if (isInUse(this.keys, key) && !isServed) throw new Error(`${key.kid} is in use, but is not served`);
    }
    const [state] = this.keys.inspect();
    expect(state?.kids).toEqual(this.isUsable() ? Object.keys(this.current?.set ?? {}) : []);
    expect(state?.status).toBe(
      this.isUsable() ? (this.age() < TIMES.timeToLiveMs ? 'ready' : 'stale') : 'unavailable',
    );
  }

  private age(): number {
    return this.current === undefined ? Infinity : Date.now() - this.current.since;
  }

  private isUsable(): boolean {
    return this.age() < TIMES.timeToLiveMs + TIMES.maxStaleMs;
  }

  /** The material that a kid has in the set that should be in use. */
  private materialOf(kid: string): number | undefined {
    return this.isUsable() ? this.current?.set[kid] : undefined;
  }
}

function keyOf(kid: string, material: number): VerificationKey {
  const key = MATERIALS[material];
  if (key === undefined) throw new Error('no such material');
  return verificationKey(key, kid);
}

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

it('remote keys keep every promise through any sequence of time, sets, failures, calls and closing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
      jest.clearAllTimers();
      const model = new Model();
      // oxlint-disable-next-line no-await-in-loop -- one command after the other
      for (const one of commands) await model.run(one);
      await model.end();
    }),
    { numRuns: 200 },
  );
});
