import { openKeys, type KeyEnvironment } from '../keys/index.js';
import type { NormalizedIssuer, NormalizedPolicy } from './normalized-options.js';
import type { Policy, PolicyIssuer } from './policy.js';
import type { Step } from './step.js';
import { policyRuleSteps } from './steps/claim-rules.js';
import { openingSteps } from './steps/opening.js';
import { registeredClaimSteps } from './steps/registered-claims.js';
import { signatureSteps } from './steps/signature.js';

function compileIssuer(
  options: NormalizedIssuer,
  policyChecks: readonly Step[],
  environment: KeyEnvironment,
): PolicyIssuer {
  const keys = openKeys(
    options.keyOrigin,
    options.issuer,
    options.allowMissingKid,
    options.refreshTimes,
    environment,
  );
  const steps = [
    ...signatureSteps(options, keys),
    ...registeredClaimSteps(options),
    ...policyRuleSteps(options.checks, environment.report),
    ...policyChecks,
  ];
  return Object.freeze({ options, keys, steps: Object.freeze(steps) });
}

/** Turns a policy into its list of steps. Key sources are made, nothing is fetched yet. */
export function compilePolicy(options: NormalizedPolicy, environment: KeyEnvironment): Policy {
  const checks = policyRuleSteps(options.checks, environment.report);
  const issuers = options.issuers.map((issuer) => compileIssuer(issuer, checks, environment));
  return Object.freeze({
    name: options.name,
    appliesTo: options.appliesTo,
    opening: openingSteps(issuers),
    issuers: Object.freeze(issuers),
  });
}
