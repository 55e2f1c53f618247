import { openKeys, type KeyEnvironment } from '../keys/index.js';
import { VerifiedHeaders, type VerifiedTokenCacheBounds } from '../tokens/index.js';
import type { NormalizedIssuer, NormalizedPolicy } from '../options/index.js';
import type { Policy, StepList } from './policy.js';
import type { PolicyIssuer } from './policy-issuer.js';
import { CachedTokens } from './cached-tokens.js';
import { isCacheable, stepList } from './step-list.js';
import { policyRuleSteps } from './steps/claim-rules.js';
import { clientSteps } from './steps/client.js';
import { openingSteps } from './steps/opening.js';
import { registeredClaimSteps } from './steps/times-and-audience.js';
import { signatureSteps } from './steps/proving.js';

function openIssuer(options: NormalizedIssuer, index: number, environment: KeyEnvironment): PolicyIssuer {
  const { keyOrigin, issuer, allowMissingKid, refreshTimes } = options;
  const keys = openKeys(keyOrigin, issuer, allowMissingKid, refreshTimes, environment);
  return Object.freeze({ index, options, keys });
}

/** The list of steps for the tokens of each issuer. */
function listsOf(
  { name, origin, checks, clients }: NormalizedPolicy,
  issuers: readonly PolicyIssuer[],
  { report }: KeyEnvironment,
): readonly StepList[] {
  const headers = new VerifiedHeaders();
  const opening = openingSteps(origin, issuers, headers);
  const ofPolicy = [...policyRuleSteps(checks, report), ...clientSteps(clients)];
  return issuers.map((issuer) =>
    stepList(`policy "${name}"`, issuer, [
      ...opening,
      ...signatureSteps(issuer.options, issuer.keys, headers),
      ...registeredClaimSteps(issuer.options, report),
      ...policyRuleSteps(issuer.options.checks, report),
      ...ofPolicy,
    ]),
  );
}

/** Turns a policy into its lists of steps. It creates the key sources, and fetches nothing yet. */
export function compilePolicy(
  options: NormalizedPolicy,
  environment: KeyEnvironment,
  tokenCache: VerifiedTokenCacheBounds | undefined,
): Policy {
  const { name, origin, appliesTo, operations, claimsToHeaders, responses } = options;
  const issuers = options.issuers.map((issuer, index) => openIssuer(issuer, index, environment));
  const lists = listsOf(options, issuers, environment);
  const caches = tokenCache !== undefined && lists.every(isCacheable);
  return Object.freeze({
    name,
    origin,
    appliesTo,
    operations,
    issuers: Object.freeze(issuers),
    lists: Object.freeze(lists),
    cached: caches ? new CachedTokens(name, tokenCache) : undefined,
    claimsToHeaders,
    responses,
  });
}
