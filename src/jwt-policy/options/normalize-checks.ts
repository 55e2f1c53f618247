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
    // A copy without holes: `flatMap` skips them.
    Array.from<unknown>(input).flatMap((check, index) => {
      const problem = claimCheckProblem(check);
      const place = `${path}[${index}]`;
      if (problem !== undefined) {
        problems.add(place, problem);
        return [];
      }
      const demand = compileClaimDemand(check as ClaimCheckOptions);
      for (const warning of demand.warnings) problems.warn(place, warning);
      return [demand];
    }),
  );
}
