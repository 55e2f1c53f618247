import { IsIn } from 'class-validator';
import type { ClaimCheckOptions } from '../claims/index.js';
import {
  IfGiven,
  IsText,
  IsTexts,
  Must,
  OrDefault,
  OrNull,
  type IssuerOptions,
  type OptionsOf,
  type RefusalHint,
} from '../options/index.js';
import { copyAudience, IsAudience, validatePreset } from './preset-options.js';
import { withoutScopes } from './provider-checks.js';

const POOL_MESSAGE = 'must be a user pool id such as us-east-1_HNFT9ZMsV, of the given region.';

/** Declares `CognitoOptions`. */
class DeclaredCognitoOptions {
  /** The AWS region: `us-east-1`. */
  @IsText('must be an AWS region such as us-east-1.', /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/)
  region!: string;

  /** The id of the user pool: `us-east-1_HNFT9ZMsV`. It begins with the region. */
  @IsText(POOL_MESSAGE, /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}_[A-Za-z0-9]+$/)
  @Must<DeclaredCognitoOptions>(
    (id, { region }) => typeof id === 'string' && id.split('_')[0] === region,
    POOL_MESSAGE,
  )
  userPoolId!: string;

  /** The app clients whose tokens are accepted, at least one. `null` accepts every app client of the pool. */
  @OrNull
  @IsTexts('must be a list of app client ids, or null to accept every client of the pool.')
  clientIds!: readonly string[] | null;

  /** The kind of tokens that is accepted. An API accepts access tokens. @default 'access' */
  @OrDefault
  @IsIn(['access', 'id'], { message: "must be 'access' or 'id'." })
  tokenUse: 'access' | 'id' = 'access';

  /**
   * The URL of this API, if clients name it in the parameter `resource` (resource binding, RFC 8707). Access tokens
   * then have it in `aud`. @default not checked, because access tokens have no `aud` otherwise
   */
  @IfGiven
  @IsAudience
  @Must<DeclaredCognitoOptions>(
    (_audience, { tokenUse }) => tokenUse !== 'id',
    'is for access tokens: id tokens have the app client in aud.',
  )
  audience?: string | readonly string[];
}

/** An Amazon Cognito user pool. */
export interface CognitoOptions extends OptionsOf<
  DeclaredCognitoOptions,
  'region' | 'userPoolId' | 'clientIds'
> {}

/** The other way round, an id token for an access token, is in the table of causes. */
const ACCESS_TOKEN_HINTS = (['CLAIM_REFUSED', 'CLAIM_MISSING', 'AUDIENCE_REFUSED'] as const).map(
  (code): RefusalHint => ({
    code,
    mender: 'caller',
    message: 'the token is an access token, and this pool is configured for id tokens',
    matches: (claims) => claims['token_use'] === 'access',
  }),
);

const ABSENT: Readonly<Record<'access' | 'id', Readonly<Record<string, string>>>> = {
  access: { scp: 'its scopes are in scope', azp: 'its app client is in client_id' },
  id: {
    ...withoutScopes('id tokens have no scopes; access tokens have'),
    client_id: 'its app client is in aud',
  },
};

const UNBOUND: RefusalHint = {
  code: 'CLAIM_MISSING',
  mender: 'caller',
  message: 'the client did not name this API in the parameter resource, so the access token has no aud',
  matches: (claims) => !('aud' in claims),
};

/**
 * The issuer options of an Amazon Cognito user pool. Access tokens have `client_id` and no `aud`; id tokens have the app
 * client in `aud`. Both are signed with keys of one set, so `token_use` is checked. Throws `JwtPolicyConfigurationError`.
 * @example `cognito({ region: 'us-east-1', userPoolId: 'us-east-1_HNFT9ZMsV', clientIds: ['orders-batch'] })`
 */
export function cognito(options: CognitoOptions): IssuerOptions {
  const values = validatePreset('cognito', DeclaredCognitoOptions, options);
  const { region, userPoolId, clientIds, tokenUse, audience: resource = null } = values;
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
    absentClaims: ABSENT[tokenUse],
    hints: [...(isAccess ? [] : ACCESS_TOKEN_HINTS), ...(resource === null ? [] : [UNBOUND])],
  };
}
