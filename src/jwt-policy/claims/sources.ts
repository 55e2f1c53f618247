import type { Attributes } from './attributes.js';
import type { RuleContext } from './rule.js';

/** Where the token is read instead of the `Authorization: Bearer` header, such as `tokenExpression('#[…]')`. */
export interface TokenSource {
  /** In words, for explain: `the token of expression #[attributes.headers['jwt']]`. */
  readonly describe: string;
  /** What is wrong with it, in words: told at start. */
  readonly problem?: string | undefined;
  /** The token; anything but a non-empty string, and a throw, mean that there is none. */
  read(attributes: Attributes): unknown;
}

/** Tells the client id of a token. */
export interface ClientIdSource {
  /** In words: `claim appid`. */
  readonly describe: string;
  /** What is wrong with it, in words: told at start. */
  readonly problem?: string | undefined;
  /** Anything but a non-empty string, and a throw, mean that the client cannot be told. */
  read(context: RuleContext): unknown;
}
