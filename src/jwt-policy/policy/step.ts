import type { ClaimPath } from '../claims/index.js';
import type { Refusal } from '../errors/index.js';
import type { Subject } from './subject.js';

/** The values that resolvers put on the subject. */
export type Resolved =
  'token' | 'wellFormed' | 'parsed' | 'issuer' | 'algorithm' | 'key' | 'verified' | 'client';

/**
 * One named part of a decision: it passes (undefined) or refuses. A check asks one question and puts nothing on the
 * subject; a resolver puts the value named by `provides` there and may wait. Every refusal comes from a step, and every
 * reader of a plan (the guard, explain, the route table) reads the same steps in the same order.
 */
export interface Step {
  /** Stable, because metrics and logs use it as a label. */
  readonly name: string;
  /** The condition that it checks, in words: `aud is one of "orders"`. */
  readonly expects: string;
  /** The same with what only the moment knows, for explain. */
  expectsNow?(): string;
  /** The values that must be on the subject before it can run. */
  readonly needs: readonly Resolved[];
  readonly provides?: Resolved;
  /** Whether token and key alone settle it. A cached token has passed it, so it is then skipped. */
  readonly isSettled?: boolean;
  /**
   * The effect that running it may have outside this process, in words. Explain does not run such a step, but calls
   * `look`.
   */
  readonly effect?: string;
  run(subject: Subject): Refusal | undefined | Promise<Refusal | undefined>;
  /** Decides as `run` does if that is possible without the effect; otherwise returns `'unknown'`. */
  look?(subject: Subject): Refusal | undefined | 'unknown';
  /** The value that it checked, for explain and the table of causes. It may be a claim value, so it is never logged. */
  found?(subject: Subject): unknown;
  /** The values that it compares with, as far as they are plain ones. They may be secret, so they are never printed. */
  accepts?(): readonly unknown[];
  /** The claim that it looks at, where it is a certain one. */
  readonly claim?: ClaimPath | undefined;
}

/** A step that never waits. */
export interface ImmediateStep extends Step {
  run(subject: Subject): Refusal | undefined;
}
