import {
  claimCheckProblem,
  compileClaimDemand,
  type ClaimCheckOptions,
  type ClaimDemand,
} from '../claims/index.js';
import type { Problems } from './problems.js';

/** Judges and compiles a list of checks. What is no list at all was told by the shape. */
export function normalizeChecks(input: unknown, path: string, problems: Problems): readonly ClaimDemand[] {
  if (!Array.isArray(input)) return [];
  return Object.freeze(
    input.flatMap((check: unknown, index) => {
      const problem = claimCheckProblem(check);
      if (problem === undefined) return [compileClaimDemand(check as ClaimCheckOptions)];
      problems.add(`${path}[${index}]`, problem);
      return [];
    }),
  );
}
