import type { Provider } from '@nestjs/common';
import type { JwtPolicyClock } from '../clock.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import type { FetchFunction } from '../keys/index.js';
import { normalizeOptions, type JwtPolicyOptions, type NormalizedOptions } from '../options/index.js';

/** The options as they were given. */
export const JWT_POLICY_OPTIONS: unique symbol = Symbol('JWT_POLICY_OPTIONS');

/** The options as the library reads them. */
export const NORMALIZED_OPTIONS: unique symbol = Symbol('NORMALIZED_OPTIONS');

/** The transports beside HTTP. */
export const JWT_POLICY_TRANSPORTS: unique symbol = Symbol('JWT_POLICY_TRANSPORTS');

/**
 * The `JwtPolicyClock` that reads the time and sets timers: the option `clock`, or the clock of the machine. Tests
 * replace it with `overrideProvider(JWT_POLICY_CLOCK)`, whatever the options say. The replacement is not validated.
 */
export const JWT_POLICY_CLOCK: unique symbol = Symbol('JWT_POLICY_CLOCK');

/**
 * The function that fetches key sets and discovery documents: the option `fetch`, or the global function. Tests replace
 * it with `overrideProvider(JWT_POLICY_FETCH)`. The replacement is not validated.
 */
export const JWT_POLICY_FETCH: unique symbol = Symbol('JWT_POLICY_FETCH');

/**
 * A function that returns numbers from 0 up to, but not including, 1. They spread the times of refreshes and retries; no
 * secret depends on them. It is `Math.random` unless tests replace it with `overrideProvider(JWT_POLICY_RANDOM)`.
 */
export const JWT_POLICY_RANDOM: unique symbol = Symbol('JWT_POLICY_RANDOM');

/**
 * Whether tests call the application in its own process, which the test kit says. What only helps tests is left out
 * otherwise.
 */
export const IS_CALLED_IN_PROCESS: unique symbol = Symbol('IS_CALLED_IN_PROCESS');

/** The options of the module, for `forRoot` and `forRootAsync` alike. Throws `JwtPolicyConfigurationError`. */
export function normalizeGiven(options: JwtPolicyOptions): NormalizedOptions {
  if (Object.hasOwn(Object(options) as object, 'transports'))
    throw new JwtPolicyConfigurationError([
      {
        path: 'transports',
        message:
          'must stand beside useFactory, not in what it returns: Nest needs their providers before it runs.',
      },
    ]);
  return normalizeOptions(options);
}

/** The dependencies of the library on its environment. Each can be replaced alone. */
export const edgeProviders: readonly Provider[] = [
  { provide: NORMALIZED_OPTIONS, inject: [JWT_POLICY_OPTIONS], useFactory: normalizeGiven },
  {
    provide: JWT_POLICY_CLOCK,
    inject: [NORMALIZED_OPTIONS],
    useFactory: ({ clock }: NormalizedOptions): JwtPolicyClock => clock,
  },
  {
    provide: JWT_POLICY_FETCH,
    inject: [NORMALIZED_OPTIONS],
    useFactory: ({ fetch }: NormalizedOptions): FetchFunction => fetch,
  },
  { provide: JWT_POLICY_RANDOM, useValue: Math.random },
  { provide: IS_CALLED_IN_PROCESS, useValue: false },
];
