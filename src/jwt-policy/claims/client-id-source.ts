import type { RuleContext } from './rule.js';

/** Tells the client id of a token. */
export interface ClientIdSource {
  /** In words: `claim appid`. */
  readonly describe: string;
  /** What is wrong with it, in words: told at start. */
  readonly problem?: string | undefined;
  /** Anything but a non-empty string, and a throw, mean that the client cannot be told. */
  read(context: RuleContext): unknown;
}
