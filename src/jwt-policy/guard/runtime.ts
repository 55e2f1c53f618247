import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { JwtPolicyClock } from '../clock.js';
import { KeysMissingError, printable, singleLine } from '../errors/index.js';
import type { FetchFunction, KeySetState, KeySource, Report } from '../keys/index.js';
import { Observers, refusalLog } from '../observe/index.js';
import type { NormalizedOptions } from '../options/index.js';
import { compilePolicy, type Policy } from '../policy/index.js';
import {
  JWT_POLICY_CLOCK,
  JWT_POLICY_FETCH,
  JWT_POLICY_RANDOM,
  NORMALIZED_OPTIONS,
} from './injection-tokens.js';
import { keepTick } from './kept-tick.js';

/**
 * The policies compiled from the options, with their keys. It fetches the keys at start and stops with the application.
 */
@Injectable()
export class JwtPolicyRuntime implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('JwtPolicy');
  readonly report: Report = (level, message) => {
    try {
      this.logger[level](singleLine(message));
    } catch {
      // A logger that throws must not stop the work that it logs.
    }
  };
  readonly observers: Observers;
  readonly policies: readonly Policy[];
  /** Until the first fetch of every key set has ended, well or not. Undefined before the start. */
  prefetched: Promise<unknown> | undefined;
  private started: Promise<void> | undefined;

  /** Throws `JwtPolicyConfigurationError`. */
  constructor(
    @Inject(NORMALIZED_OPTIONS) readonly options: NormalizedOptions,
    @Inject(JWT_POLICY_CLOCK) readonly clock: JwtPolicyClock,
    @Inject(JWT_POLICY_FETCH) fetch: FetchFunction,
    @Inject(JWT_POLICY_RANDOM) random: () => number,
  ) {
    keepTick();
    const environment = { clock, fetch, random, report: this.report, fetched: new Map() };
    this.policies = options.policies.map((policy) => compilePolicy(policy, environment, options.tokenCache));
    const log = refusalLog(({ level, message }) => this.logger[level](message));
    this.observers = new Observers([log, ...options.observers], (message) => this.report('warn', message));
  }

  /** With `deferInitialization` of a hybrid application Nest calls it twice. */
  onApplicationBootstrap(): Promise<void> {
    this.started ??= this.start();
    return this.started;
  }

  onModuleDestroy(): void {
    for (const keys of this.keySources()) keys.close();
  }

  /** The state of every issuer's key set. */
  keySets(): readonly KeySetState[] {
    return this.keySources().flatMap((keys) => keys.inspect());
  }

  /**
   * Waits for the first key sets only with `failFast`. Without it, an issuer that cannot be reached does not stop the
   * start.
   */
  private async start(): Promise<void> {
    for (const { level, message } of this.options.notices) this.logger[level](printable(message));
    for (const sentence of [...this.options.warnings, ...this.options.optOuts])
      this.logger.warn(printable(sentence));
    this.prefetched = Promise.all(this.keySources().map((keys) => keys.prefetch()));
    if (!this.options.failFast) return;
    await this.prefetched;
    const missing = this.keySets().filter(({ status }) => status === 'unavailable');
    if (missing.length === 0) return;
    // Nest does not shut down an application that did not start, so without this the keys would be fetched further.
    this.onModuleDestroy();
    throw new KeysMissingError(missing.map(({ url, lastError }) => `${url}: ${lastError}`));
  }

  /** Each key source once, because policies may share one. */
  private keySources(): readonly KeySource[] {
    return [...new Set(this.policies.flatMap(({ issuers }) => issuers.map(({ keys }) => keys)))];
  }
}
