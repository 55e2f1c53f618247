import type { CallAttributes } from './attributes.js';
import type { RuleContext } from './rule.js';

/** Where the token is read instead of the `Authorization: Bearer` header, such as `tokenExpression('#[…]')`. */
export interface TokenSource {
  /** In words, for explain: `the token of expression #[attributes.headers['jwt']]`. */
  readonly describe: string;
  /** What is wrong with it. It stops the start. */
  readonly problem?: string | undefined;
  /** The token. Any other value than a non-empty string, and a throw, mean that there is none. */
  read(attributes: CallAttributes): unknown;
}

/** Where the client id of a token is read. */
export interface ClientIdSource {
  /** In words: `claim appid`. */
  readonly describe: string;
  /** What is wrong with it. It stops the start. */
  readonly problem?: string | undefined;
  /** The client id. Any other value than a non-empty string, and a throw, mean that the token names no client. */
  read(context: RuleContext): unknown;
}
