import { IsTextOrTexts, OrDefault, type OptionsOf, type PolicyOptions } from '../options/index.js';
import { copyAudience, IsPolicyName, validatePreset } from './preset-options.js';
import { headerSource, withoutScopes } from './provider-checks.js';

const AUDIENCE =
  /^\/projects\/\d+\/([\w-]+\/backendServices\/\d+|apps\/[\w:.-]+|locations\/[\w-]+\/services\/[\w-]+)$/;

/** Declares `GoogleIapOptions`. */
class DeclaredGoogleIapOptions {
  /**
   * The `aud` that IAP writes, with the number of the project, or a list of such values:
   * `/projects/NUMBER/global/backendServices/ID` (or a region in place of `global`), `/projects/NUMBER/apps/PROJECT_ID`
   * or `/projects/NUMBER/locations/REGION/services/NAME`.
   */
  @IsTextOrTexts(
    'must be the signed header audience, such as /projects/123456/global/backendServices/789, with the number of the project instead of its id.',
    AUDIENCE,
  )
  audience!: string | readonly string[];

  /** The name of the policy. @default 'google-iap' */
  @OrDefault
  @IsPolicyName
  name: string = 'google-iap';
}

/** A service behind the Identity-Aware Proxy of Google Cloud. */
export interface GoogleIapOptions extends OptionsOf<DeclaredGoogleIapOptions, 'audience'> {}

const HEADER = 'x-goog-iap-jwt-assertion';

/**
 * A policy for services behind Google's Identity-Aware Proxy. The token is read from the header that IAP adds. The other
 * headers, `x-goog-authenticated-user-*`, are not signed. Throws `JwtPolicyConfigurationError`.
 * @example `policies: [googleIap({ audience: '/projects/123456/global/backendServices/789' })]`
 */
export function googleIap(options: GoogleIapOptions): PolicyOptions {
  const { audience, name } = validatePreset('googleIap', DeclaredGoogleIapOptions, options);
  return {
    name,
    origin: headerSource(HEADER),
    issuers: [
      {
        issuer: 'https://cloud.google.com/iap',
        audience: copyAudience(audience),
        algorithms: ['ES256'],
        jwksUri: 'https://www.gstatic.com/iap/verify/public_key-jwk',
        absentClaims: withoutScopes('demand email or hd'),
        hints: [
          {
            code: 'TOKEN_MISSING',
            mender: 'operator',
            message: `the call did not come through IAP, which adds the header ${HEADER}`,
            matches: () => true,
          },
          {
            code: 'AUDIENCE_REFUSED',
            mender: 'caller',
            message:
              'IAP issued the token for another service; the services of all projects share one issuer and one key set',
            matches: ({ aud }) => typeof aud === 'string' && aud.startsWith('/projects/'),
          },
          {
            code: 'ISSUER_REFUSED',
            mender: 'caller',
            message:
              'the token comes from Google, but not from IAP; the sender has put it into the header of IAP',
            matches: ({ iss }) => typeof iss === 'string' && /^(https:\/\/)?accounts\.google\.com$/.test(iss),
          },
        ],
      },
    ],
  };
}
