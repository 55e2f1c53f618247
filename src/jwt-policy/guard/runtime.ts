import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { JwtPolicyClock } from '../clock.js';
import { KeysMissingError, printable, singleLine } from '../errors/index.js';
import type { KeySetState, KeySource, Report } from '../keys/index.js';
import { compilePolicy, type Policy } from '../policy/index.js';
import { normalizeOptions, type JwtPolicyOptions, type NormalizedOptions } from '../options/index.js';
import { keepTick } from './kept-tick.js';

/** The injection token of the options as they were given. */
export const JWT_POLICY_OPTIONS: unique symbol = Symbol('JWT_POLICY_OPTIONS');

/** What the options became: policies with their keys. Fetches them at start, and ends with the application. */
@Injectable()
export class JwtPolicyRuntime implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('JwtPolicy');
  readonly report: Report = (level, message) => {
    try {
      this.logger[level](singleLine(message));
    } catch {
      // A logger that throws must not end what it was told about.
    }
  };
  readonly options: NormalizedOptions;
  readonly policies: readonly Policy[];
  private started: Promise<void> | undefined;

  /** Throws `JwtPolicyConfigurationError`. */
  constructor(@Inject(JWT_POLICY_OPTIONS) options: JwtPolicyOptions) {
    keepTick();
    this.options = normalizeOptions(options);
    const environment = { ...this.options, report: this.report, random: Math.random, fetched: new Map() };
    this.policies = this.options.policies.map((policy) =>
      compilePolicy(policy, environment, this.options.tokenCache),
    );
  }

  get clock(): JwtPolicyClock {
    return this.options.clock;
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
   * Waits for the first key sets only with `failFast`: else an issuer that cannot be reached must not keep the
   * application from starting.
   */
  private async start(): Promise<void> {
    for (const { level, message } of this.options.notices) this.logger[level](printable(message));
    for (const sentence of [...this.options.warnings, ...this.options.optOuts])
      this.logger.warn(printable(sentence));
    const prefetched = Promise.all(this.keySources().map((keys) => keys.prefetch()));
    if (!this.options.failFast) return;
    await prefetched;
    const missing = this.keySets().filter(({ status }) => status === 'unavailable');
    if (missing.length === 0) return;
    // What did not start is never shut down: without this it would go on fetching.
    this.onModuleDestroy();
    throw new KeysMissingError(missing.map(({ url, lastError }) => `${url}: ${lastError}`));
  }

  /** Each once: policies may share one. */
  private keySources(): readonly KeySource[] {
    return [...new Set(this.policies.flatMap(({ issuers }) => issuers.map(({ keys }) => keys)))];
  }
}
