import { openKeys, type KeyEnvironment } from '../keys/index.js';
import type { NormalizedIssuer, NormalizedPolicy } from './normalized-options.js';
import type { VerifiedTokenCacheBounds } from '../tokens/index.js';
import type { Policy, PolicyIssuer } from './policy.js';
import { RememberedTokens } from './remembered-tokens.js';
import type { Step } from './step.js';
import { clientSteps } from './steps/client.js';
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

/** Whether a key outlives its call, so that what it verified can be remembered. */
function hasLastingKeys({ options: { keyOrigin } }: PolicyIssuer): boolean {
  return keyOrigin.kind !== 'derived' && keyOrigin.kind !== 'unverified';
}

/** Turns a policy into its list of steps. Key sources are made, nothing is fetched yet. */
export function compilePolicy(
  options: NormalizedPolicy,
  environment: KeyEnvironment,
  tokenCache: VerifiedTokenCacheBounds | undefined,
): Policy {
  const checks = [...policyRuleSteps(options.checks, environment.report), ...clientSteps(options.clients)];
  const issuers = options.issuers.map((issuer) => compileIssuer(issuer, checks, environment));
  return Object.freeze({
    name: options.name,
    appliesTo: options.appliesTo,
    finding: findingSteps(options.origin),
    reading: readingSteps(options.origin, issuers),
    issuers: Object.freeze(issuers),
    remembered:
      tokenCache && issuers.every(hasLastingKeys)
        ? new RememberedTokens(options.name, tokenCache)
        : undefined,
    claimsToHeaders: options.claimsToHeaders,
    responses: options.responses,
  });
}
