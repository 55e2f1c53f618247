import type { Refusal } from '../errors/index.js';
import type { Subject } from './subject.js';

/** The values that resolvers put on the subject. */
export type Resolved = 'token' | 'parsed' | 'issuer' | 'algorithm' | 'key' | 'verified' | 'client';

/**
 * One named part of a decision: it passes (undefined) or refuses. A check asks one question and puts nothing on the
 * subject; a resolver puts the value named by `provides` there and may wait. The guard runs a list of steps to the
 * first refusal, explain runs all it can: everything that is decided is decided here, and nowhere else.
 */
export interface Step {
  /** Stable: metrics and logs are labelled with it. */
  readonly name: string;
  /** What it asks for, in words: `aud is one of "orders"`. */
  readonly expects: string;
  /** What must be on the subject before it can run. */
  readonly needs: readonly Resolved[];
  readonly provides?: Resolved;
  run(subject: Subject): Refusal | undefined | Promise<Refusal | undefined>;
  /** What it looked at, for explain alone: it may be a claim value, so it never goes to a log. */
  found?(subject: Subject): unknown;
}

/** A step that never waits. */
export interface ImmediateStep extends Step {
  run(subject: Subject): Refusal | undefined;
}
