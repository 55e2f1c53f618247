import { openKeys, type KeyEnvironment } from '../keys/index.js';
import type { NormalizedIssuer, NormalizedPolicy } from './normalized-options.js';
import type { VerifiedTokenCacheBounds } from '../tokens/index.js';
import type { Policy, PolicyIssuer } from './policy.js';
import { RememberedTokens } from './remembered-tokens.js';
import type { Step } from './step.js';
import { policyRuleSteps } from './steps/claim-rules.js';
import { findingSteps, readingSteps } from './steps/opening.js';
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
  const checking = [
    ...registeredClaimSteps(options),
    ...policyRuleSteps(options.checks, environment.report),
    ...policyChecks,
  ];
  const proving = Object.freeze(signatureSteps(options, keys));
  return Object.freeze({ options, keys, proving, checking: Object.freeze(checking) });
}

/** Turns a policy into its list of steps. Key sources are made, nothing is fetched yet. */
export function compilePolicy(
  options: NormalizedPolicy,
  environment: KeyEnvironment,
  tokenCache: VerifiedTokenCacheBounds | undefined,
): Policy {
  const checks = policyRuleSteps(options.checks, environment.report);
  const issuers = options.issuers.map((issuer) => compileIssuer(issuer, checks, environment));
  return Object.freeze({
    name: options.name,
    appliesTo: options.appliesTo,
    finding: findingSteps,
    reading: readingSteps(issuers),
    issuers: Object.freeze(issuers),
    remembered: tokenCache && new RememberedTokens(options.name, tokenCache),
  });
}
