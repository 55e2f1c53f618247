import type { KeySource } from '../keys/index.js';
import type { NormalizedIssuer } from './normalized-options.js';
import type { RouteCondition } from './route-pattern.js';
import type { Step } from './step.js';

/** An issuer of a policy, with its keys, and the steps that follow once the token has named it. */
export interface PolicyIssuer {
  readonly options: NormalizedIssuer;
  readonly keys: KeySource;
  readonly steps: readonly Step[];
}

/** A compiled policy. Its list of steps is `opening`, then the steps of the issuer that the token names. */
export interface Policy {
  readonly name: string;
  readonly appliesTo: RouteCondition | undefined;
  /** From the call to the issuer. */
  readonly opening: readonly Step[];
  readonly issuers: readonly PolicyIssuer[];
}
