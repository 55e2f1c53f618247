import { IsTextOrTexts, OrDefault, type OptionsOf, type PolicyOptions } from '../options/index.js';
import { copyAudience, IsPolicyName, validatePreset } from './preset-options.js';
import { headerSource } from './provider-checks.js';

const AUDIENCE =
  /^\/projects\/\d+\/([\w-]+\/backendServices\/\d+|apps\/[\w:.-]+|locations\/[\w-]+\/services\/[\w-]+)$/;

/** Declares `GoogleIapOptions`. */
class DeclaredGoogleIapOptions {
  /**
   * What IAP writes into `aud`, with the number of the project, or a list of it:
   * `/projects/NUMBER/global/backendServices/ID` (or a region in place of `global`), `/projects/NUMBER/apps/PROJECT_ID`
   * or `/projects/NUMBER/locations/REGION/services/NAME`.
   */
  @IsTextOrTexts(
    'must be the signed header audience, such as /projects/123456/global/backendServices/789, with the number of the project and not its id.',
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
 * A policy for services behind Google's Identity-Aware Proxy: the token is read from the header that IAP adds. The
 * headers `x-goog-authenticated-user-*` beside it are not signed. Throws `JwtPolicyConfigurationError`.
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
              'IAP issued the token for another service: every service of every project has the same issuer and keys',
            matches: ({ aud }) => typeof aud === 'string' && aud.startsWith('/projects/'),
          },
          {
            code: 'ISSUER_REFUSED',
            mender: 'caller',
            message: 'the token is of Google, but not of IAP: the sender put it into the header of IAP',
            matches: ({ iss }) => typeof iss === 'string' && /^(https:\/\/)?accounts\.google\.com$/.test(iss),
          },
        ],
      },
    ],
  };
}
