import {
  claimCheckProblem,
  compileClaimDemand,
  type ClaimCheckOptions,
  type ClaimDemand,
} from '../claims/index.js';
import type { Problems } from './problems.js';

/** Validates and compiles a list of checks. */
export function normalizeChecks(
  checks: readonly ClaimCheckOptions[],
  path: string,
  problems: Problems,
): readonly ClaimDemand[] {
  return Object.freeze(
    // A copy without holes: `flatMap` skips them.
    Array.from(checks).flatMap((check, index) => {
      const problem = claimCheckProblem(check);
      const place = `${path}[${index}]`;
      if (problem !== undefined) {
        problems.add(place, problem);
        return [];
      }
      const demand = compileClaimDemand(check);
      for (const warning of demand.warnings) problems.warn(place, warning);
      return [demand];
    }),
  );
}
