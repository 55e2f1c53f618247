import type { KeySource } from '../keys/index.js';
import type { NormalizedIssuer } from '../options/index.js';

/** An issuer of a policy, with its keys. */
export interface PolicyIssuer {
  /** Its place among the issuers of the policy. */
  readonly index: number;
  readonly options: NormalizedIssuer;
  readonly keys: KeySource;
}
