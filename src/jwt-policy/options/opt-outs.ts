import { quote } from '../errors/index.js';
import { endpointProblem, type KeyOrigin } from '../keys/index.js';
import type { NormalizedIssuer, NormalizedOptions, NormalizedPolicy } from './normalized-options.js';

function issuerOptOuts(issuer: NormalizedIssuer, insecureHttp: boolean): string[] {
  const said: [boolean, string][] = [
    [issuer.issuer === null, 'accepts tokens of any issuer (issuer: null)'],
    [issuer.audience === null, 'does not check the audience (audience: null)'],
    [
      issuer.keyOrigin.kind === 'unverified',
      'verifies no signature: whoever can reach the service can write its tokens (signingMethod none)',
    ],
    [issuer.audience !== null && !issuer.requireAud, 'accepts tokens without aud (requireAud: false)'],
    [issuer.types === null, 'accepts tokens of any typ (types: null)'],
    [!issuer.requireExp, 'accepts tokens that never expire (requireExp: false)'],
    [issuer.acceptBoundTokens, 'accepts bound tokens without proof of possession (acceptBoundTokens: true)'],
    [issuer.acceptIdTokens, 'accepts id tokens and refresh tokens as access tokens (acceptIdTokens: true)'],
    [issuer.allowMissingKid, 'accepts tokens without kid (allowMissingKid: true)'],
    [insecureHttp, 'fetches keys over plain http (jwks.allowInsecureHttp: true)'],
  ];
  return said.filter(([chosen]) => chosen).map(([, sentence]) => sentence);
}

function endpointsOf(origin: KeyOrigin): readonly string[] {
  if (origin.kind === 'jwks') return origin.urls;
  return origin.kind === 'discovery' ? [origin.issuer] : [];
}

function sentencesOf({ issuers }: NormalizedPolicy): readonly string[] {
  return issuers.flatMap((issuer) => {
    const { keyOrigin } = issuer;
    const insecure = endpointsOf(keyOrigin).some((url) => endpointProblem(url, false) !== undefined);
    const name = issuer.issuer === null ? '' : ` for issuer ${quote(issuer.issuer, 200)}`;
    return issuerOptOuts(issuer, insecure).map((sentence) => `${sentence}${name}`);
  });
}

/** What several policies switch off is said once, with the names of all. */
function policyOptOuts(policies: readonly NormalizedPolicy[]): readonly string[] {
  const namesBySentence = new Map<string, string[]>();
  for (const policy of policies) {
    for (const sentence of sentencesOf(policy))
      namesBySentence.set(sentence, [...(namesBySentence.get(sentence) ?? []), quote(policy.name)]);
  }
  return [...namesBySentence].map(([sentence, names]) => `Policy ${names.join(' and ')} ${sentence}.`);
}

type OptOutOptions = Pick<
  NormalizedOptions,
  'policies' | 'unmatchedRoutes' | 'dangerouslyAllowUnguardedHandlers'
>;

/** Everything that the options switch off, as sentences for the start: an opt-out is spoken aloud. */
export function optOutsOf(options: OptOutOptions): readonly string[] {
  const said: [boolean, string][] = [
    [
      options.unmatchedRoutes === 'allow',
      'Routes that no policy applies to are open (unmatchedRoutes: allow).',
    ],
    [
      options.dangerouslyAllowUnguardedHandlers,
      'Handlers that the guard does not judge do not stop the start, and their calls go through (dangerouslyAllowUnguardedHandlers: true).',
    ],
  ];
  const ofModule = said.filter(([chosen]) => chosen).map(([, sentence]) => sentence);
  return [...policyOptOuts(options.policies), ...ofModule];
}
