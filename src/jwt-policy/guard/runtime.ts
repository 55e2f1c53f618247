import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Clock } from '../clock.js';
import type { KeySetState, KeySource, Report } from '../keys/index.js';
import {
  compilePolicy,
  normalizeOptions,
  type JwtPolicyOptions,
  type NormalizedOptions,
  type Policy,
} from '../policy/index.js';

/** The injection token of the options as they were given. */
export const JWT_POLICY_OPTIONS: unique symbol = Symbol('JWT_POLICY_OPTIONS');

/** What the options became: policies with their keys. Fetches them at start, and ends with the application. */
@Injectable()
export class JwtPolicyRuntime implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('JwtPolicy');
  readonly report: Report = (level, message) => this.logger[level](message);
  readonly options: NormalizedOptions;
  readonly policies: readonly Policy[];

  /** Throws `JwtPolicyConfigurationError`. */
  constructor(@Inject(JWT_POLICY_OPTIONS) options: JwtPolicyOptions) {
    this.options = normalizeOptions(options);
    const environment = { ...this.options, report: this.report, random: Math.random };
    this.policies = this.options.policies.map((policy) => compilePolicy(policy, environment));
  }

  get clock(): Clock {
    return this.options.clock;
  }

  /** Does not wait: an issuer that cannot be reached must not keep the application from starting. */
  onApplicationBootstrap(): void {
    for (const sentence of this.options.optOuts) this.logger.warn(sentence);
    for (const keys of this.keySources()) void keys.prefetch();
  }

  onModuleDestroy(): void {
    for (const keys of this.keySources()) keys.close();
  }

  /** The state of every issuer's key set. */
  keySets(): readonly KeySetState[] {
    return this.keySources().map((keys) => keys.state());
  }

  private keySources(): readonly KeySource[] {
    return this.policies.flatMap(({ issuers }) => issuers.map(({ keys }) => keys));
  }
}
