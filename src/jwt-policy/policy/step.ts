import type { ClaimPath } from '../claims/index.js';
import type { Refusal } from '../errors/index.js';
import type { Subject } from './subject.js';

/** The values that resolvers put on the subject. */
export type Resolved = 'token' | 'parsed' | 'issuer' | 'algorithm' | 'key' | 'verified' | 'client';

/**
 * One named part of a decision: it passes (undefined) or refuses. A check asks one question and puts nothing on the
 * subject; a resolver puts the value named by `provides` there and may wait. Everything that is decided is decided by
 * a step, and every reader of a plan (the guard, explain, the route table) reads the same steps in the same order.
 */
export interface Step {
  /** Stable: metrics and logs are labelled with it. */
  readonly name: string;
  /** What it asks for, in words: `aud is one of "orders"`. */
  readonly expects: string;
  /** What must be on the subject before it can run. */
  readonly needs: readonly Resolved[];
  readonly provides?: Resolved;
  /** Whether token and key alone settle it: a token that is cached has passed it, so it is skipped then. */
  readonly isSettled?: boolean;
  /** What running it may cause outside this process, in words. Explain does not run such a step: it asks `look`. */
  readonly effect?: string;
  run(subject: Subject): Refusal | undefined | Promise<Refusal | undefined>;
  /** Does what `run` does as far as that is possible without the effect. `'unknown'`: only the effect can show it. */
  look?(subject: Subject): Refusal | undefined | 'unknown';
  /** What it looked at, for explain and the table of causes alone: it may be a claim value, so it never goes to a log. */
  found?(subject: Subject): unknown;
  /** The values that it compares with, as far as they are plain ones. They may be secret, so they are never printed. */
  accepts?(): readonly unknown[];
  /** The claim that it looks at, where it is the step of a rule. */
  readonly claim?: ClaimPath | undefined;
}

/** A step that never waits. */
export interface ImmediateStep extends Step {
  run(subject: Subject): Refusal | undefined;
}
