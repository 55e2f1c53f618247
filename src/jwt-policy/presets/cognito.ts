import type { ClaimCheckOptions } from '../claims/index.js';
import type { IssuerOptions, RefusalHint } from '../options/index.js';
import {
  all,
  audience,
  copyAudience,
  ifGiven,
  judgePreset,
  oneOf,
  optional,
  orNull,
  SOME_TEXT,
  text,
  texts,
  type Judges,
} from './preset-options.js';

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
  /**
   * The URL of this API, where clients ask for it by `resource` (resource binding, RFC 8707): access tokens then have it
   * in `aud`. @default not checked, because access tokens have no `aud` otherwise
   */
  readonly audience?: string | readonly string[];
}

const POOL = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}_[A-Za-z0-9]+$/;
const POOL_MESSAGE = 'must be a user pool id such as us-east-1_HNFT9ZMsV, of the given region.';

const JUDGES: Judges<CognitoOptions> = {
  region: text(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be an AWS region such as us-east-1.'),
  userPoolId: all<CognitoOptions>(text(POOL, POOL_MESSAGE), (value, { region }) =>
    String(value).startsWith(`${region}_`) ? undefined : POOL_MESSAGE,
  ),
  clientIds: orNull(
    texts(SOME_TEXT, 'must be a list of app client ids, or null to accept every client of the pool.'),
  ),
  tokenUse: optional(oneOf('access', 'id')),
  audience: ifGiven(
    all<CognitoOptions>(audience, (_value, { tokenUse }) =>
      tokenUse === 'id' ? 'is for access tokens: id tokens have the app client in aud.' : undefined,
    ),
  ),
};

function tokenUseHints(expected: 'access' | 'id'): readonly RefusalHint[] {
  const [sent, message] =
    expected === 'access'
      ? ['id', 'the token is an id token: send the access token']
      : ['access', 'the token is an access token, and this pool is configured for id tokens'];
  return (['CLAIM_REFUSED', 'CLAIM_MISSING', 'AUDIENCE_REFUSED'] as const).map((code) => ({
    code,
    message,
    matches: (claims) => claims['token_use'] === sent,
  }));
}

const UNBOUND: RefusalHint = {
  code: 'CLAIM_MISSING',
  message: 'the client did not ask for this API by the parameter resource, so the access token has no aud',
  matches: (claims) => !('aud' in claims),
};

/**
 * The issuer options of an Amazon Cognito user pool. Knows that access tokens carry no `aud` but `client_id`, that id
 * tokens carry the app client in `aud`, and that both are signed by keys of one set, so that `token_use` must be
 * checked. Throws `JwtPolicyConfigurationError`.
 * @example `cognito({ region: 'us-east-1', userPoolId: 'us-east-1_HNFT9ZMsV', clientIds: ['orders-batch'] })`
 */
export function cognito(options: CognitoOptions): IssuerOptions {
  judgePreset('cognito', options, JUDGES);
  const { region, userPoolId, clientIds, tokenUse = 'access', audience: resource = null } = options;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const issuer = `https://cognito-idp.${region}.${domain}/${userPoolId}`;
  const isAccess = tokenUse === 'access';
  const checks: ClaimCheckOptions[] = [{ claim: 'token_use', rule: tokenUse }];
  if (isAccess && clientIds !== null) checks.push({ claim: 'client_id', rule: [...clientIds] });
  return {
    issuer,
    audience: copyAudience(isAccess ? resource : clientIds),
    algorithms: ['RS256'],
    jwksUri: `${issuer}/.well-known/jwks.json`,
    checks,
    ...(!isAccess && { acceptIdTokens: true }),
    hints: [...tokenUseHints(tokenUse), ...(resource === null ? [] : [UNBOUND])],
  };
}
