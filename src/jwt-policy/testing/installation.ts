import type { FactoryProvider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { quote, quoteList } from '../errors/index.js';
import {
  IS_CALLED_IN_PROCESS,
  JWT_POLICY_CLOCK,
  JWT_POLICY_FETCH,
  JWT_POLICY_OPTIONS,
  JwtPolicyRuntime,
  NORMALIZED_OPTIONS,
  normalizeGiven,
} from '../guard/index.js';
import { discoveryUrl } from '../keys/index.js';
import type { JwtPolicyOptions, NormalizedIssuer, NormalizedOptions } from '../options/index.js';
import { impersonate } from './impersonate.js';
import type { IssuerState } from './issuer-state.js';
import { MemoryFetch } from './memory-fetch.js';
import { discoveryAnswer, jwksUrlOf, keySetAnswer, type PublishedAnswer } from './published-documents.js';
import type { TestClock } from './test-clock.js';
import { TestKitError } from './test-kit-error.js';

/** What `Test.createTestingModule()` of `@nestjs/testing` returns, as far as it is needed here. */
export interface TestingModuleBuilderLike {
  overrideProvider(token: unknown): {
    useFactory(options: { factory: (...values: never[]) => unknown; inject?: unknown[] }): unknown;
  };
}

function issuersOf({ policies }: NormalizedOptions): readonly NormalizedIssuer[] {
  return policies.flatMap(({ issuers }) => issuers);
}

/** Who stands in for an issuer of the options. One that takes any issuer is stood in for by all. */
function standInsFor({ issuer }: NormalizedIssuer, states: readonly IssuerState[]): readonly IssuerState[] {
  return states.filter((state) => issuer === null || issuer === state.name);
}

/** The test issuers of one application, and what they put in the place of its edges. */
export class Installation {
  private readonly states: IssuerState[] = [];
  private readonly published = new Map<string, () => PublishedAnswer>();
  private readonly memory = new MemoryFetch(
    (url) => this.published.get(url)?.(),
    () => this.clock,
  );

  /** The clock of all issuers and of the application. */
  get clock(): TestClock {
    const [first] = this.states;
    if (first === undefined) throw new TestKitError('No test issuer is installed.');
    return first.clock;
  }

  get issuers(): readonly IssuerState[] {
    return this.states;
  }

  add(state: IssuerState): void {
    if (this.states.includes(state)) return;
    this.states.push(state);
    const inUse = this.states.find(({ isBound }) => isBound) ?? this.states[0];
    for (const one of this.states) {
      if (one.isBound && one.clock !== inUse?.clock)
        throw new TestKitError(
          'The test issuers of one application need one clock, and these are in use with two: give the same clock to createTestIssuer({ clock }) of each.',
        );
    }
    for (const one of this.states) one.clock = inUse?.clock ?? one.clock;
  }

  /** What it puts in the place of the providers of the module. */
  providers(): readonly FactoryProvider[] {
    return [
      {
        provide: NORMALIZED_OPTIONS,
        useFactory: (options: JwtPolicyOptions) => this.compile(normalizeGiven(options)),
        inject: [JWT_POLICY_OPTIONS],
      },
      { provide: JWT_POLICY_CLOCK, useFactory: () => this.clock },
      { provide: IS_CALLED_IN_PROCESS, useFactory: () => true },
      {
        provide: JWT_POLICY_FETCH,
        useFactory: (modules: ModuleRef) => {
          this.clock.follow(() => this.settled(modules));
          return this.memory.fetch;
        },
        inject: [ModuleRef],
      },
    ];
  }

  override(builder: TestingModuleBuilderLike): void {
    for (const { provide, useFactory, inject = [] } of this.providers())
      builder.overrideProvider(provide).useFactory({ factory: useFactory, inject });
  }

  /** The options of the application, with this installation's issuers in the place of those that they name. */
  private compile(configured: NormalizedOptions): NormalizedOptions {
    const issuers = issuersOf(configured);
    for (const state of this.states) this.find(state, issuers);
    const policies = configured.policies.map((policy) =>
      Object.freeze({
        ...policy,
        issuers: Object.freeze(policy.issuers.map((one) => impersonate(one, standInsFor(one, this.states)))),
      }),
    );
    const options = Object.freeze({ ...configured, policies: Object.freeze(policies) });
    for (const state of this.states)
      state.bind(
        options,
        issuersOf(options).filter((one) => standInsFor(one, [state]).length > 0),
      );
    this.publish(options);
    installationOf.set(options, this);
    return options;
  }

  /** An application that does not know the issuer would refuse every token of it, and the test would say nothing. */
  private find(state: IssuerState, issuers: readonly NormalizedIssuer[]): void {
    const names = [...new Set(issuers.flatMap(({ issuer }) => issuer ?? []))];
    if (!state.isNamed && names.length > 1)
      throw new TestKitError(
        `The application has several issuers: ${quoteList(names)}. Give createTestIssuer({ issuer }) one of them.`,
      );
    state.takeName(names[0]);
    if (issuers.some((one) => standInsFor(one, [state]).length > 0)) return;
    throw new TestKitError(
      `The application has no issuer ${quote(state.name, 200)}; configured are ${quoteList(names)}. Give createTestIssuer({ issuer }) one of them, exactly as it is written there.`,
    );
  }

  private publish(options: NormalizedOptions): void {
    const byUrl = new Map<string, Set<IssuerState>>();
    for (const one of issuersOf(options)) {
      const states = standInsFor(one, this.states);
      const { keyOrigin } = one;
      const urls =
        keyOrigin.kind === 'jwks'
          ? keyOrigin.urls
          : keyOrigin.kind === 'discovery'
            ? [jwksUrlOf(keyOrigin.issuer)]
            : [];
      for (const url of urls) {
        const known = byUrl.get(url) ?? new Set();
        for (const state of states) known.add(state);
        if (known.size > 0) byUrl.set(url, known);
      }
      if (keyOrigin.kind === 'discovery')
        for (const state of states)
          this.published.set(discoveryUrl(keyOrigin.issuer), () =>
            discoveryAnswer(state, jwksUrlOf(state.name)),
          );
    }
    for (const [url, states] of byUrl) this.published.set(url, () => keySetAnswer([...states]));
  }

  /**
   * Waits for the refreshes that the clock has begun: while one is under way, its set has no time left until the next. Each
   * set is waited for once, because the clock goes on and a failed one is tried again.
   */
  private async settled(modules: ModuleRef): Promise<void> {
    let pending = refreshing(modules);
    while (pending.length > 0 && !this.memory.isHanging) {
      await new Promise(setImmediate);
      this.clock.runDue();
      const still = refreshing(modules);
      pending = pending.filter((index) => still.includes(index));
    }
  }
}

/** The key sets of an application that are being fetched, by their place. None where it could not be compiled. */
function refreshing(modules: ModuleRef): readonly number[] {
  try {
    const sets = modules.get(JwtPolicyRuntime, { strict: false }).keySets();
    return sets.flatMap(({ nextFetchSeconds }, index) => (nextFetchSeconds === 0 ? [index] : []));
  } catch {
    return [];
  }
}

const installationOf = new WeakMap<NormalizedOptions, Installation>();

/** The installation of an application, by its options. Undefined where no issuer is installed. */
export function findInstallation(options: NormalizedOptions): Installation | undefined {
  return installationOf.get(options);
}
