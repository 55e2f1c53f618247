import type { ClaimCheckOptions } from '../claims/index.js';
import { JwtPolicyConfigurationError, type ConfigurationProblem } from '../errors/index.js';
import type { IssuerOptions } from '../policy/index.js';

/** An Amazon Cognito user pool. */
export interface CognitoOptions {
  /** `us-east-1` */
  readonly region: string;
  /** `us-east-1_HNFT9ZMsV`: it begins with the region. */
  readonly userPoolId: string;
  /** The app clients whose tokens are accepted: one at least. `null` accepts every app client of the pool. */
  readonly clientIds: readonly string[] | null;
  /** Which of the pool's tokens are accepted. An API takes access tokens. @default 'access' */
  readonly tokenUse?: 'access' | 'id';
}

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
const POOL = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}_[A-Za-z0-9]+$/;

const KNOWN_NAMES = ['region', 'userPoolId', 'clientIds', 'tokenUse'];

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function problemsOf(options: CognitoOptions): ConfigurationProblem[] {
  const { region, userPoolId, clientIds, tokenUse } = options;
  const problems: ConfigurationProblem[] = [];
  const add = (option: string, message: string): void =>
    void problems.push({ path: `cognito().${option}`, message });
  for (const name of Object.keys(options).filter((given) => !KNOWN_NAMES.includes(given)))
    add(name, `is unknown; known: ${KNOWN_NAMES.join(', ')}.`);
  if (!matches(REGION, region)) add('region', 'must be an AWS region such as us-east-1.');
  if (!matches(POOL, userPoolId) || !userPoolId.startsWith(`${region}_`)) {
    add('userPoolId', 'must be a user pool id such as us-east-1_HNFT9ZMsV, of the given region.');
  }
  const listed: unknown = clientIds;
  const isList =
    Array.isArray(listed) && listed.length > 0 && listed.every((id) => typeof id === 'string' && id !== '');
  if (listed !== null && !isList)
    add('clientIds', 'must be a list of app client ids, or null to accept every client of the pool.');
  if (tokenUse !== undefined && tokenUse !== 'access' && tokenUse !== 'id')
    add('tokenUse', "must be 'access' or 'id'.");
  return problems;
}

/**
 * The issuer options of an Amazon Cognito user pool. Knows that access tokens carry no `aud` but `client_id`, that id
 * tokens carry the app client in `aud`, and that both are signed by keys of one set, so that `token_use` must be
 * checked. Throws `JwtPolicyConfigurationError`.
 * @example `cognito({ region: 'us-east-1', userPoolId: 'us-east-1_HNFT9ZMsV', clientIds: ['orders-batch'] })`
 */
export function cognito(options: CognitoOptions): IssuerOptions {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new JwtPolicyConfigurationError(problems);
  const { region, userPoolId, clientIds, tokenUse = 'access' } = options;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const issuer = `https://cognito-idp.${region}.${domain}/${userPoolId}`;
  const isAccess = tokenUse === 'access';
  const checks: ClaimCheckOptions[] = [{ claim: 'token_use', rule: tokenUse }];
  if (isAccess && clientIds !== null) checks.push({ claim: 'client_id', rule: [...clientIds] });
  return {
    issuer,
    audience: isAccess || clientIds === null ? null : [...clientIds],
    algorithms: ['RS256'],
    jwksUri: `${issuer}/.well-known/jwks.json`,
    checks,
    ...(!isAccess && { acceptIdTokens: true }),
  };
}
