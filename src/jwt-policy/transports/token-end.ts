import type { NormalizedOptions } from '../options/index.js';
import type { JwtPolicyState } from './request-state.js';

function toleranceOf({ policies }: NormalizedOptions, name: string, issuer: string | null): number {
  const policy = policies.find((one) => one.name === name);
  return policy?.issuers.find((one) => one.issuer === issuer)?.clockToleranceSeconds ?? 0;
}

/**
 * When the first of the tokens ends that a call was granted for, in milliseconds since the epoch, the tolerance for clocks
 * included. Undefined if none ends.
 */
export function tokenEndMs({ results }: JwtPolicyState, options: NormalizedOptions): number | undefined {
  const ends = Object.values(results).flatMap(({ policy, issuer, claims: { exp } }) =>
    exp === undefined ? [] : [(exp + toleranceOf(options, policy, issuer)) * 1000],
  );
  return ends.length === 0 ? undefined : Math.min(...ends);
}
