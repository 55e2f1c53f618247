import { JwtPolicyConfigurationError } from '../../src/jwt-policy/errors/index.js';
import {
  muleSoftPolicies,
  muleSoftReport,
  type Finding,
  type MuleSoftOptions,
  type MuleSoftSource,
} from '../../src/jwt-policy/mulesoft/index.js';
import type { IssuerOptions, JwtPolicyOptions, PolicyOptions } from '../../src/jwt-policy/options/index.js';

/** Parameters of a policy that nothing is wrong with: the valid baseline. */
export const VALID = {
  jwtOrigin: 'httpBearerAuthenticationHeader',
  signingMethod: 'rsa',
  signingKeyLength: 256,
  jwtKeyOrigin: 'jwks',
  jwksUrl: 'https://id.example.com/jwks',
  skipClientIdValidation: true,
  validateAudClaim: true,
  mandatoryAudClaim: true,
  supportedAudiences: 'orders',
  mandatoryExpClaim: true,
};

/** The baseline with some parameters changed; `undefined` takes one out. */
export function parametersWith(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...VALID, ...changes };
}

/** What is found of some parameters, without what is exact. */
export async function findingsOf(
  changes: Readonly<Record<string, unknown>>,
  options: MuleSoftOptions = {},
): Promise<readonly Finding[]> {
  return allFindings({ configurationData: parametersWith(changes) }, options);
}

/** What is found of a source, of the file and of every policy, without what is exact. */
export async function allFindings(
  source: MuleSoftSource,
  options: MuleSoftOptions = {},
): Promise<readonly Finding[]> {
  const { findings, policies } = await muleSoftReport(source, options);
  const all = [...findings, ...policies.flatMap((policy) => policy.findings)];
  return all.filter(({ level }) => level !== 'exact');
}

/** The errors and warnings as `CODE path`. */
export function troubles(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ level }) => level === 'error' || level === 'warning')
    .map(({ code, path }) => `${code} ${path}`);
}

/** The policies of a source. */
export async function policiesOf(
  source: MuleSoftSource,
  options: MuleSoftOptions = {},
): Promise<readonly PolicyOptions[]> {
  const { policies = [] }: JwtPolicyOptions = await muleSoftPolicies(source, options);
  return policies;
}

/** The one policy that some parameters become. */
export async function policyOf(
  changes: Readonly<Record<string, unknown>> = {},
  options: MuleSoftOptions = {},
): Promise<PolicyOptions> {
  const [policy] = await policiesOf({ configurationData: parametersWith(changes) }, options);
  if (policy === undefined) throw new Error('there is no policy');
  return policy;
}

/** The issuer of the one policy that some parameters become. */
export async function issuerOf(
  changes: Readonly<Record<string, unknown>> = {},
  options: MuleSoftOptions = {},
): Promise<IssuerOptions> {
  const { issuers } = await policyOf(changes, options);
  return issuers[0] as IssuerOptions;
}

/** The configuration error that a source is refused with. */
export async function refusalOf(
  source: MuleSoftSource,
  options: MuleSoftOptions = {},
): Promise<JwtPolicyConfigurationError> {
  try {
    await muleSoftPolicies(source, options);
  } catch (error) {
    if (error instanceof JwtPolicyConfigurationError) return error;
    throw error;
  }
  throw new Error('the source is accepted');
}
