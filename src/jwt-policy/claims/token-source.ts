import type { CallAttributes } from './attributes.js';

/** Where the token is read instead of the `Authorization: Bearer` header, such as `tokenExpression('#[…]')`. */
export interface TokenSource {
  /** In words, for explain: `the token of expression #[attributes.headers['jwt']]`. */
  readonly describe: string;
  /** What is wrong with it, in words: told at start. */
  readonly problem?: string | undefined;
  /** The token; anything but a non-empty string, and a throw, mean that there is none. */
  read(attributes: CallAttributes): unknown;
}
