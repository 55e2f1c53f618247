import { systemTimer, type JwtPolicyClock } from '../clock.js';
import { refuse, type Refusal } from '../errors/index.js';
import type { SignatureAlgorithm } from './algorithms.js';
import { refuseMiss } from './key-miss.js';
import { KeySet, type KeyMiss } from './key-set.js';
import type { KeySetState, KeySource, Report } from './key-source.js';
import { fetchFailedMessage, issuerName, unknownKidDetail } from './key-set-messages.js';
import { refreshDelayMs, retryDelayMs } from './retry-delay.js';
import type { ImportedJwks } from './import-jwks.js';
import type { VerificationKey } from './verification-key.js';

/** How a remote key set is kept. Times in milliseconds. */
export interface RefreshTimes {
  /** How long a set is fresh. */
  readonly timeToLiveMs: number;
  /** How long after that it stays in use while no newer one can be fetched. */
  readonly maxStaleMs: number;
  /** The whole fetch, from the first byte sent to the last received. */
  readonly timeoutMs: number;
  /** Tokens with unknown kids cause at most one fetch in this time. */
  readonly cooldownMs: number;
}

const SHUTTING_DOWN = 'the application is shutting down';

/** What a remote key source needs. `load` fetches and imports one set, and ends with the signal. */
export interface RemoteKeysParts {
  readonly issuer: string | null;
  readonly allowMissingKid: boolean;
  readonly times: RefreshTimes;
  /** Where the set comes from, as the log shows it. */
  readonly url: string;
  readonly load: (signal: AbortSignal) => Promise<ImportedJwks>;
  /** Waited for before the time of a fetch counts, such as for code that is loaded at the first fetch. @default nothing */
  readonly beforeLoad?: () => Promise<unknown>;
  /** Called with each set that is used from now on. */
  readonly onSet: (set: ImportedJwks) => void;
  readonly clock: JwtPolicyClock;
  readonly report: Report;
  readonly random: () => number;
}

/** Further calls get 503 at once: a flood of waiting calls must not fill the memory. */
const MAX_WAITING_CALLS = 1_000;

interface Attempt {
  readonly endedAt: number;
  /** Undefined when it succeeded, and before the first attempt. */
  readonly error: string | undefined;
}

/**
 * The fetched keys of one issuer. One fetch at a time serves every caller. A set past its time to live stays in use
 * while it is refreshed, and a failed refresh never replaces it. Unknown kids cause at most one fetch per cooldown and
 * never delay a known key. Without a usable set calls get 503, not 401.
 */
export class RemoteKeys implements KeySource {
  private set: KeySet | undefined;
  private fetchedAt = 0;
  private lastAttempt: Attempt = { endedAt: -Infinity, error: undefined };
  private failures = 0;
  private jitter = 0;
  private underWay: Promise<void> | undefined;
  private waiting = 0;
  private cancelNext: (() => void) | undefined;
  private nextAt: number | undefined;
  private fetching: AbortController | undefined;
  private isClosed = false;

  constructor(private readonly parts: RemoteKeysParts) {}

  find(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): VerificationKey | Refusal | Promise<VerificationKey | Refusal> {
    const found = this.peek(kid, algorithm);
    if (typeof found === 'object') return found;
    return this.look(kid, algorithm) ?? this.waitAndFind(kid, algorithm);
  }

  look(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | Refusal | undefined {
    const set = this.usableSet();
    if (set === undefined) return this.restMs() > 0 ? this.unavailable() : undefined;
    const found = set.find(kid, algorithm);
    if (found !== 'unknown') return typeof found === 'string' ? refuseMiss(found) : found;
    return this.isCoolingDown() ? this.refuseUnknown() : undefined;
  }

  peek(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | KeyMiss | undefined {
    const age = this.age();
    if (!this.isUsable(age)) return undefined;
    if (age >= this.parts.times.timeToLiveMs) this.refreshIfStale();
    return this.set?.find(kid, algorithm);
  }

  async prefetch(): Promise<void> {
    await this.refresh();
  }

  inspect(): readonly KeySetState[] {
    const { issuer, url, clock } = this.parts;
    const set = this.usableSet();
    const { error } = this.lastAttempt;
    const state: KeySetState = {
      issuer,
      source: 'jwks',
      url,
      status: set === undefined ? 'unavailable' : this.isStale() ? 'stale' : 'ready',
      kids: set?.kids ?? [],
      ...(set && { ageSeconds: Math.floor(this.age() / 1000) }),
      ...(this.nextAt !== undefined && {
        nextFetchSeconds: Math.max(0, Math.ceil((this.nextAt - clock.now()) / 1000)),
      }),
      ...(error !== undefined && { lastError: error }),
    };
    return [state];
  }

  close(): void {
    this.cancelNext?.();
    this.nextAt = undefined;
    this.isClosed = true;
    this.fetching?.abort(SHUTTING_DOWN);
  }

  private isStale(): boolean {
    return this.age() >= this.parts.times.timeToLiveMs;
  }

  /** For a timer that is late; usually it has refreshed the set before. */
  private refreshIfStale(): void {
    if (this.isStale() && this.restMs() <= 0) void this.refresh();
  }

  /** Time since the set was fetched. If the clock was set back, the set counts as stale, so that it cannot stay fresh for ever. */
  private age(): number {
    const now = this.parts.clock.now();
    if (now < this.fetchedAt) this.fetchedAt = now - this.parts.times.timeToLiveMs;
    return now - this.fetchedAt;
  }

  private usableSet(): KeySet | undefined {
    return this.isUsable(this.age()) ? this.set : undefined;
  }

  /** Drops a set that is too old, so that it cannot become usable again when the clock is set back. */
  private isUsable(age: number): boolean {
    const { timeToLiveMs, maxStaleMs } = this.parts.times;
    if (age >= timeToLiveMs + maxStaleMs) this.set = undefined;
    return this.set !== undefined;
  }

  /** Time since the last fetch ended. If the clock was set back, it counts as endless, so that refreshes go on. */
  private sinceLastAttempt(): number {
    const since = this.parts.clock.now() - this.lastAttempt.endedAt;
    return since < 0 ? Infinity : since;
  }

  /** How long to wait until the next try after failures. */
  private restMs(): number {
    if (this.underWay !== undefined || this.failures === 0) return 0;
    const delay = retryDelayMs(this.failures, this.usableSet() !== undefined, this.jitter);
    return delay - this.sinceLastAttempt();
  }

  private isCoolingDown(): boolean {
    return this.underWay === undefined && this.sinceLastAttempt() < this.parts.times.cooldownMs;
  }

  private unavailable(restMs = this.restMs()): Refusal {
    const retryAfterSeconds = Math.max(1, Math.ceil(restMs / 1000));
    const why = this.lastAttempt.error ?? 'too many calls are waiting for the key set';
    const what =
      this.usableSet() === undefined
        ? 'there is no usable key set'
        : 'the kid of the token is not in the key set, and a newer set cannot be fetched';
    return refuse('KEYS_UNAVAILABLE', `${what}: ${why}`, { retryAfterSeconds });
  }

  /** 401 for a kid that the newest set does not have; 503 if the newest set could not be fetched. */
  private refuseUnknown(): Refusal {
    const cooldownMs = this.parts.times.cooldownMs - this.sinceLastAttempt();
    if (this.lastAttempt.error === undefined)
      return refuse('KEY_UNKNOWN', unknownKidDetail(this.age(), cooldownMs));
    // The sooner of two: the next call that may fetch, and the next scheduled try.
    return this.unavailable(Math.min(cooldownMs, Math.max(0, this.restMs())));
  }

  private async waitAndFind(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): Promise<VerificationKey | Refusal> {
    if (this.waiting >= MAX_WAITING_CALLS) return this.unavailable();
    this.waiting += 1;
    try {
      await this.refresh();
    } finally {
      this.waiting -= 1;
    }
    const found = this.usableSet()?.find(kid, algorithm);
    if (found === undefined) return this.unavailable();
    if (found === 'unknown') return this.refuseUnknown();
    return typeof found === 'string' ? refuseMiss(found) : found;
  }

  private refresh(): Promise<void> {
    this.underWay ??= this.attempt().finally(() => {
      this.underWay = undefined;
      this.scheduleNext();
    });
    return this.underWay;
  }

  /** Sets the one timer: for the refresh of a fresh set, or for the next try after a failure. */
  private scheduleNext(): void {
    this.cancelNext?.();
    if (this.isClosed) return;
    const { clock, times, random } = this.parts;
    const delay = this.failures > 0 ? this.restMs() : refreshDelayMs(times.timeToLiveMs, random());
    this.nextAt = clock.now() + delay;
    const refresh = (): void => void this.refresh();
    this.cancelNext = clock.after?.(delay, refresh) ?? systemTimer(delay, refresh);
  }

  private async attempt(): Promise<void> {
    const { times, load, beforeLoad, onSet } = this.parts;
    const fetching = (this.fetching = new AbortController());
    let timer: NodeJS.Timeout | undefined;
    try {
      if (this.isClosed) throw new Error(SHUTTING_DOWN);
      if (beforeLoad !== undefined) await beforeLoad();
      timer = setTimeout(() => fetching.abort(`it took longer than ${times.timeoutMs} ms`), times.timeoutMs);
      const set = await load(fetching.signal);
      this.succeeded(set.keys);
      onSet(set);
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(timer);
    }
  }

  private succeeded(keys: readonly VerificationKey[]): void {
    const now = this.parts.clock.now();
    const { report, issuer } = this.parts;
    if (this.failures > 0) {
      const after = `after ${this.failures} failure(s)`;
      report('log', `Key set of ${issuerName(issuer)} was fetched again ${after}: ${keys.length} key(s).`);
    }
    const kept = keys.map((key) => this.set?.equalOf(key) ?? key);
    this.set = new KeySet(kept, { allowMissingKid: this.parts.allowMissingKid, kidlessKeysAnswerAll: false });
    this.fetchedAt = now;
    this.lastAttempt = { endedAt: now, error: undefined };
    this.failures = 0;
  }

  private failed(error: string): void {
    this.failures += 1;
    const hasSet = this.usableSet() !== undefined;
    this.jitter = this.parts.random();
    this.lastAttempt = { endedAt: this.parts.clock.now(), error };
    if (this.isClosed) return;
    const { report, url, issuer, times } = this.parts;
    const usableMs = hasSet ? times.timeToLiveMs + times.maxStaleMs - this.age() : 0;
    report('warn', fetchFailedMessage({ issuer, url, error, failures: this.failures, usableMs }));
  }
}
