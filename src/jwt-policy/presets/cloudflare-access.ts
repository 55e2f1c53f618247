import { IsText, IsTextOrTexts, OrDefault, type OptionsOf, type PolicyOptions } from '../options/index.js';
import { copyAudience, IsPolicyName, validatePreset } from './preset-options.js';
import { headerSource, withoutScopes } from './provider-checks.js';

/** Declares `CloudflareAccessOptions`. */
class DeclaredCloudflareAccessOptions {
  /** The team: `shop` of `shop.cloudflareaccess.com`. */
  @IsText('must be the name of the team alone: shop of shop.cloudflareaccess.com.', /^[a-z0-9-]+$/)
  team!: string;

  /** The Application Audience (AUD) Tag of the application, 64 hex digits, or a list of them. */
  @IsTextOrTexts(
    'must be the Application Audience (AUD) Tag, 64 hex digits, or a list of them. It is not the id of the application.',
    /^[0-9a-f]{64}$/,
  )
  audience!: string | readonly string[];

  /** The name of the policy. @default 'cloudflare-access' */
  @OrDefault
  @IsPolicyName
  name: string = 'cloudflare-access';
}

/** An application behind Cloudflare Access. */
export interface CloudflareAccessOptions extends OptionsOf<
  DeclaredCloudflareAccessOptions,
  'team' | 'audience'
> {}

const HEADER = 'cf-access-jwt-assertion';

/**
 * A policy for applications behind Cloudflare Access. The token is read from the header that Access adds, never from the
 * cookie, because the cookie does not always reach the origin. Throws `JwtPolicyConfigurationError`.
 * @example `policies: [cloudflareAccess({ team: 'shop', audience: '32eafc7626e97461…' })]`
 */
export function cloudflareAccess(options: CloudflareAccessOptions): PolicyOptions {
  const { team, audience, name } = validatePreset(
    'cloudflareAccess',
    DeclaredCloudflareAccessOptions,
    options,
  );
  const issuer = `https://${team}.cloudflareaccess.com`;
  return {
    name,
    origin: headerSource(HEADER),
    issuers: [
      {
        issuer,
        audience: copyAudience(audience),
        algorithms: ['RS256'],
        jwksUri: `${issuer}/cdn-cgi/access/certs`,
        checks: [{ claim: 'type', rule: 'app' }],
        absentClaims: withoutScopes('demand email, or a claim of your identity provider below custom'),
        hints: [
          {
            code: 'TOKEN_MISSING',
            mender: 'operator',
            message: `the call did not come through Cloudflare Access, which adds the header ${HEADER}`,
            matches: () => true,
          },
          {
            code: 'AUDIENCE_REFUSED',
            mender: 'caller',
            message:
              'the token belongs to the session with the team, not with this application; send the header, not a cookie',
            matches: ({ type }) => type === 'org',
          },
        ],
      },
    ],
  };
}
