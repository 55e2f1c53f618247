import type { PatternProver } from '../../patterns/index.js';
import type { IssuerOptions, PolicyOptions } from '../../options/index.js';
import type { MuleSoftOptions } from './mulesoft-options.js';
import type { Parameters } from '../read/parameters.js';
import type { PolicySource } from '../read/policy-source.js';

/** What the conversion of one policy knows. */
export interface ImportContext {
  /** The unique name of the policy. */
  readonly name: string;
  readonly source: PolicySource;
  readonly parameters: Parameters;
  readonly options: MuleSoftOptions;
  /** Proves regular expressions with look-around to be safe; loaded where a file has any. */
  readonly prover: PatternProver | undefined;
  /** The policies that run before this one. */
  readonly earlier: readonly PolicyOptions[];
}

/** The members of an issuer for how signatures are verified. */
export type KeyPart = Pick<IssuerOptions, 'algorithms' | 'keys' | 'jwksUri' | 'jwks' | 'allowMissingKid'>;
