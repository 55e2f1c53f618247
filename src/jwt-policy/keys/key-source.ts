import type { Refusal } from '../errors/index.js';
import type { SignatureAlgorithm } from './algorithms.js';
import type { KeyMiss } from './key-set.js';
import type { VerificationKey } from './verification-key.js';

/** What an operator sees of the keys of one issuer. Holds no key material. */
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
   * The key for a token, or why there is none. Answers at once when the key is at hand, so that a known key
   * never waits; a promise only where a fetch may bring it. Never rejects.
   */
  find(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): VerificationKey | Refusal | Promise<VerificationKey | Refusal>;
  /** What `find` says as long as it need not fetch; undefined where only a fetch can tell. Fetches nothing. */
  look(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | Refusal | undefined;
  /** The key if it is at hand, or why it is not; undefined where there is no usable set. Waits for nothing. */
  peek(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | KeyMiss | undefined;
  /** Gets the first set, if there is one to get. Never rejects: an outage at start is not fatal. */
  prefetch(): Promise<void>;
  /** A list, because an issuer may have several sets. */
  inspect(): readonly KeySetState[];
  /** Ends what is under way. */
  close(): void;
}

/** Where the rooms below Nest tell what an operator should know. */
export type Report = (level: 'debug' | 'log' | 'warn', message: string) => void;
