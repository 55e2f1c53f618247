import type { Refusal } from '../errors/index.js';
import type { SignatureAlgorithm } from './algorithms.js';
import type { KeyMiss } from './key-set.js';
import type { VerificationKey } from './verification-key.js';

/** The state of the keys of one issuer, for operators. Holds no key material. */
export interface KeySetState {
  /** The issuer, or null where the policy accepts any; of several that share a set by its URL, the first. */
  readonly issuer: string | null;
  readonly source: 'static' | 'jwks';
  /**
   * Where the set is fetched: its URL, or that of the discovery document that names it, without the query; or what
   * `jwks.shownAs` says. Absent for static keys.
   */
  readonly url?: string;
  /** `ready`: in use. `stale`: past its time to live, still in use. `unavailable`: there is no usable set. */
  readonly status: 'ready' | 'stale' | 'unavailable';
  readonly kids: readonly string[];
  /** Whole seconds since the set was fetched. Absent for static keys and before the first set. */
  readonly ageSeconds?: number;
  /** Whole seconds until the set is fetched again. Absent for static keys, before the first fetch and after closing. */
  readonly nextFetchSeconds?: number;
  /** Why the last fetch failed. Absent when it succeeded. */
  readonly lastError?: string;
}

/** Where the keys of one issuer come from. */
export interface KeySource {
  /**
   * The key for a token, or why there is none. Answers at once if the key is in the set, so that a known key
   * never waits; returns a promise only if a fetch may bring the key. Never rejects.
   */
  find(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): VerificationKey | Refusal | Promise<VerificationKey | Refusal>;
  /** The answer of `find` if it needs no fetch, else undefined. Fetches nothing. */
  look(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | Refusal | undefined;
  /** The key in the set, or why there is none; undefined without a usable set. Never waits. */
  peek(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | KeyMiss | undefined;
  /** Fetches the first set, if the keys are remote. Never rejects: an outage at start is not fatal. */
  prefetch(): Promise<void>;
  /** A list, because an issuer may have several sets. */
  inspect(): readonly KeySetState[];
  /** Stops fetches and timers. */
  close(): void;
}

/** Logs a message for operators. Rooms without Nest get it, because they have no logger. */
export type Report = (level: 'debug' | 'log' | 'warn', message: string) => void;

/**
 * Used instead of keys: no signature is verified, and any `alg` passes. The package does not export the value,
 * so that only `muleSoftPolicies` with its opt-ins for the signing method `none` can use it.
 */
export const DANGEROUSLY_UNSIGNED: unique symbol = Symbol('signatures are not verified');

/** Keys of an issuer without signatures. Only `muleSoftPolicies` creates such an issuer, and only with both opt-ins. */
export type DangerouslyUnsigned = typeof DANGEROUSLY_UNSIGNED;
