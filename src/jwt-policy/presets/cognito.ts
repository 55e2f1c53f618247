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

const POOL_MESSAGE = 'must be a user pool id such as us-east-1_HNFT9ZMsV, of the given region.';

/** Declares `CognitoOptions`. */
class DeclaredCognitoOptions {
  /** `us-east-1` */
  @IsText('must be an AWS region such as us-east-1.', /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/)
  region!: string;

  /** `us-east-1_HNFT9ZMsV`: it begins with the region. */
  @IsText(POOL_MESSAGE, /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}_[A-Za-z0-9]+$/)
  @Must<DeclaredCognitoOptions>(
    (id, { region }) => typeof id === 'string' && id.split('_')[0] === region,
    POOL_MESSAGE,
  )
  userPoolId!: string;

  /** The app clients whose tokens are accepted: one at least. `null` accepts every app client of the pool. */
  @OrNull
  @IsTexts('must be a list of app client ids, or null to accept every client of the pool.')
  clientIds!: readonly string[] | null;

  /** Which of the pool's tokens are accepted. An API takes access tokens. @default 'access' */
  @OrDefault
  @IsIn(['access', 'id'], { message: "must be 'access' or 'id'." })
  tokenUse: 'access' | 'id' = 'access';

  /**
   * The URL of this API, where clients ask for it by `resource` (resource binding, RFC 8707): access tokens then have it
   * in `aud`. @default not checked, because access tokens have no `aud` otherwise
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

const UNBOUND: RefusalHint = {
  code: 'CLAIM_MISSING',
  mender: 'caller',
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
    hints: [...(isAccess ? [] : ACCESS_TOKEN_HINTS), ...(resource === null ? [] : [UNBOUND])],
  };
}
