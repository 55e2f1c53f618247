import { dropPromise, type CallAttributes } from '../claims/index.js';

/** A condition for the calls that a policy applies to. It cannot identify the caller, who wrote all that it reads. */
export interface CallCondition {
  /** In words, for logs and start warnings: `path matches /orders/.*`. */
  readonly describe: string;
  /**
   * Only `false` means that the policy does not apply; a throw refuses the call. If the path of the call ends with a
   * slash, this is called twice, with `attributes.requestPath` without the slash and with it, and the policy applies
   * unless both answers are `false`.
   */
  matches(attributes: CallAttributes): boolean;
  /**
   * Whether calls of a route could match, asked at start with its method and its canonical path, in which each
   * parameter stands for itself (`/orders/:id`). @default the answer of `matches` for a call without headers and query
   */
  couldMatch?(method: string, path: string): boolean;
}

/** What the answer of a condition means: only `false` means no, and a promise counts as yes. */
export function holds(answer: unknown): boolean {
  return dropPromise(answer) || answer !== false;
}

/** Printable ASCII without `%`, and short enough for two of them to be tried by a pattern together. */
const PLAIN_PATH = /^[!-$&-~]{0,1000}$/;

/** Whether a path is plain: nothing in it is encoded, so that there is one way to read it. */
export function isPlainPath(path: string): boolean {
  return PLAIN_PATH.test(path);
}

/** What holds for every call that a condition on method and path is asked about. */
export interface PathFacts {
  /** What the method says. `always` and `never` must be certain, and `matches` must give them without a look at the path. */
  answerFor(method: string): 'always' | 'never' | 'path';
  /** Whether a plain path that begins so could match. `false` must be certain: `matches` gives `false` and never throws. */
  couldBegin(start: string): boolean;
}

const FACTS = new WeakMap<CallCondition, PathFacts>();

/**
 * Says of a condition that it reads nothing of a call but method and path, the path only where the method does not
 * decide. Not an option for users: wrong facts would leave a policy out. A copy of the condition has no facts.
 */
export function pathCondition(condition: CallCondition, facts: PathFacts): CallCondition {
  const frozen = Object.freeze(condition);
  FACTS.set(frozen, facts);
  return frozen;
}

/** The facts of a condition on method and path; undefined for every other one. */
export function pathFactsOf(condition: CallCondition): PathFacts | undefined {
  return FACTS.get(condition);
}
