import { dropPromise, type RuleContext } from '../claims/index.js';
import { quote, refuse, type Refusal } from '../errors/index.js';
import type { SignatureAlgorithm } from './algorithms.js';
import { refuseMiss } from './key-miss.js';
import { readStaticKey, type StaticKeyOptions } from './static-keys.js';
import type { VerificationKey } from './verification-key.js';

/** What a key can be derived from: all that is known before the token is verified. */
export type KeyContext = Pick<RuleContext, 'attributes' | 'authentication' | 'now'>;

/** A key that is found anew at each call, such as one that an earlier policy has established. */
export interface DerivedKeyOptions {
  /** In words, for explain: `the key of expression #[…]`. */
  readonly describe: string;
  /**
   * The key, or undefined (and for a throw) where there is none: the call is then not judged (503). The same key must
   * be the same object, so that it is prepared only once.
   */
  derive(context: KeyContext): StaticKeyOptions | undefined;
}

/** Keys that are found anew at each call, each prepared once. */
export class DerivedKeys {
  private readonly prepared = new WeakMap<object, readonly VerificationKey[] | string>();

  constructor(private readonly options: DerivedKeyOptions) {}

  /** In words, for explain. */
  get describe(): string {
    return this.options.describe;
  }

  /** The key for a call. Where there is none that could be used, the call is not judged: that is no bad token. */
  find(context: KeyContext, algorithm: SignatureAlgorithm): VerificationKey | Refusal {
    const keys = this.keysFor(context);
    if (typeof keys === 'string')
      return refuse('KEYS_UNAVAILABLE', `no key can be derived: ${quote(keys, 200)}`);
    return keys.find((key) => key.algorithms.has(algorithm)) ?? refuseMiss('unfit');
  }

  private keysFor(context: KeyContext): readonly VerificationKey[] | string {
    try {
      const options = this.options.derive(context);
      if (dropPromise(options)) return 'the derivation returned a promise';
      if (options === undefined) return 'there is none for this call';
      const known = this.prepared.get(options);
      if (known !== undefined) return known;
      const read = readStaticKey(options);
      this.prepared.set(options, read);
      return read;
    } catch {
      return 'the derivation failed';
    }
  }
}
