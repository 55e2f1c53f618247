import { dropPromise, type RuleContext } from '../claims/index.js';
import { quote, refuse, type Refusal } from '../errors/index.js';
import type { SignatureAlgorithm } from './algorithms.js';
import { refuseMiss } from './key-miss.js';
import { readStaticKey, type StaticKeyOptions } from './static-keys.js';
import type { VerificationKey } from './verification-key.js';

/** The values that a key can be derived from. They are known before the token is verified. */
export type KeyContext = Pick<RuleContext, 'attributes' | 'authentication' | 'now'>;

/** A key that is derived at each call, for example from what an earlier policy established. */
export interface DerivedKeyOptions {
  /** Its name in words, for explain: `the key of expression #[…]`. */
  readonly describe: string;
  /**
   * The key, or undefined if there is none; a throw means the same, and the call gets 503. Return the same object for
   * the same key, so that it is prepared only once.
   */
  derive(context: KeyContext): StaticKeyOptions | undefined;
}

/** Keys that are derived at each call. Each is prepared once. */
export class DerivedKeys {
  private readonly prepared = new WeakMap<object, readonly VerificationKey[] | string>();

  constructor(private readonly options: DerivedKeyOptions) {}

  /** In words, for explain. */
  get describe(): string {
    return this.options.describe;
  }

  /** The key for a call. Without a usable key the refusal is 503, because the token is not the cause. */
  find(context: KeyContext, algorithm: SignatureAlgorithm): VerificationKey | Refusal {
    const keys = this.keysFor(context);
    if (typeof keys === 'string')
      return refuse('KEYS_UNAVAILABLE', `no key can be derived: ${quote(keys, 200)}`);
    return keys.find((key) => key.algorithms.has(algorithm)) ?? refuseMiss('unfit');
  }

  private keysFor(context: KeyContext): readonly VerificationKey[] | string {
    try {
      const options = this.options.derive(context);
      if (dropPromise(options)) return 'derive() returned a promise, but must be synchronous';
      if (options === undefined) return 'derive() returned undefined for this call';
      const known = this.prepared.get(options);
      if (known !== undefined) return known;
      const read = readStaticKey(options);
      this.prepared.set(options, read);
      return read;
    } catch {
      return 'derive() threw';
    }
  }
}
