import { quote } from '../errors/index.js';
import { endpointProblem, type KeyOrigin } from '../keys/index.js';
import type { NormalizedIssuer, NormalizedOptions, NormalizedPolicy } from './normalized-options.js';

/** What a policy does because of an opt-out: its verb, for one policy and for several, and the rest of the sentence. */
type OptOut = readonly [verb: keyof typeof PLURAL, rest: string];

const PLURAL = {
  accepts: 'accept',
  checks: 'check',
  'does not check': 'do not check',
  fetches: 'fetch',
} as const;

function endpointsOf(origin: KeyOrigin): readonly string[] {
  if (origin.kind === 'jwks') return origin.urls;
  return origin.kind === 'discovery' ? [origin.issuer] : [];
}

/** Whether every token needs an `iss` that a claim check accepts. What rules without a claim read is not known. */
function isIssuerChecked({ checks }: NormalizedPolicy, issuer: NormalizedIssuer): boolean {
  return [...checks, ...issuer.checks].some(
    ({ claim, mandatory }) => mandatory && [claim].flat().join('\0') === 'iss',
  );
}

function anyIssuer(policy: NormalizedPolicy, issuer: NormalizedIssuer): OptOut {
  return isIssuerChecked(policy, issuer)
    ? ['checks', 'the issuer only by a claim check of iss (issuer: null)']
    : ['accepts', 'tokens of any issuer (issuer: null)'];
}

function issuerOptOuts(policy: NormalizedPolicy, issuer: NormalizedIssuer): readonly OptOut[] {
  const insecure = endpointsOf(issuer.keyOrigin).some((url) => endpointProblem(url, false) !== undefined);
  const optOuts: readonly (readonly [isChosen: boolean, optOut: OptOut])[] = [
    [issuer.issuer === null, anyIssuer(policy, issuer)],
    [issuer.audience === null, ['does not check', 'the audience (audience: null)']],
    [
      issuer.keyOrigin.kind === 'unverified',
      ['accepts', 'unsigned tokens (anybody who can reach the service can write them)'],
    ],
    [issuer.audience !== null && !issuer.requireAud, ['accepts', 'tokens without aud (requireAud: false)']],
    [issuer.types === null, ['accepts', 'tokens of any typ (types: null)']],
    [!issuer.requireExp, ['accepts', 'tokens that never expire (requireExp: false)']],
    [
      issuer.acceptBoundTokens,
      ['accepts', 'bound tokens without proof of possession (acceptBoundTokens: true)'],
    ],
    [
      issuer.acceptIdTokens,
      ['accepts', 'id tokens and refresh tokens as access tokens (acceptIdTokens: true)'],
    ],
    [issuer.allowMissingKid, ['accepts', 'tokens without kid (allowMissingKid: true)']],
    [insecure, ['fetches', 'keys over plain http (jwks.dangerouslyAllowInsecureHttp: true)']],
  ];
  return optOuts.filter(([isChosen]) => isChosen).map(([, optOut]) => optOut);
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  const last = names.slice(-1).join('');
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

/** One sentence for each opt-out, with the names of all policies that choose it. */
function policyOptOuts(policies: readonly NormalizedPolicy[]): readonly string[] {
  const chosen = new Map<string, { readonly optOut: OptOut; readonly names: string[] }>();
  for (const policy of policies) {
    for (const issuer of policy.issuers) {
      const ofIssuer = issuer.issuer === null ? '' : ` for issuer ${quote(issuer.issuer, 200)}`;
      for (const [verb, rest] of issuerOptOuts(policy, issuer)) {
        const optOut: OptOut = [verb, `${rest}${ofIssuer}`];
        const known = chosen.get(optOut.join(' ')) ?? { optOut, names: [] };
        known.names.push(quote(policy.name));
        chosen.set(optOut.join(' '), known);
      }
    }
  }
  return [...chosen.values()].map(({ optOut: [verb, rest], names }) =>
    names.length > 1
      ? `Policies ${listed(names)} ${PLURAL[verb]} ${rest}.`
      : `Policy ${listed(names)} ${verb} ${rest}.`,
  );
}

type OptOutOptions = Pick<
  NormalizedOptions,
  'policies' | 'unmatchedRoutes' | 'dangerouslyAllowUnguardedHandlers'
>;

/** Everything that the options switch off, as sentences for the log at start. */
export function optOutsOf(options: OptOutOptions): readonly string[] {
  const ofModule: readonly (readonly [isChosen: boolean, sentence: string])[] = [
    [
      options.unmatchedRoutes === 'allow',
      'Routes that no policy applies to are open (unmatchedRoutes: allow).',
    ],
    [
      options.dangerouslyAllowUnguardedHandlers,
      'Handlers that the guard does not decide do not stop the start, and their calls go through (dangerouslyAllowUnguardedHandlers: true).',
    ],
  ];
  const sentences = ofModule.filter(([isChosen]) => isChosen).map(([, sentence]) => sentence);
  return [...policyOptOuts(options.policies), ...sentences];
}
