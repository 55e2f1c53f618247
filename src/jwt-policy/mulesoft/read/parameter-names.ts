import { closestName, quote } from '../../errors/index.js';

/** The parameters of the policy, as `configurationData` and the `config` of a Flex binding name them. */
export const PARAMETERS = [
  'jwtOrigin',
  'jwtExpression',
  'signingMethod',
  'signingKeyLength',
  'jwtKeyOrigin',
  'textKey',
  'customKeyExpression',
  'jwksUrl',
  'jwksServiceTimeToLive',
  'jwksServiceConnectionTimeout',
  'skipClientIdValidation',
  'clientIdExpression',
  'validateAudClaim',
  'mandatoryAudClaim',
  'supportedAudiences',
  'mandatoryExpClaim',
  'mandatoryNbfClaim',
  'validateCustomClaim',
  'mandatoryCustomClaims',
  'nonMandatoryCustomClaims',
  'claimsToHeaders',
] as const;

/** The name of a parameter. */
export type ParameterName = (typeof PARAMETERS)[number];

/** Whether the policy knows a parameter of this name. */
export function isParameter(name: string): name is ParameterName {
  return (PARAMETERS as readonly string[]).includes(name);
}

/** Parameters that policies of access control have as well. */
const SHARED: ReadonlySet<string> = new Set([
  'skipClientIdValidation',
  'clientIdExpression',
  'claimsToHeaders',
] satisfies ParameterName[]);

/** Whether this is the name of a parameter that no other policy has. */
export function isOwnParameter(name: string): boolean {
  return isParameter(name) && !SHARED.has(name);
}

/** Names seen in blogs, tutorials and pipelines for parameters that are called otherwise. */
const WRONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['claimvalidations', 'mandatoryCustomClaims (with validateCustomClaim: true) and supportedAudiences'],
  ['customclaims', 'mandatoryCustomClaims (with validateCustomClaim: true)'],
  ['claims', 'mandatoryCustomClaims (with validateCustomClaim: true)'],
  ['jwtsigningmethod', 'signingMethod'],
  ['algorithm', 'signingMethod with signingKeyLength'],
  ['jwtsigningkeylength', 'signingKeyLength'],
  ['jwtkey', 'textKey'],
  ['secret', 'textKey'],
  ['publickey', 'textKey'],
  ['jwtkeyoriginexpression', 'customKeyExpression with jwtKeyOrigin: customExpression'],
  ['audienceclaim', 'supportedAudiences with validateAudClaim: true'],
  ['audience', 'supportedAudiences with validateAudClaim: true'],
  ['audiences', 'supportedAudiences with validateAudClaim: true'],
  ['issuer', 'mandatoryCustomClaims with the key iss'],
  ['jwkscachettl', 'jwksServiceTimeToLive, in minutes'],
  ['jwkscachettlinminutes', 'jwksServiceTimeToLive'],
  ['mandatoryexpirationclaim', 'mandatoryExpClaim'],
  ['mandatorynotbeforeclaim', 'mandatoryNbfClaim'],
  ['jwksserviceurl', 'jwksUrl'],
  ['jwksuri', 'jwksUrl'],
]);

/** Without these, signatures would be verified otherwise than the author of the policy meant. */
const ABOUT_SIGNATURES = new Set([
  'jwtsigningmethod',
  'algorithm',
  'jwtsigningkeylength',
  'jwtkey',
  'secret',
  'publickey',
  'jwtkeyoriginexpression',
]);

/** Parameters of other policies that are spelt nearly as one of this policy. */
const OF_OTHER_POLICIES: ReadonlyMap<string, string> = new Map([
  ['clientsecretexpression', 'client-id-enforcement'],
]);

/** The name that was probably meant by an unknown one, or undefined. */
export function meantBy(name: string): string | undefined {
  if (OF_OTHER_POLICIES.has(name.toLowerCase())) return undefined;
  return WRONG_NAMES.get(name.toLowerCase()) ?? closestName(name, PARAMETERS);
}

/** What to do about a name that is unknown, to follow a semicolon; empty where no name is near. */
export function nameAdvice(name: string): string {
  const owner = OF_OTHER_POLICIES.get(name.toLowerCase());
  if (owner !== undefined) return `; it is a parameter of the policy ${owner}`;
  const meant = meantBy(name);
  return meant === undefined ? '' : `; the policy calls it ${meant}`;
}

function namesBelow(value: unknown): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value.slice(0, 20) : [value];
  const names = entries.flatMap((entry) =>
    typeof entry === 'object' && entry !== null ? Object.keys(entry).slice(0, 40) : [],
  );
  return [...new Set(names)];
}

/**
 * Why an unknown name cannot be passed over, in words, or undefined. An unknown value is without effect on MuleSoft
 * too; but a structure holds checks that somebody relies on, and a wrong name for the algorithm or the key would have
 * signatures verified by a default.
 */
export function inventionProblem(name: string, value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) {
    const inner = namesBelow(value);
    const texts = inner.map((one) => {
      if (isParameter(one)) return `${one} stands one level higher, directly in the configuration`;
      const meant = WRONG_NAMES.get(one.toLowerCase());
      return meant === undefined ? undefined : `${quote(one)} is ${meant}`;
    });
    const details = texts.filter((text) => text !== undefined);
    const more = details.length === 0 ? '' : ` Of what it holds: ${details.join('; ')}.`;
    if (inner.some(isOwnParameter))
      return `holds parameters one level too deep, where nobody would check them.${more}`;
    return `is not a parameter of the policy, so that what it holds would be checked by nobody${nameAdvice(name)}.${more}`;
  }
  if (ABOUT_SIGNATURES.has(name.toLowerCase()))
    return `is not a parameter of the policy: signatures would be verified by defaults${nameAdvice(name)}.`;
  return undefined;
}
