import type { RuleContext } from '../claims/index.js';
import type { StaticKeyOptions } from './static-keys.js';

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
